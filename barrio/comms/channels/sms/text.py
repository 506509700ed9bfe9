"""Text messages: GSM-7 where it can be, so that an alert costs one segment."""

import unicodedata

from django.utils import translation
from django.utils.translation import gettext as _

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = set("^{}\\[~]|€")
NAME = "{first_name}"


def to_gsm7(text: str) -> str:
    """Spanish á í ó ú are not in GSM-7: without them the same text is a third as long."""
    return "".join(_plain(ch) for ch in unicodedata.normalize("NFC", text))


def _plain(ch: str) -> str:
    if ch in GSM7 or ch in EXTENDED:
        return ch
    if ch in "‘’":
        return "'"
    if ch in "“”«»":
        return '"'
    if ch in "–—":
        return "-"
    if ch == "\u00a0":
        return " "
    base = unicodedata.normalize("NFKD", ch)[0]
    return base if base in GSM7 else ch


def direct_text(body: str, called: str, language: str) -> str:
    """What one person sends to one other, as it leaves: the name put in, how to stop at the end."""
    with translation.override(language):
        stop = _("Answer STOP and we will not write again.")
    words = " ".join(body.replace(NAME, called).split())
    return to_gsm7(f"{words} {stop}")


def segments(text: str) -> int:
    """How many messages a phone network counts for `text` (3GPP TS 23.038)."""
    if all(ch in GSM7 or ch in EXTENDED for ch in text):
        length, one, many = sum(2 if ch in EXTENDED else 1 for ch in text), 160, 153
    else:
        length, one, many = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // many)
