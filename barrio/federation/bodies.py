"""What stands inside a document, read strictly: signed or not, it comes from outside."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from barrio.core.text import squeeze, storable

MOST = 500  # rows of a list


class Missing(ValueError):
    """A document does not say what one of its kind says: the name of what is wrong."""


def number(body: Mapping[str, Any], name: str, least: int = 0) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**31:
        raise Missing(name)
    return value


def truth(body: Mapping[str, Any], name: str) -> bool:
    if not isinstance(body.get(name), bool):
        raise Missing(name)
    return body[name]


def mark(body: Mapping[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(body[name]))
    except (KeyError, ValueError) as error:
        raise Missing(name) from error


def line(body: Mapping[str, Any], name: str, most: int) -> str:
    value = body.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise Missing(name)
    return storable(value)


def one_of(body: Mapping[str, Any], name: str, among: Any) -> str:
    value = line(body, name, 40)
    if value not in among:
        raise Missing(name)
    return value


def words(body: Mapping[str, Any], name: str, most: int = 100_000) -> dict[str, str]:
    """By language."""
    value = body.get(name)
    if not isinstance(value, dict) or len(value) > 10:
        raise Missing(name)
    return {squeeze(str(code))[:5]: line(value, code, most) for code in value}


def day(body: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(line(body, name, 10))
    except ValueError as error:
        raise Missing(name) from error


def moment(body: Mapping[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(line(body, name, 40))
    except ValueError as error:
        raise Missing(name) from error
    if found.tzinfo is None or not 2000 <= found.year <= 2200:
        raise Missing(name)
    return found


def rows(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = body.get(name)
    if not isinstance(value, list) or len(value) > MOST:
        raise Missing(name)
    if not all(isinstance(row, Mapping) for row in value):
        raise Missing(name)
    return value


def act_of(body: Mapping[str, Any]) -> tuple[int, str]:
    """The number and the proof of the act that a document stands on."""
    act = body.get("act")
    if not isinstance(act, Mapping):
        raise Missing("act")
    proof = line(act, "hash", 64)
    if len(proof) != 64:
        raise Missing("hash")
    return number(act, "number", 1), proof
