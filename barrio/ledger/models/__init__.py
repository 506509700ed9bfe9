from barrio.ledger.models.books import Account, Balance, Book, Fund, Project
from barrio.ledger.models.entries import Entry, Line
from barrio.ledger.models.statements import Statement

__all__ = [
    "Account",
    "Balance",
    "Book",
    "Entry",
    "Fund",
    "Line",
    "Project",
    "Statement",
]
