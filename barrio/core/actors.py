"""Who does something: a user, a link held by somebody without account, a provider, us."""

import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The doer of a write, as the audit keeps it: a kind and a plain id, never a name."""

    kind: str  # "user", "link", "provider", "system"
    id: str

    @property
    def user_id(self) -> uuid.UUID | None:
        return uuid.UUID(self.id) if self.kind == "user" else None


SYSTEM = Actor("system", "barrio")


def user_actor(user: Any) -> Actor:
    return Actor("user", str(user.pk))


def link_actor(code: object) -> Actor:
    return Actor("link", str(code))
