from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SiteKind(TextChoices):
    NEIGHBOURHOOD = "neighbourhood", _("Neighbourhood")
    ESTATE = "estate", _("Estate")
    BUILDING = "building", _("Building")
    FLOOR = "floor", _("Floor")
    WORKPLACE = "workplace", _("Workplace")
    DEPARTMENT = "department", _("Department")
    SHIFT = "shift", _("Shift")


class Origin(TextChoices):
    """How we know that a door is there."""

    SURVEYED = "surveyed", _("Seen by us")
    IMPORTED = "imported", _("From a list of addresses")
    DERIVED = "derived", _("Derived from ranges, not surveyed")


class StreetSide(TextChoices):
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")
    UNKNOWN = "", _("Unknown")


class Caution(TextChoices):
    """What whoever comes to a door should know beforehand."""

    NONE = "", _("Nothing special")
    DOG = "dog", _("Loose dog")
    UNSAFE = "unsafe", _("Not safe alone")
