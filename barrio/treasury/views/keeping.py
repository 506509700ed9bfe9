"""Who approves, who is paid, what acts allow, budgets and rules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.enums import CommissionKind
from barrio.assemblies.permissions import KEEPERS
from barrio.assemblies.views.common import done, now_by, shows, tried
from barrio.core.clock import local_date, now
from barrio.ledger.permissions import get_book_for
from barrio.offices.queries import serving
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all
from barrio.treasury.actions import limits, payees, signatories
from barrio.treasury.forms import (
    AllowanceForm,
    BudgetForm,
    KinForm,
    PayeeForm,
    PayoutForm,
    RuleForm,
    SignatoryForm,
)
from barrio.treasury.models import Kinship, Payee, Signatory
from barrio.treasury.permissions import (
    ASKERS,
    SEES_PAPERS,
    VOUCHERS,
    can_ask,
    can_keep,
    can_vouch,
    get_allowance_to_confirm,
    get_book_to_ask,
    get_kinship_to_end,
    get_payee_to_ask,
    get_project_for,
    get_project_to_budget,
    get_signatory_to_vouch,
    get_term_to_vouch,
)
from barrio.treasury.queries import allowances_of, budget_of, payees_of, rule_of

show = shows("treasury")


@require_safe
@for_roles(*VOUCHERS)
def signatory_list(request: HttpRequest) -> HttpResponse:
    return _signatories(request)


def _signatories(request: HttpRequest, **more: Any) -> HttpResponse:
    collective = request.collective
    today = local_date(now(), collective.time_zone)
    terms = serving(collective.pk, today).filter(
        commission__kind=CommissionKind.FINANCE, is_alternate=False
    )
    named = {
        row.term_id: row
        for row in Signatory.objects.filter(collective=collective, ended_at__isnull=True)
        .select_related("user", "named_by", "confirmed_by")
    }  # fmt: skip
    rows = list(terms)
    open_all(term.person for term in rows)
    kin = list(
        Kinship.objects.filter(collective=collective, ended_on__isnull=True)
        .select_related("person", "other")
    )  # fmt: skip
    open_all(person for row in kin for person in (row.person, row.other))
    keeps = can_keep(request.user, collective.pk)
    context = {
        "rows": [(term, term.person.name, named.get(term.pk)) for term in rows],
        "kin": [(row, row.person.name, row.other.name) for row in kin],
        "keeps": keeps,
        "vouches": can_vouch(request.user, collective.pk),
        "me": request.user,
        "form": SignatoryForm(),
        "kin_form": KinForm(collective=collective) if keeps else None,
        **more,
    }
    return show(request, collective, "signatory_list", context)


@require_POST
@once
def signatory_name(request: HttpRequest, term_id: str) -> HttpResponse:
    term = get_term_to_vouch(request.user, term_id)
    form = SignatoryForm(request.POST)

    def work() -> Signatory:
        return signatories.name_signatory(
            term=term, user=form.cleaned_data["handle"], **now_by(request)
        )

    if tried(form, work):
        return redirect("treasury:signatory-list")
    return _signatories(request, form=form)


@require_POST
def signatory_confirm(request: HttpRequest, signatory_id: str) -> HttpResponse:
    row = get_signatory_to_vouch(request.user, signatory_id)
    return done(
        request,
        lambda: signatories.confirm_signatory(signatory=row, **now_by(request)),
        "treasury:signatory-list",
    )


@require_POST
def signatory_end(request: HttpRequest, signatory_id: str) -> HttpResponse:
    row = get_signatory_to_vouch(request.user, signatory_id)
    return done(
        request,
        lambda: signatories.end_signatory(signatory=row, **now_by(request)),
        "treasury:signatory-list",
    )


@require_POST
@for_roles(*KEEPERS)
@once
def kin_declare(request: HttpRequest) -> HttpResponse:
    form = KinForm(request.POST, collective=request.collective)

    def work() -> Kinship:
        said = form.cleaned_data
        return signatories.declare_kin(
            person=said["person"], other=said["other"], **now_by(request)
        )

    if tried(form, work):
        return redirect("treasury:signatory-list")
    return _signatories(request, kin_form=form)


@require_POST
def kin_end(request: HttpRequest, kinship_id: str) -> HttpResponse:
    row = get_kinship_to_end(request.user, kinship_id)
    return done(
        request,
        lambda: signatories.end_kin(kinship=row, **now_by(request)),
        "treasury:signatory-list",
    )


@require_safe
@for_roles(*SEES_PAPERS)
def payee_list(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    rows = [row for row in open_all(payees_of(collective.pk)) if not row.is_erased]
    context = {
        "rows": sorted(((row, row.name) for row in rows), key=lambda pair: pair[1].casefold()),
        "asks": can_ask(request.user, collective.pk),
    }
    return show(request, collective, "payee_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ASKERS)
@once
def payee_add(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    form = PayeeForm(request.POST or None, collective=collective)

    def work() -> Payee:
        return payees.add_payee(collective=collective, **form.cleaned_data, **now_by(request))

    if request.method == "POST" and (made := tried(form, work)):
        return redirect("treasury:payee-read", payee_id=made.pk)
    return show(request, collective, "payee_add", {"form": form})


@require_safe
def payee_read(request: HttpRequest, payee_id: str) -> HttpResponse:
    return _payee(request, get_payee_to_ask(request.user, payee_id))


def _payee(request: HttpRequest, payee: Payee, **more: Any) -> HttpResponse:
    at = now()
    accounts = open_all(payee.accounts.order_by("-added_at", "-usable_at"))
    context = {
        "payee": payee,
        "name": payee.name,
        "accounts": [(row, row.personal["details"], row.usable_at > at) for row in accounts],
        "form": PayoutForm(),
        **more,
    }
    return show(request, payee.collective, "payee_read", context)


@require_POST
@once
def payout_add(request: HttpRequest, payee_id: str) -> HttpResponse:
    payee = get_payee_to_ask(request.user, payee_id)
    form = PayoutForm(request.POST)

    def work() -> Any:
        return payees.add_account(payee=payee, **form.cleaned_data, **now_by(request))

    if tried(form, work):
        return redirect("treasury:payee-read", payee_id=payee.pk)
    return _payee(request, payee, form=form)


@require_safe
def allowance_list(request: HttpRequest, book_id: str) -> HttpResponse:
    return _allowances(request, get_book_for(request.user, book_id))


def _allowances(request: HttpRequest, book: Any, **more: Any) -> HttpResponse:
    asks = can_ask(request.user, book.collective_id)
    language = request.LANGUAGE_CODE
    context = {
        "book": book,
        "rows": [(row, row.allowance.act.title_in(language)) for row in allowances_of(book)],
        "rule": rule_of(book),
        "asks": asks,
        "me": request.user,
        "form": AllowanceForm(book=book) if asks else None,
        "rule_form": RuleForm(book=book) if asks else None,
        **more,
    }
    return show(request, book.collective, "allowance_list", context)


@require_POST
@once
def allowance_say(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_ask(request.user, book_id)
    form = AllowanceForm(request.POST, book=book)

    def work() -> Any:
        return limits.say_allowance(
            book=book, currency=book.currency, **form.cleaned_data, **now_by(request)
        )

    if tried(form, work):
        return redirect("treasury:allowance-list", book_id=book.pk)
    return _allowances(request, book, form=form)


@require_POST
def allowance_confirm(request: HttpRequest, allowance_id: str) -> HttpResponse:
    row = get_allowance_to_confirm(request.user, allowance_id)
    return done(
        request,
        lambda: limits.confirm_allowance(allowance=row, **now_by(request)),
        "treasury:allowance-list",
        book_id=row.book_id,
    )


@require_POST
@once
def rule_set(request: HttpRequest, book_id: str) -> HttpResponse:
    book = get_book_to_ask(request.user, book_id)
    form = RuleForm(request.POST, book=book)

    def work() -> Any:
        return limits.set_spending_rule(book=book, **form.cleaned_data, **now_by(request))

    if tried(form, work):
        return redirect("treasury:allowance-list", book_id=book.pk)
    return _allowances(request, book, rule_form=form)


@require_safe
def budget_read(request: HttpRequest, project_id: str) -> HttpResponse:
    return _budget(request, get_project_for(request.user, project_id))


def _budget(request: HttpRequest, project: Any, **more: Any) -> HttpResponse:
    language = request.LANGUAGE_CODE
    asks = can_ask(request.user, project.collective_id)
    context = {
        "project": project,
        "book": project.book,
        "name": project.name_in(language),
        "rows": [
            (use, use.line.name_in(language), use.line.fund.name_in(language))
            for use in budget_of(project)
        ],
        "form": BudgetForm(project=project) if asks else None,
        **more,
    }
    return show(request, project.book.collective, "budget_read", context)


@require_POST
@once
def budget_set(request: HttpRequest, project_id: str) -> HttpResponse:
    project = get_project_to_budget(request.user, project_id)
    form = BudgetForm(request.POST, project=project)

    def work() -> Any:
        said = form.cleaned_data
        return limits.set_budget_line(
            project=project, fund=said["fund"], account=said["account"], amount=said["amount"],
            name=form.words("name"), act=said["act"], **now_by(request),
        )  # fmt: skip

    if tried(form, work):
        return redirect("treasury:budget-read", project_id=project.pk)
    return _budget(request, project, form=form)
