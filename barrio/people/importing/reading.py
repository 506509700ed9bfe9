"""Reads an uploaded table through the jailed child."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from barrio.core.errors import Refused

MOST_BYTES = 25 * 1024 * 1024
SENTENCES = {
    "no_rows": _("The file has no rows below its header. Check that it is the right one."),
    "no_header": _(
        "The first row is empty. It must name the columns: name, phone, e-mail and so on."
    ),
    "too_many_columns": _("The file has more than 200 columns. Delete those you do not need."),
    "too_many_rows": _("The file has more than 500,000 rows. Cut it into parts."),
    "not_a_table": _(
        "This is not a table. Save it as CSV or XLSX in your spreadsheet and try again."
    ),
    "workbook_damaged": _(
        "The workbook cannot be read. Open it, save it again as XLSX or CSV, and try again."
    ),
    "too_large_unpacked": _(
        "Unpacked, this file is far too large. Save only the rows you need as CSV."
    ),
    "stopped": _("The file took too long to read. Cut it into parts, or save it as CSV."),
    "too_large": _("The file is larger than 25 MB. Cut it into parts."),
}


class FileUnreadable(Refused):
    """Carries the sentence for the code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(SENTENCES.get(code, SENTENCES["not_a_table"]))


def read_rows(raw: bytes) -> Iterator[list[str]]:
    """The table's rows, header first. Raises `FileUnreadable`; nothing touches the disk."""
    if len(raw) > MOST_BYTES:
        raise FileUnreadable("too_large")
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _RUN_JAIL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    threading.Thread(target=_feed, args=(child, raw), daemon=True).start()
    ended = False
    try:
        for line in child.stdout or ():
            row = json.loads(line)
            if isinstance(row, list):
                yield row
            elif "refused" in row:
                raise FileUnreadable(row["refused"])
            else:
                ended = True
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    if not ended:
        raise FileUnreadable("stopped")


# The child loads this one file and nothing else of ours, so that it starts fast.
_RUN_JAIL = (
    "import runpy, sys; sys.path[:0] = {path!r}; runpy.run_path({file!r}, run_name='__main__')"
).format(
    path=[p for p in sys.path if "site-packages" in p],
    file=str(__file__).replace("reading.py", "jail.py"),
)


def _feed(child: subprocess.Popen, raw: bytes) -> None:
    try:
        child.stdin.write(raw)
        child.stdin.close()
    except OSError:
        return
