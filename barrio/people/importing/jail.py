"""Runs as a child process: a table on standard input becomes JSON lines on standard output.

Limits on memory, processor time and unpacked size are set before the first byte is parsed;
the first line is the header, the last is {"end": rows} or {"refused": code}. It needs no
Django and opens no file.
"""

import csv
import io
import json
import resource
import sys
import zipfile

MEMORY = 768 * 1024 * 1024
SECONDS = 60
UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 500
MOST_RATIO = 100
MOST_COLUMNS = 200
MOST_CELL = 4000
MOST_ROWS = 500_000


class Unreadable(Exception):
    """The code of what is wrong with the file."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    out = sys.stdout
    try:
        count = 0
        for count, row in enumerate(read(sys.stdin.buffer.read()), 1):  # noqa: B007
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        if count < 2:
            raise Unreadable("no_rows")
        out.write(json.dumps({"end": count - 1}) + "\n")
    except Unreadable as error:
        out.write(json.dumps({"refused": str(error)}) + "\n")
    except MemoryError:
        out.write(json.dumps({"refused": "too_large_unpacked"}) + "\n")


def read(raw: bytes):
    """The rows as lists of text, header first."""
    rows = read_workbook(raw) if raw[:4] == b"PK\x03\x04" else read_csv(raw)
    width = 0
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        cells = [clean(cell) for cell in row]
        if number == 0:
            while cells and not cells[-1]:
                cells.pop()
            width = len(cells)
            check_header(cells)
        yield cells[:width] + [""] * (width - len(cells))


def check_header(cells: list[str]) -> None:
    if not cells:
        raise Unreadable("no_header")
    if len(cells) > MOST_COLUMNS:
        raise Unreadable("too_many_columns")


def clean(cell: object) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
    return text.replace("\x00", "").strip()[:MOST_CELL]


def read_csv(raw: bytes):
    text = decode(raw)
    csv.field_size_limit(1_000_000)
    try:
        dialect = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from (row for row in reader if any(cell.strip() for cell in row))
    except csv.Error:
        raise Unreadable("not_a_table") from None


def decode(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252, which reads Latin-1 text too."""
    if b"\x00" in raw[:4000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("not_a_table")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        control = sum(ord(ch) < 32 and ch not in "\t\r\n\x0b\x0c" for ch in text[:4000])
        if control > 8:
            raise Unreadable("not_a_table")
        return text
    raise Unreadable("not_a_table")


def read_workbook(raw: bytes):
    check_archive(raw)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, IndexError, ValueError, OSError, KeyError):
        raise Unreadable("workbook_damaged") from None
    yield from (row for row in rows if any(str(cell).strip() for cell in row))


def check_archive(raw: bytes) -> None:
    """Refuses a bomb by what the archive says of itself, before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        raise Unreadable("workbook_damaged") from None
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or unpacked > UNPACKED
        or unpacked > MOST_RATIO * max(len(raw), 100_000)
    ):
        raise Unreadable("too_large_unpacked")


if __name__ == "__main__":
    main()
