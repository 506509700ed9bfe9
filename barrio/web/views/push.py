from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from barrio.accounts.adapters import client_address
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.channels.push.transport import is_allowed_push_host
from barrio.comms.channels.push.webpush import BadSubscription, encrypt
from barrio.comms.enums import Channel, TopicKind
from barrio.core.clock import now
from barrio.runtime.buckets import take
from barrio.web.forms import PushForm
from barrio.web.views.public import PUBLIC, SIGN_UPS, get_public_collective


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the whole site: it has to be served from the root."""
    return render(request, "web/sw.js", content_type="text/javascript; charset=utf-8")


@login_not_required
@require_POST
def push_sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """A browser that allowed notifications signs up; holding its keys proves that it is its own."""
    collective = get_public_collective(slug)
    form = PushForm(request.POST, collective=collective)
    if not form.is_valid() or not _is_usable(form):
        return JsonResponse({"error": "not usable"}, status=400)
    if not take(SIGN_UPS, client_address(request), at=now()):
        return JsonResponse({"error": "too many"}, status=429)
    subscribe(
        collective=collective,
        language=form.cleaned_data["language"],
        topic=TopicKind.ALERTS,
        cells=form.cells(),
        channel=Channel.PUSH,
        address=form.cleaned_data["endpoint"],
        push_keys={name: form.cleaned_data[name] for name in ("p256dh", "auth")},
        confirmed=True,
        by=PUBLIC,
        at=now(),
    )
    return JsonResponse({"outcome": "signed up"}, status=201)


def _is_usable(form: PushForm) -> bool:
    try:
        encrypt(b"test", form.cleaned_data["p256dh"], form.cleaned_data["auth"])
    except BadSubscription:
        return False
    return is_allowed_push_host(form.cleaned_data["endpoint"])
