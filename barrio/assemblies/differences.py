"""What an amendment changes, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

KEPT, TAKEN, ADDED = "kept", "taken", "added"


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Stretches of text, each kept, taken out or added; together they make both texts."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    return list(_stretches(old, new))


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for change, i1, i2, j1, j2 in matcher.get_opcodes():
        if change == "equal":
            yield KEPT, "".join(old[i1:i2])
            continue
        if i2 > i1:
            yield TAKEN, "".join(old[i1:i2])
        if j2 > j1:
            yield ADDED, "".join(new[j1:j2])
