"""Papers that people hand in: pictures drawn anew in a jailed child, PDF files as they are.

A picture carries where and with what it was taken; drawn anew it carries only what is seen.
"""

import hashlib
import subprocess
import sys
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from barrio.core.errors import Refused

MOST_BYTES = 8 * 1024 * 1024
MOST_PDF = 4 * 1024 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class PaperUnreadable(Refused):
    """Translated at use; see the message given."""


@dataclass(frozen=True)
class ReadPaper:
    content: bytes
    media: str
    digest: str


def read_paper(raw: bytes) -> ReadPaper:
    """What is kept of the file. Raises `PaperUnreadable`."""
    if len(raw) > MOST_BYTES:
        raise PaperUnreadable(_("The file is larger than 8 MB. Take a smaller picture."))
    if raw[:5] == b"%PDF-":
        if len(raw) > MOST_PDF:
            raise PaperUnreadable(_("The file is larger than 4 MB. Save it smaller."))
        return _read(raw, "application/pdf")
    if raw.startswith(PICTURES):
        return _read(_drawn_anew(raw), "image/jpeg")
    raise PaperUnreadable(_("This is neither a picture nor a PDF file. Take a picture of it."))


def _read(content: bytes, media: str) -> ReadPaper:
    return ReadPaper(content, media, hashlib.sha256(content).hexdigest())


def _drawn_anew(raw: bytes) -> bytes:
    """In a child with little memory and little time, which opens no file."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _JAIL], input=raw, capture_output=True, timeout=40
        )
    except subprocess.TimeoutExpired:
        raise PaperUnreadable(_("The picture cannot be read. Take it again.")) from None
    if done.returncode or not done.stdout.startswith(b"\xff\xd8\xff"):
        raise PaperUnreadable(_("The picture cannot be read. Take it again."))
    return done.stdout


_JAIL = f"""
import resource, sys
sys.path[:0] = {[p for p in sys.path if "site-packages" in p]!r}
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
import io
from PIL import Image, ImageOps
Image.MAX_IMAGE_PIXELS = 60_000_000
picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=("JPEG", "PNG", "WEBP"))
if picture.width * picture.height > Image.MAX_IMAGE_PIXELS:
    sys.exit(1)
picture = ImageOps.exif_transpose(picture).convert("RGB")
picture.thumbnail((2000, 2000))
out = io.BytesIO()
picture.save(out, "JPEG", quality=80)
sys.stdout.buffer.write(out.getvalue())
"""
