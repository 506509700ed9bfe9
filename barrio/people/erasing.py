"""What higher apps hold of a person and end when the person is erased."""

from collections.abc import Callable
from datetime import datetime

from barrio.core.actors import Actor
from barrio.people.models import Person

Eraser = Callable[[Person, Actor, datetime], None]
_erasers: list[Eraser] = []


def register_eraser(eraser: Eraser) -> None:
    """`eraser` gets the person, who erases, and when; it runs in the erasure's transaction."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def erasers() -> list[Eraser]:
    return list(_erasers)
