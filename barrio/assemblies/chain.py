"""The chain of acts, and the digests of the rolls they stand on: made, and looked over."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from barrio.assemblies import belenios
from barrio.assemblies.models import (
    Act,
    CountRun,
    Handover,
    Snapshot,
    SnapshotEntry,
    Stance,
    Vote,
)
from barrio.assemblies.watching import checks


def hash_of(act: Act) -> str:
    """SHA-256 over what the act says and how it was decided, bound to the act before."""
    vote = act.vote
    said = {
        "collective": str(act.collective_id),
        "number": act.number,
        "matter": act.matter,
        "title": act.title,
        "texts": act.texts,
        "adopted_at": act.adopted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "assembly": str(vote.item.assembly_id),
        "roll": vote.item.assembly.snapshot.digest,
        "vote": {
            "id": str(vote.pk),
            "method": vote.method,
            "of": [vote.basis, vote.numerator, vote.denominator, vote.strict],
            "there": [vote.quorum, vote.present, vote.entitled, vote.census, *_proxies(vote)],
            "counted": [vote.yes, vote.no, vote.abstain],
            "by": _digest(f"{c.teller_id} {c.round} {c}" for c in vote.counts.all()),
            "named": _digest(f"{n.pk} {n.person_id} {n.choice}" for n in vote.named.all()),
        },
        **_choice(vote),
        **_archive(vote),
        "supersedes": str(act.supersedes_id or ""),
        "before": act.before,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _proxies(vote: Vote) -> list[int]:
    """Nothing where nobody was represented: so it was hashed before there were any."""
    return [vote.represented] if vote.represented else []


def _choice(vote: Vote) -> dict[str, Any]:
    """How a choice or a secret vote came out; nothing for what has no count of its own."""
    run = getattr(vote, "run", None)
    if run is None:
        return _stances(vote)
    return {
        "choice": {
            "rule": [vote.rule, vote.seats, vote.budget],
            "lot": [vote.commitment, vote.seed, vote.dice],
            "ballots": [run.ballots, run.blank, run.digest],
            "elected": run.elected,
            "result": run.result,
        }
    }


def _archive(vote: Vote) -> dict[str, str]:
    """What came back from Belenios; nothing for other votes."""
    row = getattr(vote, "handover", None)
    return {"archive": row.digest} if row else {}


def _stances(vote: Vote) -> dict[str, Any]:
    """Who stood aside or had a concern where it was adopted by consensus."""
    rows = [f"{s.pk} {s.person_id} {s.stand} {s.digest}" for s in vote.stances.all()]
    return {"stances": _digest(rows)} if rows else {}


def digest_of_why(stance_id: uuid.UUID, why: str) -> str:
    return hashlib.sha256(f"{stance_id}|{why}".encode()).hexdigest() if why else ""


def digest_of_ballots(vote: Vote) -> str:
    """SHA-256 over what lay in the urn and over who voted; neither says which belongs to whom."""
    urn = _digest(f"{b.pk} {b.tracker} {b.said}" for b in vote.urn.all())
    roll = _digest(f"{m.pk} {m.person_id} {m.how}" for m in vote.voted.all())
    return _digest([f"urn {urn}", f"roll {roll}"])


def digest_of(entries: Iterable[SnapshotEntry]) -> str:
    """SHA-256 over the entries, each a line `id person vote`; the random ids are its salt."""
    return _digest(f"{e.pk} {e.person_id} {int(e.may_vote)}" for e in entries)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def flaws(collective_id: uuid.UUID) -> Iterator[str]:
    """What does not hold in the chain of acts and in the rolls they stand on, by name."""
    before, number = "", 0
    for act in _acts(collective_id).order_by("number"):
        number += 1
        if act.number != number:
            yield f"act {number} is missing: act {act.number} follows act {number - 1}"
            number = act.number
        if act.before != before:
            yield f"act {act.number} does not follow the act before it"
        if act.hash != hash_of(act):
            yield f"act {act.number}: its text, its vote or its hash was changed"
        before = act.hash
    for snapshot in Snapshot.objects.filter(collective_id=collective_id).order_by("taken_at"):
        entries = list(snapshot.entries.all())
        named = f"the roll frozen at {snapshot.taken_at:%Y-%m-%d %H:%M} UTC ({snapshot.pk})"
        if snapshot.digest != digest_of(entries):
            yield f"{named}: an entry was changed, added or removed"
        counts = (len(entries), sum(entry.may_vote for entry in entries))
        if counts != (snapshot.census, snapshot.entitled):
            yield f"{named}: its numbers are not those of its entries"
    runs = CountRun.objects.filter(vote__collective_id=collective_id).select_related("vote")
    for run in runs.order_by("vote__opened_at"):
        if run.digest != digest_of_ballots(run.vote):
            yield (
                f"the vote of {run.vote.opened_at:%Y-%m-%d %H:%M} UTC ({run.vote_id}): "
                "a ballot or the list of who voted was changed"
            )
    for stance in Stance.objects.filter(collective_id=collective_id).order_by("at"):
        told = digest_of_why(stance.pk, stance.personal["why"])
        if not stance.is_erased and stance.digest != told:
            yield f"a reason given while looking for consensus was changed ({stance.pk})"
    yield from _handover_flaws(collective_id)
    for check in checks():
        yield from check(collective_id)


def _handover_flaws(collective_id: uuid.UUID) -> Iterator[str]:
    """Archives that are not what was handed in, or that Belenios does not accept any more."""
    rows = Handover.objects.filter(collective_id=collective_id, archive__isnull=False)
    for row in rows.select_related("vote").order_by("vote__opened_at"):
        named = f"the archive of the vote of {row.vote.opened_at:%Y-%m-%d %H:%M} UTC"
        raw = bytes(row.archive)
        if hashlib.sha256(raw).hexdigest() != row.digest:
            yield f"{named} ({row.vote_id}) was changed"
        if belenios.is_installed():
            try:
                belenios.verify(raw, before=bytes(row.setup))
            except (belenios.ArchiveUnreadable, belenios.ArchiveWrong) as error:
                yield f"{named} ({row.vote_id}) does not hold: {error}"


def _acts(collective_id: uuid.UUID) -> Any:
    rows = Act.objects.filter(collective_id=collective_id).select_related(
        "vote__item__assembly__snapshot", "vote__run", "vote__handover"
    )
    return rows.defer("vote__handover__setup", "vote__handover__archive").prefetch_related(
        "vote__counts", "vote__named", "vote__stances"
    )
