"""What higher apps do when a vote ends, whom they keep from a hall, and which act waits."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from barrio.assemblies.models import Act, Assembly, Vote
from barrio.core.actors import Actor
from barrio.people.models import Person

Watcher = Callable[[Vote, Actor, datetime], None]
Agenda = Callable[[Assembly, Actor, datetime], None]
_agendas: list[Agenda] = []
Ending = Callable[[Assembly, Actor, datetime], None]
_endings: list[Ending] = []
Leaving = Callable[[Person, Actor, datetime], None]
_leavings: list[Leaving] = []
Check = Callable[[uuid.UUID], Iterator[str]]
_checks: list[Check] = []
Bar = Callable[[Assembly, uuid.UUID], str]
Brake = Callable[[Act], str]
_brakes: list[Brake] = []
_watchers: list[Watcher] = []
_bars: list[Bar] = []


def register_watcher(watcher: Watcher) -> None:
    """`watcher` gets each vote that has a result, in the transaction that closes it."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def register_bar(bar: Bar) -> None:
    """`bar` says in a sentence why somebody of the roll may not be there; else nothing."""
    if bar not in _bars:
        _bars.append(bar)


def register_agenda(agenda: Agenda) -> None:
    """`agenda` puts on a new assembly's agenda what has to stand there."""
    if agenda not in _agendas:
        _agendas.append(agenda)


def agendas() -> list[Agenda]:
    return list(_agendas)


def register_ending(ending: Ending) -> None:
    """`ending` puts in order what a session leaves, in the transaction that closes it."""
    if ending not in _endings:
        _endings.append(ending)


def endings() -> list[Ending]:
    return list(_endings)


def register_leaving(leaving: Leaving) -> None:
    """`leaving` ends what only somebody on the roll can hold, as they leave it."""
    if leaving not in _leavings:
        _leavings.append(leaving)


def leavings() -> list[Leaving]:
    return list(_leavings)


def register_check(check: Check) -> None:
    """`check` names what does not hold in what a higher app keeps of a collective's assemblies."""
    if check not in _checks:
        _checks.append(check)


def checks() -> list[Check]:
    return list(_checks)


def register_brake(brake: Brake) -> None:
    """`brake` says in a sentence why an act does not bind yet; else nothing."""
    if brake not in _brakes:
        _brakes.append(brake)


def watchers() -> list[Watcher]:
    return list(_watchers)


def why_barred(assembly: Assembly, person_id: uuid.UUID) -> str:
    return next(filter(None, (bar(assembly, person_id) for bar in _bars)), "")


def undone_by(act: Act) -> Act | None:
    """The act that has undone it; none while that one itself does not bind yet."""
    later = getattr(act, "superseded_by", None)
    return later if later and not _held_up(later) else None


def why_not_binding(act: Act) -> str:
    """A sentence where nothing can rest on it: it was undone, or a higher app holds it up."""
    if later := undone_by(act):
        return _("Act %(n)d has undone this one.") % {"n": later.number}
    return _held_up(act)


def _held_up(act: Act) -> str:
    return next(filter(None, (brake(act) for brake in _brakes)), "")
