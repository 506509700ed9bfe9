from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class BookKind(TextChoices):
    """Whose money a book tells of."""

    BANK = "bank", pgettext_lazy("book", "communal bank")
    ENTERPRISE = "enterprise", pgettext_lazy("book", "communal enterprise")


class AccountKind(TextChoices):
    """The five kinds of double entry."""

    ASSET = "asset", pgettext_lazy("account", "what we have")
    LIABILITY = "liability", pgettext_lazy("account", "what we owe")
    EQUITY = "equity", pgettext_lazy("account", "what it began with")
    INCOME = "income", pgettext_lazy("account", "where it came from")
    EXPENSE = "expense", pgettext_lazy("account", "where it went")


class Holds(TextChoices):
    """What money an account holds that can be paid out; nothing: none."""

    BANK = "bank", pgettext_lazy("account", "money in the bank")
    CASH = "cash", pgettext_lazy("account", "money in the cash box")
    SMALL = "small", pgettext_lazy("account", "small cash in somebody's hands")


class EntryKind(TextChoices):
    """An entry is never changed: another one settles, voids or corrects it."""

    POSTED = "posted", pgettext_lazy("entry", "posted")
    RESERVED = "reserved", pgettext_lazy("entry", "reserved")
    SETTLED = "settled", pgettext_lazy("entry", "reserved money paid")
    VOIDED = "voided", pgettext_lazy("entry", "reserved money freed")


# Whose lines change what there is; reserved money is still there, but promised.
COUNTED = (EntryKind.POSTED, EntryKind.SETTLED)


class StatementState(TextChoices):
    PRESENTED = "presented", pgettext_lazy("statement", "before the assembly")
    REJECTED = "rejected", pgettext_lazy("statement", "rejected by the assembly")
    ADOPTED = "adopted", pgettext_lazy("statement", "adopted by the assembly")
    WITHDRAWN = "withdrawn", pgettext_lazy("statement", "withdrawn")


# The assembly can reject what was presented; what it adopted stays adopted.
STATEMENT_STEPS = {
    StatementState.PRESENTED: (
        StatementState.REJECTED,
        StatementState.ADOPTED,
        StatementState.WITHDRAWN,
    ),
    StatementState.REJECTED: (),
    StatementState.ADOPTED: (),
    StatementState.WITHDRAWN: (),
}
