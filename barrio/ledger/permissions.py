from typing import Any

from django.http import Http404

from barrio.accounts.enums import EVERYBODY, Role
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.ledger.enums import BookKind
from barrio.ledger.models import (
    Account,
    Book,
    Entry,
    Fund,
    Project,
    Statement,
)

BOOKKEEPERS = (Role.TREASURER,)
# What an act brings about is written down by who keeps meetings, or the books.
FOUNDERS = (*KEEPERS, Role.TREASURER)


def can_book(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *BOOKKEEPERS)


def can_found(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *FOUNDERS)


def _books() -> Any:
    return Book.objects.select_related("collective", "act")


def get_book_for(user: Any, pk: Any) -> Book:
    return load_for(user, _books(), pk, *EVERYBODY)


def get_book_to_write(user: Any, pk: Any) -> Book:
    return load_for(user, _books(), pk, *BOOKKEEPERS)


def get_book_to_found_in(user: Any, pk: Any) -> Book:
    return load_for(user, _books(), pk, *FOUNDERS)


def get_public_book(slug: str) -> Book:
    """The communal bank's books of a collective, for anybody."""
    found = _books().filter(collective__slug=slug, kind=BookKind.BANK).first()
    if found is None:
        raise Http404
    return found


def _of_book(model: Any) -> Any:
    return model.objects.select_related("book__collective", "book__act")


def get_account_for(user: Any, pk: Any) -> Account:
    return load_for(user, _of_book(Account), pk, *EVERYBODY)


def get_account_to_write(user: Any, pk: Any) -> Account:
    return load_for(user, _of_book(Account), pk, *BOOKKEEPERS)


def get_fund_for(user: Any, pk: Any) -> Fund:
    return load_for(user, _of_book(Fund).select_related("act", "end_act"), pk, *EVERYBODY)


def get_fund_to_found(user: Any, pk: Any) -> Fund:
    return load_for(user, _of_book(Fund), pk, *FOUNDERS)


def get_project_for(user: Any, pk: Any) -> Project:
    return load_for(user, _of_book(Project).select_related("act"), pk, *EVERYBODY)


def _entries() -> Any:
    return _of_book(Entry).filter(number__isnull=False).select_related("act", "project")


def get_entry_for(user: Any, pk: Any) -> Entry:
    return load_for(user, _entries(), pk, *EVERYBODY)


def get_entry_to_correct(user: Any, pk: Any) -> Entry:
    return load_for(user, _entries(), pk, *BOOKKEEPERS)


def _statements() -> Any:
    return _of_book(Statement).select_related("last", "act", "motion__item__assembly")


def get_statement_for(user: Any, pk: Any) -> Statement:
    return load_for(user, _statements(), pk, *EVERYBODY)


def get_statement_to_withdraw(user: Any, pk: Any) -> Statement:
    return load_for(user, _statements(), pk, *BOOKKEEPERS)
