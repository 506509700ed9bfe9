"""Whose account approves for the finance commission, said by one and confirmed by another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Grant, User
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.recording import record_for
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.offices.models import Term
from barrio.people.models import Person
from barrio.treasury.models import Kinship, Signatory


class NotOfTheFinanceCommission(Refused):
    """Translated at use; see the message given."""


class WatchesTheMoney(Refused):
    """Translated at use; see the message given."""


class NotByThemselves(Refused):
    """Translated at use; see the message given."""


class ConfirmedAlready(Refused):
    """Translated at use; see the message given."""


def _check_watches_nothing(user: User, collective_id: object) -> None:
    watches = Grant.objects.standing().filter(
        user=user, collective=collective_id, role=Role.CONTROLLER
    )
    if watches.exists():
        raise WatchesTheMoney(_("Who watches the money approves no payment."))


@transaction.atomic
def name_signatory(*, term: Term, user: User, by: Actor, at: datetime) -> Signatory:
    """Raises `NotOfTheFinanceCommission` or `WatchesTheMoney`."""
    today = local_date(at, term.collective.time_zone)
    serves = term.begins_on <= today < term.until and not term.is_alternate
    if term.commission.kind != CommissionKind.FINANCE or not serves:
        raise NotOfTheFinanceCommission(
            _("Only whom the assembly seated in the finance commission approves payments.")
        )
    _check_watches_nothing(user, term.collective_id)
    row = Signatory(
        collective_id=term.collective_id, term=term, user=user, named_by_id=by.user_id, named_at=at
    )
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "signatory.name", user=str(user.pk))
    return row


@transaction.atomic
def confirm_signatory(*, signatory: Signatory, by: Actor, at: datetime) -> None:
    """By somebody who neither said it nor is it. Raises `NotByThemselves`, `ConfirmedAlready`."""
    row = Signatory.objects.select_for_update().get(pk=signatory.pk)
    if row.confirmed_at or row.ended_at:
        raise ConfirmedAlready(_("This was confirmed or ended already."))
    if by.user_id in (row.named_by_id, row.user_id):
        raise NotByThemselves(_("Somebody else has to confirm it."))
    _check_watches_nothing(row.user, row.collective_id)
    row.confirmed_by_id, row.confirmed_at = by.user_id, at
    row.full_clean()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    record_for(row, by, at, "signatory.confirm")


@transaction.atomic
def end_signatory(*, signatory: Signatory, by: Actor, at: datetime) -> None:
    row = Signatory.objects.select_for_update().get(pk=signatory.pk)
    if row.ended_at:
        raise ConfirmedAlready(_("This was confirmed or ended already."))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record_for(row, by, at, "signatory.end")


@transaction.atomic
def declare_kin(*, person: Person, other: Person, by: Actor, at: datetime) -> Kinship:
    row = Kinship(
        collective_id=person.collective_id, person=person, other=other,
        declared_on=local_date(at, person.collective.time_zone),
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record_for(row, by, at, "kinship.declare")
    return row


@transaction.atomic
def end_kin(*, kinship: Kinship, by: Actor, at: datetime) -> None:
    row = Kinship.objects.select_for_update().get(pk=kinship.pk)
    if row.ended_on is None:
        row.ended_on = local_date(at, row.collective.time_zone)
        row.save(update_fields=["ended_on"])
        record_for(row, by, at, "kinship.end")
