from barrio.treasury.models.limits import Allowance, BudgetLine, SpendingRule
from barrio.treasury.models.payees import Payee, PayoutAccount
from barrio.treasury.models.requests import (
    Approval,
    Order,
    Paper,
    Refusal,
    Request,
    RequestVersion,
)
from barrio.treasury.models.signatories import Kinship, Signatory

__all__ = [
    "Allowance",
    "Approval",
    "BudgetLine",
    "Kinship",
    "Order",
    "Paper",
    "Payee",
    "PayoutAccount",
    "Refusal",
    "Request",
    "RequestVersion",
    "Signatory",
    "SpendingRule",
]
