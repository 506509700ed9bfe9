import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import CollectiveKind, Role
from barrio.core.constraints import both_or_neither
from barrio.core.ids import uuid7


class Collective(models.Model):
    """The tenant: a council, union branch, tenants' union, mutual-aid group or network."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=CollectiveKind.choices)
    time_zone = models.CharField(max_length=40, default="America/New_York")
    country = models.CharField(max_length=2, default="US")
    about = models.JSONField(_("about us"), default=dict, blank=True)  # by language
    brand_colour = models.CharField(_("colour"), max_length=7, blank=True)
    contact_line = models.CharField(_("public contact"), max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CollectiveKind.values), name="accounts_collective_known_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def about_in(self, language: str) -> str:
        """The text in that language, or in the other where there is none."""
        return self.about.get(language) or next((t for t in self.about.values() if t), "")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(handle=(username or "").casefold())


class User(AbstractBaseUser):
    """Somebody who signs in. A handle, no name and no address: the rest is in people."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.CharField(_("handle"), max_length=40, unique=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(handle=""),
                name="accounts_user_has_handle",
                violation_error_message=_("Choose a handle."),
            )
        ]

    def __str__(self) -> str:
        return self.handle

    # Django's forms and allauth ask for these; Barrio's rights come from grants alone.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


RUNS_ON = Q(until__isnull=True) | Q(until__gt=Now())


class GrantQuerySet(models.QuerySet["Grant"]):
    def active(self) -> "GrantQuerySet":
        """Those in force at this moment, by the database's clock."""
        return self.standing().filter(since__lte=Now())

    def standing(self) -> "GrantQuerySet":
        """Those in force, and those that will be."""
        return self.filter(RUNS_ON, revoked_at__isnull=True)

    def ended(self) -> "GrantQuerySet":
        return self.filter(~RUNS_ON | Q(revoked_at__isnull=False))


class Grant(models.Model):
    """A role of a user in a collective, perhaps for a time.

    The scope is kept for the day when loaders honour one. Until then only the whole
    collective can be given: a grant for one site would open all of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    scope_kind = models.CharField(max_length=20, blank=True)
    scope_id = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_grant_known_role"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="accounts_grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="", scope_id__isnull=True)
                | (~Q(scope_kind="") & Q(scope_id__isnull=False)),
                name="accounts_grant_scope_whole_or_named",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="", scope_id__isnull=True),
                name="accounts_grant_whole_collective",
                violation_error_message=_("A role is for the whole collective."),
            ),
            both_or_neither("revoked_at", "revoked_by", name="accounts_grant_revoked_by_somebody"),
            models.UniqueConstraint(
                fields=["collective", "user", "role"],
                condition=Q(revoked_at__isnull=True, until__isnull=True, scope_kind=""),
                name="accounts_grant_once_per_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"

    @property
    def ended_at(self) -> datetime | None:
        """When it was taken away or ran out, whichever was first."""
        return min(filter(None, (self.revoked_at, self.until)), default=None)


class Invitation(models.Model):
    """A link that lets one person make an account with one role."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="accounts_invitation_known_role"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="accounts_invitation_ends_after_start",
            ),
            both_or_neither("used_at", "used_by", name="accounts_invitation_used_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Device(models.Model):
    """A signed-in session, so that its owner can see it and end it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"
