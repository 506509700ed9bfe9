from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from barrio.accounts.adapters import client_address
from barrio.accounts.models import Collective
from barrio.alerts.actions import take_report
from barrio.alerts.forms import ReportForm
from barrio.comms.actions.answers import ask_to_confirm
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, TopicKind
from barrio.core.actors import Actor
from barrio.core.clock import now
from barrio.events.queries import coming_up, public_events_of
from barrio.events.wording import shown
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.once import once
from barrio.web.forms import SignUpForm

SIGN_UPS = Allowance("public-sign-up", capacity=20, seconds=3600)
REPORTS = Allowance("public-report", capacity=12, seconds=3600)
CONFIRMATIONS = Allowance("confirmation-mail", capacity=300, seconds=3600)
NEXT_EVENTS = 3
PUBLIC = Actor("link", "public")


def get_public_collective(slug: str) -> Collective:
    found = Collective.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    collective = get_public_collective(slug)
    about = collective.about_in(request.LANGUAGE_CODE)
    at = now()
    events = coming_up(public_events_of(collective), at)[:NEXT_EVENTS]
    context = {
        "shown": collective,
        "about": about,
        "events": [shown(event, request.LANGUAGE_CODE, at) for event in events],
    }
    return render(request, "web/public.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Alerts without an account. A number is confirmed by its owner's text, never by ours."""
    collective = get_public_collective(slug)
    initial = {"language": request.LANGUAGE_CODE}
    form = SignUpForm(request.POST or None, collective=collective, initial=initial)
    if request.method == "POST" and form.is_valid():
        if take(SIGN_UPS, client_address(request), at=now()):
            channel = _sign_up(collective, form)
            return redirect(reverse("web:sign-up-done", args=[slug, channel]))
        form.add_error(None, _("Too many sign-ups from here. Wait an hour and try again."))
    return render(request, "web/sign_up.html", {"form": form, "shown": collective})


@transaction.atomic
def _sign_up(collective: Collective, form: SignUpForm) -> str:
    at, language = now(), form.cleaned_data["language"]
    channel, address = form.address()
    endpoint = subscribe(
        collective=collective,
        language=language,
        topic=TopicKind.ALERTS,
        cells=form.cells(),
        channel=channel,
        address=address,
        confirmed=False,
        by=PUBLIC,
        at=at,
    )
    wants_link = channel == Channel.EMAIL and endpoint.confirmed_on is None
    if wants_link and take(CONFIRMATIONS, str(collective.pk), at=at):
        ask_to_confirm(endpoint=endpoint, language=language, at=at)
    return channel


@login_not_required
@require_safe
def sign_up_done(request: HttpRequest, slug: str, channel: str) -> HttpResponse:
    context = {
        "shown": get_public_collective(slug),
        "channel": channel,
        "number": settings.SMS_FROM,
    }
    return render(request, "web/sign_up_done.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody can report; nobody is alerted before two people have looked."""
    collective = get_public_collective(slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if take(REPORTS, client_address(request), at=now()):
            kept = take_report(
                collective=collective,
                language=request.LANGUAGE_CODE,
                by=PUBLIC,
                at=now(),
                **form.cleaned_data,
            )
            return redirect("web:report-done", slug=slug, code=kept.code)
        form.add_error(None, _("Too many reports from here. Call us instead, or wait an hour."))
    return render(request, "web/report.html", {"form": form, "shown": collective})


@login_not_required
@require_safe
def report_done(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    context = {"shown": get_public_collective(slug), "code": code[:8]}
    return render(request, "web/report_done.html", context)
