from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What an assembly can resolve upon, beside its commissions, plans and links."""

    NETWORK = "network", pgettext_lazy("undertaking", "emergency network")
    CAMPAIGN = "campaign", pgettext_lazy("undertaking", "campaign")
    PROGRAMME = "programme", pgettext_lazy("undertaking", "programme")
    FUND = "fund", pgettext_lazy("undertaking", "fund")
