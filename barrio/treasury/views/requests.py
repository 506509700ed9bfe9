"""Requests: asked for, read, approved or sent back, ordered, paid."""

import base64
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.core.clock import local_date, now
from barrio.core.money import plain
from barrio.ledger.models import Book
from barrio.ledger.permissions import get_book_for
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all
from barrio.treasury.actions import spending as actions
from barrio.treasury.enums import RequestState
from barrio.treasury.forms import AskForm, DecideForm, LaterForm, PayForm, RefuseForm, VoidForm
from barrio.treasury.models import Order, Paper, Request, RequestVersion
from barrio.treasury.permissions import (
    can_ask,
    can_pay,
    get_book_to_ask,
    get_order_to_settle,
    get_paper_for,
    get_request_for,
    get_request_to_ask,
    get_version_to_decide,
    sees_papers,
)
from barrio.treasury.queries import (
    latest,
    order_of,
    requests_of,
    signatory_of,
    standing_approvals,
    state_of,
    with_states,
)

show = shows("treasury")
ON_A_PAGE = 50
OPEN = (RequestState.OPEN, RequestState.APPROVED, RequestState.ORDERED, RequestState.REFUSED)


@require_safe
def request_list(request: HttpRequest, book_id: str) -> HttpResponse:
    """What waits first, then what is over."""
    book, at = get_book_for(request.user, book_id), now()
    page = Paginator(requests_of(book), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = with_states(page, at)
    context = {
        "book": book,
        "asks": can_ask(request.user, book.collective_id),
        "page": page,
        "waiting": [row for row in rows if row[2] in OPEN],
        "over": [row for row in rows if row[2] not in OPEN],
    }
    return show(request, book.collective, "request_list", context)


def _asked(form: AskForm) -> actions.Asked:
    names = ("text", "payee", "amount", "spend_on", "pay_from", "fund", "act", "project", "line")
    said = form.cleaned_data
    return actions.Asked(
        **{name: said[name] for name in names}, why_fewer=said.get("why_fewer", "")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@once
def request_begin(request: HttpRequest, book_id: str) -> HttpResponse:
    book: Book = get_book_to_ask(request.user, book_id)
    form = AskForm(request.POST or None, request.FILES or None, book=book)

    def work() -> Request:
        return actions.submit(
            book=book, asked=_asked(form), papers=form.papers(), **now_by(request)
        )

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("treasury:request-read", request_id=made.pk)
    return show(request, book.collective, "request_begin", {"form": form, "book": book})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def request_edit(request: HttpRequest, request_id: str) -> HttpResponse:
    row = get_request_to_ask(request.user, request_id)
    version = latest(row)
    initial = {
        "text": version.text, "payee": str(version.payee_id), "act": version.act_id,
        "amount": plain(version.amount, version.currency), "fund": version.fund_id,
        "line": version.line_id,
        "spend_on": version.spend_on_id, "pay_from": version.pay_from_id,
        "project": version.project_id, "why_fewer": version.why_fewer,
    }  # fmt: skip
    form = AskForm(request.POST or None, request.FILES or None, book=row.book, initial=initial)

    def work() -> RequestVersion:
        return actions.edit(
            request=row, asked=_asked(form), papers=form.papers(), **now_by(request)
        )

    if request.method == "POST" and tried(form, work):
        return redirect("treasury:request-read", request_id=row.pk)
    context = {"form": form, "row": row, "book": row.book}
    return show(request, row.book.collective, "request_edit", context)


@require_safe
def request_read(request: HttpRequest, request_id: str) -> HttpResponse:
    return _page(request, get_request_for(request.user, request_id))


def _page(request: HttpRequest, row: Request, **more: Any) -> HttpResponse:
    user, book, at, language = request.user, row.book, now(), request.LANGUAGE_CODE
    collective = book.collective_id
    today = local_date(at, book.collective.time_zone)
    version, order = latest(row), order_of(row)
    state = RequestState(state_of(row, at))
    sees, pays = sees_papers(user, collective), can_pay(user, collective)
    found = actions.why_not_order(version, at) if state in OPEN else None
    approves = pays and state in (RequestState.OPEN, RequestState.APPROVED)
    stands_as = signatory_of(user.pk, collective, today) if approves else None
    context = {
        "row": row,
        "book": book,
        "version": version,
        "state": state,
        "names": {
            "act": version.act.title_in(language),
            "fund": version.fund.name_in(language),
            "spend_on": version.spend_on.name_in(language),
            "pay_from": version.pay_from.name_in(language),
            "project": version.project.name_in(language) if version.project else "",
            "line": version.line.name_in(language) if version.line else "",
        },
        "payee": _payee_of(version) if sees else None,
        "approvals": _approvals(version, today),
        "refusals": version.refusals.all(),
        "papers": open_all(row.papers.all()) if sees else [],
        "older": row.versions.exclude(pk=version.pk),
        "order": order,
        "stands_against": found[1] if found else "",
        "asks": can_ask(user, collective) and state in (*OPEN[:2], RequestState.REFUSED,
                                                       RequestState.VOID),
        "pays": pays,
        "stands_as": stands_as,
        "may_not": actions.why_not_approve(version, user.pk, today) if stands_as else "",
        "approve_form": DecideForm(initial={"hash": version.hash}) if stands_as else None,
        "refuse_form": RefuseForm(initial={"hash": version.hash}) if stands_as else None,
        "pay_form": PayForm(today=today) if pays and state == RequestState.ORDERED else None,
        "void_form": VoidForm() if pays and state == RequestState.ORDERED else None,
        "later_form": LaterForm() if sees and can_ask(user, collective) else None,
        **more,
    }  # fmt: skip
    return show(request, book.collective, "request_read", context)


def _payee_of(version: RequestVersion) -> dict[str, str]:
    payee, payout = version.payee, version.payout
    return {"name": payee.name, "details": str(payout.personal["details"])}


def _approvals(version: RequestVersion, today: Any) -> list[tuple[Any, str]]:
    rows = list(standing_approvals(version, today))
    open_all(row.person for row in rows)
    return [(row, row.person.name) for row in rows]


@require_POST
@once
def request_approve(request: HttpRequest, version_id: str) -> HttpResponse:
    version = get_version_to_decide(request.user, version_id)
    form = DecideForm(request.POST)

    def work() -> Any:
        return actions.approve(
            version=version, hash_seen=form.cleaned_data["hash"], **now_by(request)
        )

    if tried(form, work):
        return redirect("treasury:request-read", request_id=version.request_id)
    return _page(request, version.request, approve_form=form)


@require_POST
@once
def request_refuse(request: HttpRequest, version_id: str) -> HttpResponse:
    version = get_version_to_decide(request.user, version_id)
    form = RefuseForm(request.POST)

    def work() -> Any:
        said = form.cleaned_data
        return actions.refuse(
            version=version, hash_seen=said["hash"], why=said["why"], **now_by(request)
        )

    if tried(form, work):
        return redirect("treasury:request-read", request_id=version.request_id)
    return _page(request, version.request, refuse_form=form)


@require_POST
def request_order(request: HttpRequest, version_id: str) -> HttpResponse:
    version = get_version_to_decide(request.user, version_id)
    return done(
        request,
        lambda: actions.order(version=version, **now_by(request)),
        "treasury:request-read",
        request_id=version.request_id,
    )


@require_POST
def request_withdraw(request: HttpRequest, request_id: str) -> HttpResponse:
    row = get_request_to_ask(request.user, request_id)
    return done(
        request,
        lambda: actions.withdraw(request=row, **now_by(request)),
        "treasury:request-read",
        request_id=row.pk,
    )


@require_POST
@once
def order_pay(request: HttpRequest, order_id: str) -> HttpResponse:
    order = get_order_to_settle(request.user, order_id)
    row = order.version.request
    today = local_date(now(), row.book.collective.time_zone)
    form = PayForm(request.POST, request.FILES, today=today)

    def work() -> Order:
        name, read = form.cleaned_data["receipt"]
        return actions.pay(
            order=order, receipt=actions.HandedIn("receipt", name, read),
            paid_on=form.cleaned_data["paid_on"], **now_by(request),
        )  # fmt: skip

    if tried(form, work):
        return redirect("treasury:request-read", request_id=row.pk)
    return _page(request, row, pay_form=form)


@require_POST
@once
def order_void(request: HttpRequest, order_id: str) -> HttpResponse:
    order = get_order_to_settle(request.user, order_id)
    form = VoidForm(request.POST)

    def work() -> Order:
        return actions.void_order(order=order, why=form.cleaned_data["why"], **now_by(request))

    if tried(form, work):
        return redirect("treasury:request-read", request_id=order.version.request_id)
    return _page(request, order.version.request, void_form=form)


@require_POST
@once
def paper_add(request: HttpRequest, request_id: str) -> HttpResponse:
    row = get_request_to_ask(request.user, request_id)
    form = LaterForm(request.POST, request.FILES)

    def work() -> Paper:
        name, read = form.cleaned_data["file"]
        handed = actions.HandedIn(form.cleaned_data["kind"], name, read)
        return actions.add_later(request=row, handed=handed, **now_by(request))

    if tried(form, work):
        return redirect("treasury:request-read", request_id=row.pk)
    return _page(request, row, later_form=form)


@require_safe
def paper_read(request: HttpRequest, paper_id: str) -> HttpResponse:
    """The file itself; a browser saves it and runs nothing of it."""
    paper = get_paper_for(request.user, paper_id)
    content = base64.b64decode(paper.personal["content"])
    response = HttpResponse(content, content_type=paper.media)
    ending = "pdf" if paper.media == "application/pdf" else "jpg"
    response["Content-Disposition"] = f'attachment; filename="{paper.kind}-{paper.pk}.{ending}"'
    return response
