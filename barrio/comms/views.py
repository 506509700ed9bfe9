import hmac
import json

import httpx
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.models import Collective
from barrio.comms.actions.answers import acknowledge, take_inbound_text
from barrio.comms.actions.subscribers import choose, confirm_endpoint, stop
from barrio.comms.channels.push.webpush import public_key
from barrio.comms.forms import ChoicesForm
from barrio.comms.permissions import (
    get_delivery_by_link,
    get_endpoint_by_link,
    get_message_for,
    get_subscriber_by_link,
)
from barrio.comms.queries import progress_of, text_in
from barrio.core.actors import Actor, link_actor
from barrio.core.clock import now
from barrio.core.text import normal_phone, storable


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_read(request: HttpRequest, token: str) -> HttpResponse:
    """The message behind a link; a button acknowledges it, as mail programs open links."""
    delivery = get_delivery_by_link(token)
    if request.method == "POST":
        acknowledge(delivery=delivery, at=now())
        return redirect("comms:message-read", token=token)
    context = {
        "delivery": delivery,
        "collective": delivery.message.collective,
        "text": text_in(delivery.message, request.LANGUAGE_CODE),
        "followers": [text_in(m, request.LANGUAGE_CODE) for m in _later(delivery)],
    }
    return render(request, "comms/message_read.html", context)


def _later(delivery):
    return delivery.message.followers.filter(state="released").prefetch_related("texts")


@csrf_exempt  # RFC 8058: mail programs post here by themselves; the link is the permission
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscription_stop(request: HttpRequest, token: str) -> HttpResponse:
    subscriber = get_subscriber_by_link(token)
    if request.method == "POST" and subscriber.stopped_on is None:
        stop(subscriber=subscriber, by=link_actor(subscriber.pk), at=now())
        subscriber.refresh_from_db()
    context = {"subscriber": subscriber, "collective": subscriber.collective}
    return render(request, "comms/subscription_stop.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint_confirm(request: HttpRequest, token: str) -> HttpResponse:
    endpoint = get_endpoint_by_link(token)
    if request.method == "POST":
        confirm_endpoint(endpoint=endpoint, by=link_actor(endpoint.pk), at=now())
        return redirect("comms:endpoint-confirm", token=token)
    context = {"endpoint": endpoint, "collective": endpoint.collective}
    return render(request, "comms/endpoint_confirm.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscription_choose(request: HttpRequest, token: str) -> HttpResponse:
    """A neighbour's own choices, by their link: language, topics, or nothing more."""
    subscriber = get_subscriber_by_link(token)
    if subscriber.stopped_on:
        return redirect("comms:subscription-stop", token=token)
    topics = sorted(set(subscriber.subscriptions.values_list("topic", flat=True)))
    initial = {"language": subscriber.language, "topics": topics}
    form = ChoicesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose(subscriber=subscriber, by=link_actor(subscriber.pk), at=now(), **form.cleaned_data)
        return redirect("comms:subscription-choose", token=token)
    context = {
        "form": form,
        "subscriber": subscriber,
        "token": token,
        "collective": subscriber.collective,
    }
    return render(request, "comms/subscription_choose.html", context)


@csrf_exempt
@login_not_required
@require_POST
def text_inbound(request: HttpRequest, slug: str) -> HttpResponse:
    """What the text provider forwards: ``{"from": number, "text": words}`` with our token.

    With the provider's ``"id"`` of the text, the same one sent again is kept once.
    """
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.SMS_TOKEN or not hmac.compare_digest(
        given.encode("utf-8", "replace"), settings.SMS_TOKEN.encode()
    ):
        return JsonResponse({"error": "wrong token"}, status=401)
    collective = Collective.objects.filter(slug=slug).first()
    if collective is None:
        raise Http404
    try:
        body = storable(json.loads(request.body))
        number, text = normal_phone(str(body["from"]), collective.country), str(body["text"])
        sent_id = str(body.get("id", ""))[:200]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "wants from and text"}, status=400)
    outcome = take_inbound_text(
        collective=collective,
        number=number,
        text=text,
        sent_id=sent_id,
        by=Actor("provider", "sms"),
        at=now(),
    )
    return JsonResponse({"outcome": outcome})


@login_not_required
@require_safe
def push_key(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"key": public_key()})


@require_safe
def message_progress(request: HttpRequest, message_id: str) -> HttpResponse:
    message = get_message_for(request.user, message_id)
    context = {"progress": progress_of(message), "message": message}
    return render(request, "comms/_progress.html", context)


@require_safe
def sink(request: HttpRequest) -> HttpResponse:
    """In the demo: what would have left this machine."""
    if not settings.DEMO:
        raise Http404
    try:
        with httpx.Client(trust_env=False, timeout=2) as client:
            rows = client.get(f"http://127.0.0.1:{settings.SINK_PORT}/messages").json()
        problem = ""
    except (httpx.HTTPError, ValueError):
        rows, problem = [], _("The sink is not running. Start everything with: barrio run")
    return render(request, "comms/sink.html", {"rows": rows, "problem": problem})
