from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetLanguage(TextChoices):
    """What the words printed on a sheet are in."""

    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")
    BOTH = "both", _("Both, side by side")

    @property
    def codes(self) -> list[str]:
        return ["es", "en"] if self == self.BOTH else [self.value]
