"""The shift on the phone: a page that a service worker keeps, and what it asks while online."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.canvass.capsule import capsule_of, choices_by_language, packed, share_of
from barrio.canvass.forms import PhoneFileForm
from barrio.canvass.knocks import mend_contact
from barrio.canvass.models import Assignment
from barrio.canvass.permissions import active_assignments, get_attempt_to_mend
from barrio.canvass.shift_texts import texts_by_language
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.runtime.keyring import keyring
from barrio.sync.envelopes import receive
from barrio.ui import assets

SCRIPTS = ("capsule", "doors", "form", "html", "seal", "store")  # few: six are fetched at once


@require_safe
@login_not_required
def shift(request: HttpRequest) -> HttpResponse:
    """The page without anything of anybody: what it shows comes from the phone's own store."""
    context = {
        "texts": texts_by_language(),
        "choices": choices_by_language(),
        "scripts": _imported(),
        "addresses": {
            "mine": reverse("canvass:shift-turfs"),
            "sync": reverse("sync:sync"),
            "worker": reverse("canvass:shift-worker"),
            "signIn": f"{reverse('account_login')}?next={reverse('canvass:shift')}",
            "file": reverse("canvass:shift-file"),
            "home": "/",
        },
    }
    return render(request, "canvass/shift.html", context)


def _imported() -> list[str]:
    """The modules that the page's own script imports, fetched side by side with it."""
    return [static(f"canvass/shift/{name}.js") for name in SCRIPTS]


@require_safe
@login_not_required
def shift_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the shift, with the list of what it keeps on the phone."""
    kept = [
        reverse("canvass:shift"),
        f"{reverse('ui:styles')}?v={assets.version()}",
        static("ui/icon.svg") + f"?v={assets.version()}",
        static("canvass/shift/app.js") + f"?v={assets.version()}",
        *_imported(),
    ]
    context = {"version": assets.version(), "kept": json.dumps(kept)}
    script = render_to_string("canvass/shift_worker.js", context)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def shift_manifest(request: HttpRequest) -> JsonResponse:
    """So that the shift can stand on the home screen, where phones do not clear its store."""
    return JsonResponse(
        {
            "name": "Barrio",
            "short_name": "Barrio",
            "start_url": reverse("canvass:shift"),
            "scope": reverse("canvass:shift"),
            "display": "standalone",
            "icons": [
                {
                    "src": static("ui/icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": "any",
                }
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@for_roles()
def shift_turfs(request: HttpRequest) -> JsonResponse:
    """The turfs that are mine now; a turf that is missing here has to leave the phone."""
    rows = _mine(request).order_by("until", "turf__name")
    return JsonResponse(
        {
            "csrf": get_token(request),
            "turfs": [
                {
                    "turf": str(row.turf_id),
                    "name": row.turf.name,
                    "until": row.until.isoformat(),
                    "capsule": reverse("canvass:shift-capsule", args=[row.turf_id]),
                    "share": reverse("canvass:shift-share", args=[row.turf_id]),
                }
                for row in rows
            ],
        }
    )


@require_POST
def shift_capsule(request: HttpRequest, turf_id: str) -> JsonResponse:
    assignment = _my_assignment(request, turf_id)
    return JsonResponse({"capsule": packed(capsule_of(assignment)), "share": share_of(assignment)})


@require_POST
def shift_share(request: HttpRequest, turf_id: str) -> JsonResponse:
    """The server's part of the key, again: after a restart of the phone."""
    return JsonResponse({"share": share_of(_my_assignment(request, turf_id))})


def _mine(request: HttpRequest) -> Any:
    rows = active_assignments(request.user).filter(collective=request.collective)
    return rows.select_related("turf__canvass", "turf__collective")


def _my_assignment(request: HttpRequest, turf_id: str) -> Assignment:
    assignment = _mine(request).filter(turf_id=turf_id).first()
    if assignment is None or not keyring.keys([assignment.turf_id]):
        raise Http404
    return assignment


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles()
def shift_file(request: HttpRequest) -> HttpResponse:
    """Takes in the file of what a phone could not send. It is sealed; only we can open it."""
    form = PhoneFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answers = [
            receive(envelope=envelope, collective=request.collective, user=request.user, at=now())
            for envelope in form.cleaned_data["file"]
        ]
        _say_what_came_of(request, answers)
        return redirect("canvass:shift-file")
    return render(request, "canvass/shift_file.html", {"form": form})


def _say_what_came_of(request: HttpRequest, answers: list) -> None:
    new = sum(a.outcome == "accepted" and not a.repeated for a in answers)
    known = sum(a.outcome == "accepted" and a.repeated for a in answers)
    refused = len(answers) - new - known
    taken = ngettext("%(n)d visit was taken in.", "%(n)d visits were taken in.", new) % {"n": new}
    messages.success(request, taken)
    if known:
        text = ngettext("%(n)d was here already.", "%(n)d were here already.", known)
        messages.info(request, text % {"n": known})
    if refused:
        text = ngettext(
            "%(n)d could not be taken in: it is of a turf that was not yours.",
            "%(n)d could not be taken in: they are of a turf that was not yours.",
            refused,
        )
        messages.error(request, text % {"n": refused})


@require_POST
def attempt_mend(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """A contact that could not be right has been put right, or cannot be."""
    attempt = get_attempt_to_mend(request.user, attempt_id)
    mend_contact(attempt=attempt, by=user_actor(request.user), at=now())
    messages.success(request, _("Done. It is off the list."))
    return redirect("canvass:turf-read", turf_id=attempt.turf_id)
