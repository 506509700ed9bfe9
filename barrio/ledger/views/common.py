from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from barrio.assemblies.views.common import shows
from barrio.core.clock import local_date, now
from barrio.ledger.enums import EntryKind
from barrio.ledger.export import export
from barrio.ledger.models import Book, Entry
from barrio.ledger.permissions import can_book, can_found

show = shows("ledger")
ON_A_PAGE = 50


def today_of(book: Book) -> Any:
    return local_date(now(), book.collective.time_zone)


def exported(book: Book, form: str) -> StreamingHttpResponse:
    """The whole book as a file for that program."""
    response = StreamingHttpResponse(export(book, form), content_type="text/plain; charset=utf-8")
    ending = "beancount" if form == "beancount" else "journal"
    response["Content-Disposition"] = f'attachment; filename="{book.collective.slug}.{ending}"'
    return response


def rights(request: HttpRequest, book: Book) -> dict[str, bool]:
    return {
        "books": can_book(request.user, book.collective_id),
        "founds": can_found(request.user, book.collective_id),
    }


def told_lines(entry: Entry, language: str) -> list[dict[str, Any]]:
    """Each line with the names of its account and fund."""
    return [
        {
            "line": line,
            "account": line.account.name_in(language),
            "fund": line.fund.name_in(language),
        }
        for line in entry.lines.select_related("account", "fund")
    ]


def moved(entry: Entry) -> list[tuple[int, str]]:
    """What the entry brought in or took out, by currency; of a transfer, nothing.

    What is only promised is still there: it is told as the amount it is, without a minus.
    """
    sums: dict[str, int] = {}
    for line in entry.lines.all():
        if line.account.holds:
            sums[line.currency] = sums.get(line.currency, 0) + line.amount
    promised = entry.kind == EntryKind.RESERVED
    return [(abs(amount) if promised else amount, code) for code, amount in sums.items()]


def named(rows: Any, language: str) -> list[tuple[Any, str]]:
    return [(row, row.name_in(language)) for row in rows]
