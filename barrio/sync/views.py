import json
import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from barrio.accounts.guards import for_roles
from barrio.core.clock import now
from barrio.sync.envelopes import Envelope, confirm, moment, receive, sealed_body

MOST = 200
MOST_CONFIRMED = 1000
CLOCK_TOLERANCE = timedelta(minutes=1)


@require_POST
@for_roles()
def sync(request: HttpRequest) -> HttpResponse:
    """Takes a phone's envelopes and answers for each: accepted, duplicate, or refused and why.

    `confirm` lists what an earlier answer accepted; `confirmed` says which of it is safe here.
    """
    at = now()
    try:
        sent = json.loads(request.body)
        late = _clock_error(sent.get("sent_at"), at)
        envelopes = [_envelope(row, late) for row in sent["envelopes"][:MOST]]
        to_confirm = [uuid.UUID(str(pk)) for pk in sent.get("confirm", [])[:MOST_CONFIRMED]]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return JsonResponse({"error": "bad_request"}, status=400)
    answers = [
        receive(envelope=envelope, collective=request.collective, user=request.user, at=at)
        for envelope in envelopes
    ]
    confirmed = confirm(to_confirm, user=request.user)
    return JsonResponse(
        {
            "answers": [
                {
                    "id": str(answer.id),
                    "outcome": answer.outcome,
                    "reason": answer.reason,
                    "repeated": answer.repeated,
                }
                for answer in answers
            ],
            "confirmed": [str(pk) for pk in to_confirm if pk in confirmed],
            "at": at.isoformat(),
        }
    )


def _clock_error(sent_at: object, at: datetime) -> timedelta:
    """How far the phone's clock is behind ours; nothing where it is near enough."""
    said = moment(sent_at)
    late = at - said if said else timedelta(0)
    return late if abs(late) > CLOCK_TOLERANCE else timedelta(0)


def _envelope(row: dict, late: timedelta) -> Envelope:
    device_at = moment(row.get("made_at"))
    made_at = device_at + late if device_at else None
    body = sealed_body(row) if "sealed" in row else row["body"]
    if not isinstance(body, dict):
        raise TypeError("body")
    return Envelope(uuid.UUID(str(row["id"])), str(row["kind"]), body, made_at, device_at)
