from barrio.assemblies.models.acts import Act, Duty
from barrio.assemblies.models.meeting import AgendaItem, Assembly, Notice, Presence
from barrio.assemblies.models.motions import Motion, Wording
from barrio.assemblies.models.roll import RollEntry, Snapshot, SnapshotEntry
from barrio.assemblies.models.rules import RuleSet
from barrio.assemblies.models.votes import NamedVote, TellerCount, Vote

__all__ = [
    "Act",
    "AgendaItem",
    "Assembly",
    "Duty",
    "Motion",
    "NamedVote",
    "Notice",
    "Presence",
    "RollEntry",
    "RuleSet",
    "Snapshot",
    "SnapshotEntry",
    "TellerCount",
    "Vote",
    "Wording",
]
