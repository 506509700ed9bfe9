from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Claim(TextChoices):
    """What somebody says is wrong with the roll."""

    OFF = "off", pgettext_lazy("challenge", "does not belong on the roll")
    ON = "on", pgettext_lazy("challenge", "belongs, and is not on the roll")


class ChallengeState(TextChoices):
    OPEN = "open", pgettext_lazy("challenge", "to be answered")
    UPHELD = "upheld", pgettext_lazy("challenge", "was right: the roll was mended")
    REFUSED = "refused", pgettext_lazy("challenge", "was refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("challenge", "was withdrawn")
