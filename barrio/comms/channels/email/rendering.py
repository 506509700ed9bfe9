"""An e-mail built once per message and language; each person's bytes are spliced in."""

import email.policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import translation
from django.utils.translation import gettext as _

from barrio.comms.letter import Content, Letter
from barrio.comms.links import message_url, stop_url

POLICY = email.policy.SMTP.clone(max_line_length=990, cte_type="8bit", utf8=False)
# Stand-ins of one kind only: ASCII, no character that any header encoding would touch.
TO, KEY, TOKEN, STOP = "qqto@qq.qq", "qqkeyqq", "qqtokenqq", "qqstopqq"


class Prepared:
    """The bytes of the message between the places where people differ."""

    def __init__(self, content: Content, sender: str, at) -> None:
        raw = _build(content, sender, at)
        self._pieces: list[tuple[bytes, str]] = []
        while raw:
            places = [(raw.find(mark.encode()), mark) for mark in (TO, KEY, TOKEN, STOP)]
            at_, mark = min(((p, m) for p, m in places if p >= 0), default=(len(raw), ""))
            self._pieces.append((raw[:at_], mark))
            raw = raw[at_ + len(mark) :]

    def splice(self, letter: Letter) -> bytes:
        """The whole message for one person, ready for DATA (dots stuffed)."""
        own = {
            TO: letter.address.encode(),
            KEY: letter.idempotency_key.encode(),
            TOKEN: letter.token.encode(),
            STOP: letter.stop_token.encode(),
            "": b"",
        }
        return b"".join(piece + own[mark] for piece, mark in self._pieces)


def _build(content: Content, sender: str, at) -> bytes:
    with translation.override(content.language):
        link, stop = message_url(TOKEN), stop_url(STOP)
        parts = [content.body, f"{_('Read it here and say that you got it:')}\n{link}"]
        parts.append(f"{_('To stop these messages:')}\n{stop}")
        title = f"[{_('DRILL')}] {content.title}" if content.is_drill else content.title
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(display_name=content.sender_name, addr_spec=sender)
    mail["To"] = TO
    mail["Subject"] = title
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{KEY}@{sender.rpartition('@')[2]}>"
    mail["List-Unsubscribe"] = f"<{stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    if content.is_urgent:
        mail["Importance"] = "high"
    mail.set_content("\n\n".join(parts), cte="8bit")
    raw = mail.as_bytes()
    return raw.replace(b"\r\n.", b"\r\n..")
