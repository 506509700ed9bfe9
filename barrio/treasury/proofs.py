"""What an approval is of: the hash of all that decides where money goes."""

import hashlib
import json
import uuid
from collections.abc import Iterator

from barrio.treasury.enums import PaperKind
from barrio.treasury.models import Approval, Order, Paper, RequestVersion

AFTER_APPROVAL = (PaperKind.RECEIPT, PaperKind.PHOTO)


def papers_of(version: RequestVersion) -> list[Paper]:
    """What was handed in with the version or one before it; receipts come later."""
    rows = Paper.objects.filter(request=version.request_id, since__lte=version.number)
    return list(rows.exclude(kind__in=AFTER_APPROVAL).order_by("added_at", "id"))


def hash_of(version: RequestVersion) -> str:
    """SHA-256 over payee, account, amount, fund, line, act, words and papers of the version."""
    said = {
        "collective": str(version.collective_id),
        "request": str(version.request_id),
        "number": version.number,
        "text": version.text,
        "payee": str(version.payee_id),
        "payout": [
            str(version.payout_id), hashlib.sha256(bytes(version.payout.sealed)).hexdigest()
        ],
        "amount": [version.amount, version.currency],
        "accounts": [str(version.spend_on_id), str(version.pay_from_id)],
        "fund": str(version.fund_id),
        "project": str(version.project_id or ""),
        "line": str(version.line_id or ""),
        "act": str(version.act_id),
        "why_fewer": version.why_fewer,
        "submitted_by": str(version.submitted_by_id),
        "papers": [[paper.kind, paper.digest, paper.amount] for paper in papers_of(version)],
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def flaws(book_id: uuid.UUID) -> Iterator[str]:
    """What does not hold in the requests and orders of a book, by number."""
    versions = RequestVersion.objects.filter(request__book=book_id).select_related(
        "request", "payout"
    )
    for version in versions.order_by("request__number", "number"):
        if hash_of(version) != version.hash:
            yield f"request {version.request.number}, version {version.number}: it was changed"
    approvals = Approval.objects.filter(version__request__book=book_id)
    for row in approvals.select_related("version__request").order_by("approved_at"):
        if row.hash != row.version.hash:
            yield f"an approval of request {row.version.request.number} is of other words"
    orders = Order.objects.filter(version__request__book=book_id).select_related("version__request")
    for order in orders.order_by("ordered_at"):
        found = order.entry()
        if found is None:
            yield f"the order of request {order.version.request.number} has no entry"
        elif order.settled_at is None and hasattr(found, "resolved_by"):
            yield f"the order of request {order.version.request.number} was paid without receipt"
