"""What people type, made fit to compare."""

import re
import unicodedata
from typing import Any

import phonenumbers

EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(\.[^@\s,;<>\"'.]+)+", re.ASCII)


def squeeze(text: str) -> str:
    """NFC, no control characters, single spaces."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(ch)[0] in "CZ" else ch for ch in text)
    return " ".join(text.split())


def in_language(texts: dict[str, str], language: str) -> str:
    """Words kept by language; in another one where they are missing in this."""
    return texts.get(language) or texts.get("en") or next(filter(None, texts.values()), "")


def first_name(name: str) -> str:
    """The first word of a name, as it is said aloud."""
    return name.split()[0] if name.split() else ""


def initials(name: str) -> str:
    """What tells people apart who know each other, and names nobody to anybody else: "A. S."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def fold(text: str) -> str:
    """For comparing names: no accents, no case, single spaces."""
    text = unicodedata.normalize("NFKD", squeeze(text))
    return "".join(ch for ch in text if not unicodedata.combining(ch)).casefold()


def may_be_one_name(one: str, other: str) -> bool:
    """Whether two names may be of one person: "D. Barnes" and "Denise Barnes" may.

    Either is not known, or holds all words of the other, or the first words agree (an
    initial will do, or a short form: "Tam" and "Tamika"). Used beside an equal telephone:
    families share those, so that a number alone never proves who somebody is.
    """
    words, others = _words(one), _words(other)
    if not words or not others or set(words) <= set(others) or set(others) <= set(words):
        return True
    first, second = sorted((words[0], others[0]), key=len)
    return first == second or (len(first) != 2 and second.startswith(first))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(name))


def normal_email(text: str) -> str:
    """The address in lower case. Raises ValueError where it is not one."""
    text = squeeze(text).casefold()
    if len(text) > 254 or not EMAIL.fullmatch(text):
        raise ValueError("not an e-mail address")
    return text


def normal_phone(text: str, country: str) -> str:
    """The number in E.164. Raises ValueError where it is none that could be dialled.

    Letters are refused, not read as keypad digits: "555-CALL" in a contact list is
    far more often a note than a number.
    """
    if any(ch.isalpha() for ch in re.sub(r"(?i)\b(ext|x)\.?\s*\d+$", "", text)):
        raise ValueError("the phone number has letters")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("the phone number has too few or too many digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def storable(value: Any) -> Any:
    """JSON from outside without what a database takes for no text: NUL and half characters."""
    if isinstance(value, str):
        whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return whole.replace("\0", "")
    if isinstance(value, dict):
        return {storable(key): storable(held) for key, held in value.items()}
    if isinstance(value, list):
        return [storable(held) for held in value]
    return value
