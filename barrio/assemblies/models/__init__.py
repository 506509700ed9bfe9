from barrio.assemblies.models.acts import Act, Duty
from barrio.assemblies.models.ballots import (
    CountRun,
    HallPass,
    Option,
    PaperEntry,
    TellerKey,
    UrnBallot,
    Voted,
)
from barrio.assemblies.models.handovers import Handover
from barrio.assemblies.models.meeting import AgendaItem, Assembly, Notice, NoticeMessage, Presence
from barrio.assemblies.models.motions import Motion, Wording
from barrio.assemblies.models.proxies import Proxy
from barrio.assemblies.models.roll import RollEntry, Snapshot, SnapshotEntry
from barrio.assemblies.models.rules import RuleSet
from barrio.assemblies.models.votes import NamedVote, Stance, TellerCount, Vote

__all__ = [
    "Act",
    "AgendaItem",
    "Assembly",
    "CountRun",
    "Duty",
    "HallPass",
    "Handover",
    "Motion",
    "NamedVote",
    "Notice",
    "NoticeMessage",
    "Option",
    "PaperEntry",
    "Presence",
    "Proxy",
    "RollEntry",
    "RuleSet",
    "Snapshot",
    "SnapshotEntry",
    "Stance",
    "TellerCount",
    "TellerKey",
    "UrnBallot",
    "Vote",
    "Voted",
    "Wording",
]
