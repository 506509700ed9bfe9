"""What belongs to an undertaking. Each kind's own app registers its pages here."""

from collections.abc import Callable
from typing import Any

from barrio.undertakings.models import Undertaking

Parts = Callable[[Undertaking, Any], list[tuple[str, str]]]
_parts: dict[str, list[Parts]] = {}


def register_parts(kind: str, found: Parts) -> None:
    """`found` gives labels and addresses of what the user may see of such an undertaking."""
    known = _parts.setdefault(kind, [])
    if found not in known:
        known.append(found)


def parts_of(undertaking: Undertaking, user: Any) -> list[tuple[str, str]]:
    return [pair for found in _parts.get(undertaking.kind, ()) for pair in found(undertaking, user)]
