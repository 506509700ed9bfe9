"""Numbers of sheets: short enough to say over the telephone, with a character that checks them."""

import secrets

# 31 characters, a prime: one wrong character or two in the wrong order never pass.
# Without 0, I, L, O and U, which hands write alike.
ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST = 3


class NotANumber(ValueError):
    """What was typed is no number of a sheet."""


def new_number(length: int = SHORTEST) -> str:
    body = "".join(secrets.choice(ALPHABET) for _character in range(length))
    return f"{body}-{check_character(body)}"


def check_character(body: str) -> str:
    weighed = sum(weight * ALPHABET.index(ch) for weight, ch in enumerate(body, 2))
    return ALPHABET[weighed % len(ALPHABET)]


def normal_number(text: str) -> str:
    """The number as printed, from however it was typed. Raises `NotANumber`."""
    typed = "".join(ch for ch in text.upper() if ch.isalnum()).replace("I", "1").replace("L", "1")
    body, check = typed[:-1], typed[-1:]
    if len(body) < SHORTEST or not set(typed) <= set(ALPHABET) or check_character(body) != check:
        raise NotANumber(text)
    return f"{body}-{check}"
