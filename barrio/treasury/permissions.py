from typing import Any

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.ledger.models import Book, Project
from barrio.offices.models import Term
from barrio.treasury.models import (
    Allowance,
    Kinship,
    Order,
    Paper,
    Payee,
    Request,
    RequestVersion,
    Signatory,
)

ASKERS = (*KEEPERS, Role.TREASURER)  # who may ask for a payment, and write down what acts allow
PAYERS = (Role.TREASURER,)
# Names of payees and papers: who asks, who pays, and who watches.
SEES_PAPERS = (*ASKERS, Role.CONTROLLER)
# Whose account is whose: said by who keeps meetings, confirmed by them or by who watches.
VOUCHERS = (*KEEPERS, Role.CONTROLLER)


def can_ask(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *ASKERS)


def can_pay(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *PAYERS)


def sees_papers(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *SEES_PAPERS)


def can_keep(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *KEEPERS)


def can_vouch(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *VOUCHERS)


def get_book_to_ask(user: Any, pk: Any) -> Book:
    return load_for(user, Book.objects.select_related("collective", "act"), pk, *ASKERS)


def get_project_to_budget(user: Any, pk: Any) -> Project:
    rows = Project.objects.select_related("book__collective", "act")
    return load_for(user, rows, pk, *ASKERS)


def get_project_for(user: Any, pk: Any) -> Project:
    rows = Project.objects.select_related("book__collective", "act")
    return load_for(user, rows, pk, *EVERYBODY)


def _requests() -> Any:
    return Request.objects.select_related("book__collective", "book__act")


def get_request_for(user: Any, pk: Any) -> Request:
    return load_for(user, _requests(), pk, *EVERYBODY)


def get_request_to_ask(user: Any, pk: Any) -> Request:
    return load_for(user, _requests(), pk, *ASKERS)


def get_version_to_decide(user: Any, pk: Any) -> RequestVersion:
    """Whether the account approves is another question; the treasury's role comes first."""
    rows = RequestVersion.objects.select_related("request__book__collective", "payee", "act")
    return load_for(user, rows, pk, *PAYERS)


def get_order_to_settle(user: Any, pk: Any) -> Order:
    rows = Order.objects.select_related("version__request__book__collective")
    return load_for(user, rows, pk, *PAYERS)


def get_paper_for(user: Any, pk: Any) -> Paper:
    return load_for(user, Paper.objects.select_related("request"), pk, *SEES_PAPERS)


def get_payee_to_ask(user: Any, pk: Any) -> Payee:
    return load_for(user, Payee.objects.select_related("collective", "person"), pk, *ASKERS)


def get_allowance_to_confirm(user: Any, pk: Any) -> Allowance:
    rows = Allowance.objects.select_related("book__collective", "act")
    return load_for(user, rows, pk, *ASKERS)


def get_term_to_vouch(user: Any, pk: Any) -> Term:
    rows = Term.objects.select_related("collective", "commission", "person")
    return load_for(user, rows, pk, *KEEPERS)


def get_signatory_to_vouch(user: Any, pk: Any) -> Signatory:
    rows = Signatory.objects.select_related("collective", "term__person", "user")
    return load_for(user, rows, pk, *VOUCHERS)


def get_kinship_to_end(user: Any, pk: Any) -> Kinship:
    return load_for(user, Kinship.objects.select_related("collective"), pk, *KEEPERS)
