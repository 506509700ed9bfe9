"""A book's entries, accounts, funds and projects; each figure opens to the entries behind it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.views.common import done, now_by, tried
from barrio.core.ids import uuid7
from barrio.ledger.actions import books as actions
from barrio.ledger.actions.entries import Move, correct, write_entry
from barrio.ledger.export import FORMATS
from barrio.ledger.forms import (
    AccountForm,
    BetweenForm,
    CarryForm,
    CorrectForm,
    FundForm,
    NamedForm,
    ReceiveForm,
)
from barrio.ledger.models import Account, Book, Entry, Fund, Project
from barrio.ledger.panels import behind, parts_of
from barrio.ledger.permissions import (
    get_account_for,
    get_account_to_write,
    get_book_for,
    get_book_to_found_in,
    get_book_to_write,
    get_entry_for,
    get_entry_to_correct,
    get_fund_for,
    get_fund_to_found,
    get_project_for,
)
from barrio.ledger.queries import (
    counted_lines,
    entries_of,
    held_by_accounts,
    held_by_funds,
    posted_in,
    with_balance,
)
from barrio.ledger.views.common import (
    ON_A_PAGE,
    exported,
    moved,
    named,
    rights,
    show,
    today_of,
    told_lines,
)
from barrio.runtime.once import once


@require_safe
def book_read(request: HttpRequest, book_id: str) -> HttpResponse:
    """All entries, the newest first."""
    book, language = get_book_for(request.user, book_id), request.LANGUAGE_CODE
    rows = entries_of(book).prefetch_related("lines__account")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, book),
        "book": book,
        "name": book.name_in(language),
        "page": page,
        "rows": [(entry, moved(entry)) for entry in page],
        "last": page.object_list[0] if page.number == 1 and page.object_list else None,
        "accounts": [
            (account, account.name_in(language), amount)
            for account, amount in held_by_accounts(book)
        ],
        "funds": named(book.funds.all(), language),
        "projects": named(book.projects.all(), language),
        "formats": FORMATS,
    }
    return show(request, book.collective, "book_read", context)


@require_safe
def book_export(request: HttpRequest, book_id: str, form: str) -> StreamingHttpResponse:
    """For beancount or hledger, as the command writes it."""
    return exported(get_book_for(request.user, book_id), form)


@require_safe
def entry_read(request: HttpRequest, entry_id: str) -> HttpResponse:
    return _entry_page(request, get_entry_for(request.user, entry_id))


def _entry_page(request: HttpRequest, entry: Entry, **more: Any) -> HttpResponse:
    language = request.LANGUAGE_CODE
    mine = rights(request, entry.book)
    corrected = Entry.objects.filter(corrects=entry).first()
    resolved = Entry.objects.filter(resolves=entry).first()
    may = mine["books"] and entry.kind in ("posted", "settled") and corrected is None
    context = {
        **mine,
        "entry": entry,
        "book": entry.book,
        "lines": told_lines(entry, language),
        "act_title": entry.act.title_in(language) if entry.act else "",
        "project": entry.project.name_in(language) if entry.project else "",
        "resolved": resolved,
        "corrected": corrected,
        "behind": behind(entry),
        "correct_form": CorrectForm() if may else None,
        **more,
    }
    return show(request, entry.book.collective, "entry_read", context)


@require_POST
@once
def entry_correct(request: HttpRequest, entry_id: str) -> HttpResponse:
    entry = get_entry_to_correct(request.user, entry_id)
    form = CorrectForm(request.POST)

    def work() -> Entry:
        return correct(entry=entry, why=form.cleaned_data["why"], **now_by(request))

    if made := tried(form, work):
        return redirect("ledger:entry-read", entry_id=made.pk)
    return _entry_page(request, entry, correct_form=form)


def _book_something(
    request: HttpRequest, book: Book, form: Any, moves: Any, template: str
) -> HttpResponse:
    """A form of one entry: the moves follow from what was said."""

    def work() -> Entry:
        said, key = form.cleaned_data, f"form:{form.sent_as() or uuid7()}"
        return write_entry(
            book=book, text=said["text"], moves=moves(said), key=key,
            happened_on=said["happened_on"], act=said.get("act"), project=said.get("project"),
            **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("ledger:entry-read", entry_id=made.pk)
    context = {"form": form, "book": book, "name": book.name_in(request.LANGUAGE_CODE)}
    return show(request, book.collective, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def entry_receive(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_write(request.user, book_id)
    form = ReceiveForm(request.POST or None, book=book, today=today_of(book))

    def moves(said: dict[str, Any]) -> list[Move]:
        return [
            Move(said["into"], said["fund"], said["amount"]),
            Move(said["came_from"], said["fund"], -said["amount"]),
        ]

    return _book_something(request, book, form, moves, "entry_receive")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def entry_carry(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_write(request.user, book_id)
    form = CarryForm(request.POST or None, book=book, today=today_of(book))

    def moves(said: dict[str, Any]) -> list[Move]:
        return [
            Move(said["into"], said["fund"], said["amount"]),
            Move(said["out_of"], said["fund"], -said["amount"]),
        ]

    return _book_something(request, book, form, moves, "entry_carry")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def entry_between(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_write(request.user, book_id)
    form = BetweenForm(request.POST or None, book=book, today=today_of(book))
    through = book.accounts.filter(kind="equity", code="between-funds").first()

    def moves(said: dict[str, Any]) -> list[Move]:
        amount, account = said["amount"], said["account"]
        return [
            Move(account, said["out_of"], -amount),
            Move(through, said["out_of"], amount),
            Move(account, said["into"], amount),
            Move(through, said["into"], -amount),
        ]

    return _book_something(request, book, form, moves, "entry_between")


@require_safe
def account_read(request: HttpRequest, account_id: str) -> HttpResponse:
    """Its entries with what stood in it after each."""
    account = get_account_for(request.user, account_id)
    return _account_page(request, account)


def _account_page(request: HttpRequest, account: Account) -> HttpResponse:
    language, sign = request.LANGUAGE_CODE, account.sign
    rows = counted_lines(account.book).filter(account=account).select_related("entry", "fund")
    page = Paginator(rows.order_by("-entry__number", "-position"), ON_A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    total = posted_in(account)
    context = {
        **rights(request, account.book),
        "account": account,
        "book": account.book,
        "name": account.name_in(language),
        "page": shown,
        "rows": [
            (line, line.fund.name_in(language), sign * line.amount, sign * after)
            for line, after in with_balance(account, list(shown), total)
        ],
        "total": sign * total,
    }
    return show(request, account.book.collective, "account_read", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def account_open(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_write(request.user, book_id)
    form = AccountForm(request.POST or None, initial={"currency": book.currency})

    def work() -> Account:
        said = form.cleaned_data
        return actions.open_account(
            book=book, kind=said["kind"], code=said["code"], name=form.words("name"),
            currency=said["currency"], holds=said["holds"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("ledger:account-read", account_id=made.pk)
    context = {"form": form, "book": book, "name": book.name_in(request.LANGUAGE_CODE)}
    return show(request, book.collective, "account_open", context)


@require_POST
def account_close(request: HttpRequest, account_id: str) -> HttpResponse:
    account = get_account_to_write(request.user, account_id)
    return done(
        request,
        lambda: actions.close_account(account=account, **now_by(request)),
        "ledger:account-read",
        account_id=account.pk,
    )


@require_safe
def fund_read(request: HttpRequest, fund_id: str) -> HttpResponse:
    return _fund_page(request, get_fund_for(request.user, fund_id))


def _fund_page(request: HttpRequest, fund: Fund, **more: Any) -> HttpResponse:
    language, mine = request.LANGUAGE_CODE, rights(request, fund.book)
    rows = entries_of(fund.book).filter(lines__fund=fund).distinct()
    page = Paginator(rows.prefetch_related("lines__account"), ON_A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        **mine,
        "fund": fund,
        "book": fund.book,
        "name": fund.name_in(language),
        "purpose": fund.purpose_in(language),
        "act_title": fund.act.title_in(language),
        "held": [row for row in held_by_funds(fund.book) if row.fund.pk == fund.pk],
        "page": shown,
        "rows": [(entry, moved(entry)) for entry in shown],
        "end_form": ActForm(collective=fund.book.collective)
        if mine["founds"] and not fund.ended_on and fund.number > 1
        else None,
        **more,
    }
    return show(request, fund.book.collective, "fund_read", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def fund_open(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_found_in(request.user, book_id)
    form = FundForm(request.POST or None, collective=book.collective)

    def work() -> Fund:
        return actions.open_fund(
            book=book, name=form.words("name"), purpose=form.words("purpose"),
            act=form.cleaned_data["act"], **now_by(request),
        )  # fmt: skip

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("ledger:fund-read", fund_id=made.pk)
    context = {"form": form, "book": book, "name": book.name_in(request.LANGUAGE_CODE)}
    return show(request, book.collective, "fund_open", context)


@require_POST
@once
def fund_end(request: HttpRequest, fund_id: str) -> HttpResponse:
    fund = get_fund_to_found(request.user, fund_id)
    form = ActForm(request.POST, collective=fund.book.collective)

    def work() -> None:
        actions.end_fund(fund=fund, act=form.cleaned_data["act"], **now_by(request))

    if tried(form, work):
        return redirect("ledger:fund-read", fund_id=fund.pk)
    return _fund_page(request, fund, end_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def project_begin(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_found_in(request.user, book_id)
    form = NamedForm(request.POST or None, collective=book.collective)

    def work() -> Project:
        return actions.begin_project(
            book=book, name=form.words("name"), act=form.cleaned_data["act"], **now_by(request)
        )

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("ledger:project-read", project_id=made.pk)
    context = {"form": form, "book": book, "name": book.name_in(request.LANGUAGE_CODE)}
    return show(request, book.collective, "project_begin", context)


@require_safe
def project_read(request: HttpRequest, project_id: str) -> HttpResponse:
    project, language = get_project_for(request.user, project_id), request.LANGUAGE_CODE
    rows = entries_of(project.book).filter(project=project).prefetch_related("lines__account")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    spent = (
        counted_lines(project.book)
        .filter(entry__project=project, account__kind="expense")
        .order_by()
        .values_list("currency")
        .annotate(total=Sum("amount"))
    )
    context = {
        **rights(request, project.book),
        "project": project,
        "book": project.book,
        "name": project.name_in(language),
        "act_title": project.act.title_in(language),
        "spent": list(spent),
        "parts": parts_of(request, project),
        "page": page,
        "rows": [(entry, moved(entry)) for entry in page],
    }
    return show(request, project.book.collective, "project_read", context)
