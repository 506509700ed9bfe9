"""Token buckets: an allowance per key, taken in one statement so that races gain nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FloatField, Value
from django.db.models.functions import Least

from barrio.core.crypto import keyed_hash, token_text
from barrio.runtime.keyring import keyring
from barrio.runtime.models import TokenBucket


@dataclass(frozen=True)
class Allowance:
    """`capacity` at once, refilled evenly over `seconds`."""

    name: str
    capacity: int
    seconds: float


def take(allowance: Allowance, subject: str, *, at: datetime, cost: float = 1.0) -> bool:
    """Whether `subject` had the allowance left; if so it is now spent."""
    digest = keyed_hash(keyring.system_key("token-buckets"), allowance.name, subject)
    key, now = token_text(digest), at.timestamp()
    fresh = TokenBucket(key=key, tokens=allowance.capacity, filled_at=now)
    TokenBucket.objects.bulk_create([fresh], ignore_conflicts=True)
    earned = (Value(now) - F("filled_at")) * (allowance.capacity / allowance.seconds)
    level = Least(Value(float(allowance.capacity)), F("tokens") + earned, output_field=FloatField())
    return bool(
        TokenBucket.objects.annotate(level=level)
        .filter(key=key, level__gte=cost)
        .update(tokens=level - cost, filled_at=now)
    )


def forget_full(*, at: datetime, older_than: float = 86400.0) -> int:
    """Removes buckets untouched for a day: they are full again."""
    stale = TokenBucket.objects.filter(filled_at__lt=at.timestamp() - older_than)
    return stale.delete()[0]
