from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class PayeeKind(TextChoices):
    PERSON = "person", pgettext_lazy("payee", "a person")
    ORGANIZATION = "organization", pgettext_lazy("payee", "a shop, a company or a group")


class PaperKind(TextChoices):
    """What a paper of a request or of a payment is."""

    QUOTE = "quote", pgettext_lazy("paper", "quote")
    INVOICE = "invoice", pgettext_lazy("paper", "invoice")
    CONTRACT = "contract", pgettext_lazy("paper", "contract")
    RECEIPT = "receipt", pgettext_lazy("paper", "receipt")
    PHOTO = "photo", pgettext_lazy("paper", "photo of what was received")
    OTHER = "other", pgettext_lazy("paper", "another paper")


class RequestState(TextChoices):
    """How far a request is; it follows from its rows and is nowhere kept."""

    OPEN = "open", pgettext_lazy("request", "waits for approvals")
    REFUSED = "refused", pgettext_lazy("request", "sent back")
    APPROVED = "approved", pgettext_lazy("request", "approved, to be ordered")
    ORDERED = "ordered", pgettext_lazy("request", "ordered, to be paid")
    PAID = "paid", pgettext_lazy("request", "paid")
    VOID = "void", pgettext_lazy("request", "order voided")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")
