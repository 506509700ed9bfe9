"""`barrio ledger verify | export | check`: books looked over, and taken elsewhere."""

import argparse
import sys
from pathlib import Path
from typing import Any

from barrio.accounts.commands import collective_called
from barrio.core.commands import BadInput, Command, CommandFailed


def _books(slug: str) -> list[Any]:
    from barrio.ledger.queries import books_of

    return list(books_of(collective_called(slug).pk))


class LedgerVerify(Command):
    name = "ledger verify"
    help = "Recomputes every entry and balance of a collective's books, names what does not hold."
    example = "barrio ledger verify --collective norris-square"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose books")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ledger.chain import flaws
        from barrio.ledger.queries import entries_of

        books = _books(args.collective)
        found = [f"{book.name_in('en')}: {flaw}" for book in books for flaw in flaws(book)]
        if found:
            raise CommandFailed("; ".join(found))
        heads = []
        for book in books:
            last = entries_of(book).first()
            heads.append(
                {
                    "book": book.name_in("en"),
                    "entries": last.number if last else 0,
                    "head": last.hash if last else "",
                }
            )
        return {"books": heads}

    def show(self, data: dict[str, Any]) -> None:
        if not data["books"]:
            return print("There are no books yet.")
        for book in data["books"]:
            print(f"{book['book']}: {book['entries']} entries, all as they were written.")
            print(book["head"] or "(no entry yet)")


class LedgerExport(Command):
    name = "ledger export"
    help = "Writes a book as plain text for beancount or hledger, with the proof of each entry."
    example = "barrio ledger export --collective norris-square --format beancount > book.beancount"

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--collective", required=True, metavar="SLUG", help="whose books")
        parser.add_argument(
            "--format", required=True, choices=("beancount", "hledger"), help="for which program"
        )
        parser.add_argument(
            "--book", type=int, default=1, metavar="N", help="which book, as verify lists them"
        )

    def handle(self, args: argparse.Namespace) -> None:
        from barrio.ledger.export import export

        books = _books(args.collective)
        if not 1 <= args.book <= len(books):
            raise BadInput(f"--book: there are {len(books)} books; see 'barrio ledger verify'.")
        for line in export(books[args.book - 1], args.format):
            sys.stdout.write(line)


class LedgerCheck(Command):
    name = "ledger check"
    help = "Looks over an exported file without any database: names the entry that was changed."
    example = "barrio ledger check book.beancount"
    returns_data = True

    def configure(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what 'barrio ledger export' wrote")

    def handle(self, args: argparse.Namespace) -> dict[str, Any]:
        from barrio.ledger.export import check, read_export

        try:
            text = args.file.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise BadInput(f"{args.file} cannot be read: {error}") from error
        lines = text.splitlines(keepends=True)
        found = list(check(lines))
        if found:
            raise CommandFailed("; ".join(found))
        _header, rows = read_export(lines)
        return {"entries": len(rows), "head": rows[-1][1] if rows else ""}

    def show(self, data: dict[str, Any]) -> None:
        print(f"{data['entries']} entries, all as they were written.")
        print(data["head"] or "(no entry yet)")


COMMANDS: list[type[Command]] = [LedgerVerify, LedgerExport, LedgerCheck]
