from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CollectiveKind(TextChoices):
    COUNCIL = "council", _("Council")
    TENANTS = "tenants", _("Tenants' union")
    UNION = "union", _("Union branch")
    MUTUAL_AID = "mutual_aid", _("Mutual-aid group")
    NETWORK = "network", _("Network")


class Role(TextChoices):
    """What somebody may do in a collective. No role holds another."""

    ADMINISTRATOR = "administrator", _("Administration")
    ORGANIZER = "organizer", _("Organizing")
    CANVASSER = "canvasser", _("Canvassing")
    DISPATCHER = "dispatcher", _("Dispatch")
    CONFIRMER = "confirmer", _("Confirming reports")
    CAREGIVER = "caregiver", _("Care")
    SPOKESPERSON = "spokesperson", pgettext_lazy("role", "Spokesperson")
    TREASURER = "treasurer", _("Communal bank")
    CONTROLLER = "controller", _("Social controllership")
    MEMBER = "member", _("Member")


# Those who work with people's records; others see only what concerns themselves.
PEOPLE_ROLES = (Role.ORGANIZER,)
EVERYBODY = tuple(Role)
# Who watches the money does not handle it: nobody holds both at one time.
APART = (Role.TREASURER, Role.CONTROLLER)
