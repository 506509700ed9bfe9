import json
import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from barrio.accounts.guards import for_roles
from barrio.core.clock import now
from barrio.sync.envelopes import Envelope, receive

MOST = 200


@require_POST
@for_roles()
def sync(request: HttpRequest) -> HttpResponse:
    """Takes a phone's envelopes and answers for each: accepted, or refused and why."""
    try:
        rows = json.loads(request.body)["envelopes"]
        envelopes = [_envelope(row) for row in rows[:MOST]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": "bad_request"}, status=400)
    answers = [
        receive(envelope=envelope, collective=request.collective, user=request.user, at=now())
        for envelope in envelopes
    ]
    return JsonResponse(
        {"answers": [{"id": str(a.id), "outcome": a.outcome, "reason": a.reason} for a in answers]}
    )


def _envelope(row: dict) -> Envelope:
    made_at: datetime | None = parse_datetime(str(row.get("made_at", "")))
    if made_at is not None and made_at.tzinfo is None:
        made_at = None
    body = row["body"]
    if not isinstance(body, dict):
        raise TypeError("body")
    return Envelope(uuid.UUID(str(row["id"])), str(row["kind"]), body, made_at)
