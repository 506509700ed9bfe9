from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How near somebody is to the collective, as it sees them."""

    NEIGHBOUR = "neighbour", _("Neighbour")
    SUPPORTER = "supporter", _("Supporter")
    ACTIVE = "active", _("Takes part")
    MEMBER = "member", _("Member")


class ContactKind(TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")


class Purpose(TextChoices):
    """What a person lets us use their contact for. Each is asked for by itself."""

    SERVICE = "service", _("Services they asked for")
    ORGANISING = "organising", _("Organizing: visits, calls, meetings")
    ALERTS = "alerts", _("Emergency alerts")
    MEDIA = "media", _("Photos and quotes")


class ConsentHow(TextChoices):
    FACE_TO_FACE = "face", _("Face to face")
    PHONE = "phone", _("By phone")
    FORM = "form", _("On a form of theirs")
    IMPORT = "import", _("In an imported list")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Waiting for its columns")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Waiting for your yes")
    COMMITTING = "committing", _("Being brought in")
    COMMITTED = "committed", _("Brought in")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Stopped")


class RowOutcome(TextChoices):
    CREATE = "create", _("New person")
    CHANGE = "change", _("Adds to a person we know")
    SAME = "same", _("Nothing new")
    REFUSE = "refuse", _("Left out")
