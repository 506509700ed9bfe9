"""Text messages: GSM-7 where it can be, so that an alert costs one segment."""

import unicodedata

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = set("^{}\\[~]|€")


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


def segments(text: str) -> int:
    """How many messages a phone network counts for `text` (3GPP TS 23.038)."""
    if all(ch in GSM7 or ch in EXTENDED for ch in text):
        length, one, many = sum(2 if ch in EXTENDED else 1 for ch in text), 160, 153
    else:
        length, one, many = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // many)
