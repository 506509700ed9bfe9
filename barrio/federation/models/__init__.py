from barrio.federation.models.above import (
    DelegateVote,
    Delegation,
    Mandate,
    RatificationBelow,
    RecallMotion,
    UpperItem,
    UpperResult,
)
from barrio.federation.models.below import Answer, MandateSeen, Ratifiable, Seat
from barrio.federation.models.links import (
    Compact,
    Document,
    Link,
    Names,
    OwnKey,
    Proposal,
    Sister,
)

__all__ = [
    "Answer",
    "Compact",
    "DelegateVote",
    "Delegation",
    "Document",
    "Link",
    "Mandate",
    "MandateSeen",
    "Names",
    "OwnKey",
    "Proposal",
    "Ratifiable",
    "RatificationBelow",
    "RecallMotion",
    "Seat",
    "Sister",
    "UpperItem",
    "UpperResult",
]
