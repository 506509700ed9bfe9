import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barrio.assemblies.enums import Arrival, AssemblyState, Matter, NoticeBy, Secrecy
from barrio.core.ids import uuid7
from barrio.core.text import in_language


class Assembly(models.Model):
    """One call of an assembly. A second call is an assembly of its own, after the first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    rule_set = models.ForeignKey("assemblies.RuleSet", models.PROTECT, related_name="assemblies")
    snapshot = models.ForeignKey("assemblies.Snapshot", models.PROTECT, related_name="assemblies")
    title = models.JSONField(default=dict)  # by language
    place = models.CharField(_("place"), max_length=200)
    starts_at = models.DateTimeField(_("start"))
    call = models.PositiveSmallIntegerField(default=1)
    after = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next_call"
    )
    quorum = models.PositiveIntegerField()  # people who have to be there
    proxies = models.PositiveSmallIntegerField(default=0)  # that one person may hold
    state = models.CharField(
        max_length=9, choices=AssemblyState.choices, default=AssemblyState.CONVENED
    )
    convened_at = models.DateTimeField()
    convened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssemblyState.values), name="assemblies_assembly_known_state"
            ),
            models.CheckConstraint(
                condition=Q(call=1, after__isnull=True)
                | Q(call__gte=2, call__lte=3, after__isnull=False),
                name="assemblies_assembly_call_follows_a_call",
            ),
            models.CheckConstraint(
                condition=~Q(after=F("id")), name="assemblies_assembly_not_after_itself"
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=1), name="assemblies_assembly_needs_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AssemblyState.OPEN, AssemblyState.CLOSED])
                | Q(opened_at__isnull=False),
                name="assemblies_assembly_opened_before_it_decides",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[AssemblyState.CONVENED, AssemblyState.OPEN], closed_at__isnull=True
                )
                | Q(
                    ~Q(state__in=[AssemblyState.CONVENED, AssemblyState.OPEN]),
                    closed_at__isnull=False,
                ),
                name="assemblies_assembly_over_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["collective", "starts_at"], name="assemblies_assembly_when")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])


class AgendaItem(models.Model):
    """What is to be dealt with, and since when people were told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    matter = models.CharField(max_length=8, choices=Matter.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    secrecy = models.CharField(max_length=10, choices=Secrecy.choices, default=Secrecy.OPEN)
    noticed_on = models.DateField(null=True, blank=True)  # people were told; empty: not yet
    in_time = models.BooleanField(default=False)  # told as early as the rules ask
    is_admitted = models.BooleanField(default=False)  # by an urgency vote, though it was late

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__in=Matter.values), name="assemblies_agendaitem_known_matter"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values), name="assemblies_agendaitem_known_secrecy"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480),
                name="assemblies_agendaitem_within_a_day",
                violation_error_message=_("Give 1 to 480 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(in_time=False) | Q(noticed_on__isnull=False),
                name="assemblies_agendaitem_in_time_was_announced",
            ),
            models.UniqueConstraint(
                fields=["assembly", "number"], name="assemblies_agendaitem_number_once"
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}"

    def title_in(self, language: str) -> str:
        return in_language(self.title, language.split("-")[0])

    @property
    def may_be_decided(self) -> bool:
        return self.in_time or self.is_admitted


class Notice(models.Model):
    """That people were told of an assembly, how, and who says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="notices")
    how = models.CharField(max_length=11, choices=NoticeBy.choices)
    given_on = models.DateField(_("day"))
    reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    where = models.CharField(_("where"), max_length=200, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how__in=NoticeBy.values), name="assemblies_notice_known_way"
            ),
        ]
        ordering = ["given_on", "at"]

    def __str__(self) -> str:
        return f"{self.how} {self.given_on}"


class NoticeMessage(models.Model):
    """The convocation as it is written to who asked to hear of meetings; sent, it is a notice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="notice_messages")
    message = models.OneToOneField("comms.Message", models.PROTECT, related_name="+")
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    notice = models.OneToOneField(
        Notice, models.PROTECT, null=True, blank=True, related_name="message"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notice__isnull=True) | Q(dropped_at__isnull=True),
                name="assemblies_noticemessage_sent_or_dropped",
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(notice__isnull=True, dropped_at__isnull=True),
                name="assemblies_noticemessage_one_waits",
                violation_error_message=_("One waits for somebody else's yes already."),
            ),
        ]
        ordering = ["written_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Presence(models.Model):
    """Somebody is there from one moment to another; without an end they are there now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collective = models.ForeignKey("accounts.Collective", models.PROTECT, related_name="+")
    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="presences")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    how = models.CharField(max_length=5, choices=Arrival.choices)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: they said so themselves, with the code on the wall

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(how=Arrival.CODE),
                name="assemblies_presence_somebody_says_so",
            ),
            models.CheckConstraint(
                condition=Q(how__in=Arrival.values), name="assemblies_presence_known_way"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gt=F("came_at")),
                name="assemblies_presence_leaves_after_coming",
            ),
            models.UniqueConstraint(
                fields=["assembly", "person"],
                condition=Q(left_at__isnull=True),
                name="assemblies_presence_here_once",
            ),
        ]
        indexes = [models.Index(fields=["assembly", "left_at"], name="assemblies_presence_now")]

    def __str__(self) -> str:
        return str(self.pk)
