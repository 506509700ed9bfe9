"""Who belongs, and the picture of it that is frozen when an assembly is convened."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.chain import digest_of
from barrio.assemblies.models import RollEntry, Snapshot, SnapshotEntry
from barrio.assemblies.recording import record_for
from barrio.assemblies.rules import Rules
from barrio.assemblies.watching import leavings
from barrio.core.actors import Actor
from barrio.core.clock import local_date
from barrio.core.errors import Refused
from barrio.people.actions import touch
from barrio.people.models import Person


class PersonErased(Refused):
    """Translated at use; see the message given."""


class LeftAlready(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def enter_on_roll(
    *,
    person: Person,
    belonging: str,
    since: date,
    votes_from: date | None,
    by: Actor,
    at: datetime,
) -> RollEntry:
    """`votes_from` is the day they come of age; none for whoever is of age."""
    if person.erased_on:
        raise PersonErased(_("This record was erased. Nobody can be entered with it."))
    entry = RollEntry(
        collective_id=person.collective_id,
        person=person,
        belonging=belonging,
        since=since,
        votes_from=votes_from,
    )
    entry.full_clean()
    entry.save(force_insert=True)
    today = local_date(at, person.collective.time_zone)
    touch(person=person, kind="roll", on=today, origin_kind="roll", origin_id=entry.pk)
    record_for(entry, by, at, "roll.enter")
    return entry


@transaction.atomic
def end_entry(*, entry: RollEntry, on: date, by: Actor, at: datetime) -> None:
    """They moved away, or died, or left: so do the offices they held.

    Assemblies convened before keep them.
    """
    if entry.ended_on:
        raise LeftAlready(_("This person has left the roll already."))
    entry.ended_on = max(on, entry.since)
    entry.full_clean()
    entry.save(update_fields=["ended_on"])
    record_for(entry, by, at, "roll.leave")
    for leaving in leavings():
        leaving(entry.person, by, at)


def may_vote(entry: RollEntry, rules: Rules, day: date) -> bool:
    long_enough = entry.since + timedelta(days=rules.residence_days) <= day
    return long_enough and (entry.votes_from is None or entry.votes_from <= day)


def take_snapshot(collective: Collective, rules: Rules, day: date, at: datetime) -> Snapshot:
    """Everybody on the roll now, and who of them may vote on that day."""
    today = local_date(at, collective.time_zone)
    rows = [
        (entry.person_id, may_vote(entry, rules, day))
        for entry in RollEntry.objects.filter(
            collective=collective, since__lte=max(day, today), ended_on__isnull=True
        )
    ]
    snapshot = Snapshot(
        collective=collective,
        taken_at=at,
        for_day=day,
        census=len(rows),
        entitled=sum(votes for _person, votes in rows),
    )
    entries = [
        SnapshotEntry(snapshot=snapshot, person_id=person, may_vote=votes) for person, votes in rows
    ]
    snapshot.digest = digest_of(entries)
    snapshot.full_clean()
    snapshot.save(force_insert=True)
    SnapshotEntry.objects.bulk_create(entries, batch_size=500)
    return snapshot
