from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    MEETING = "meeting", _("Meeting")
    BLOCK_PARTY = "block_party", _("Block party")
    COOK_OUT = "cook_out", _("Cook-out")
    DISTRIBUTION = "distribution", _("Distribution")
    CLASS = "class", _("Class")
    PICKET = "picket", _("Picket")
    HEARING = "hearing", _("Hearing")
    OTHER = "other", _("Something else")
