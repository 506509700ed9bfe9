"""Who is linked with whom; other bodies and the documents that go to and from them."""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.accounts.models import Collective
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.forms_acts import ActForm
from barrio.assemblies.models import Assembly
from barrio.assemblies.permissions import KEEPERS, can_keep
from barrio.assemblies.views.common import done, now_by, tried
from barrio.core.clock import now
from barrio.core.text import storable
from barrio.federation import signing
from barrio.federation.actions import documents, linking
from barrio.federation.delivery import deliver
from barrio.federation.enums import LinkState, Way
from barrio.federation.forms import BringInForm, CardForm, TermsForm
from barrio.federation.models import Sister
from barrio.federation.permissions import get_sister_to_keep
from barrio.federation.queries import compact_of, links_of, to_answer, unexplained, with_seats
from barrio.federation.views.common import show
from barrio.runtime.once import once


@require_safe
@for_roles()
def overview(request: HttpRequest) -> HttpResponse:
    return _overview(request)


def _overview(request: HttpRequest, **forms: Any) -> HttpResponse:
    """The map: who is above, who is below, and what waits."""
    collective = request.collective
    compact = compact_of(collective.pk)
    above, below = (list(with_seats(links_of(collective.pk, way))) for way in (Way.UP, Way.DOWN))
    known = {link.sister_id for link in (*above, *below)}
    ahead = Assembly.objects.filter(
        collective=collective, state__in=[AssemblyState.CONVENED, AssemblyState.OPEN]
    )
    context = {
        "collective": collective,
        "above": above,
        "below": below,
        "others": Sister.objects.filter(collective=collective).exclude(pk__in=known),
        "compact": compact,
        "waiting": to_answer(collective.pk),
        "unexplained": unexplained(collective.pk),
        "ahead": ahead.order_by("starts_at") if below else [],
        "keeps": can_keep(request.user, collective.pk),
        "card_form": CardForm(auto_id="id_card_%s"),
        "file_form": BringInForm(auto_id="id_file_%s"),
        **forms,
    }
    return show(request, collective, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def terms(request: HttpRequest) -> HttpResponse:
    collective = request.collective
    in_force = compact_of(collective.pk)
    initial = None
    if in_force:
        names = ("people_per_seat", "most_seats", "ratified_below", "answer_days")
        initial = {name: getattr(in_force, name) for name in names}
    form = TermsForm(
        request.POST or None, collective=collective, needs_act=bool(in_force), initial=initial
    )

    def write() -> Any:
        values = {"act": None, **form.cleaned_data}
        return linking.set_terms(collective=collective, **values, **now_by(request))

    if request.method == "POST" and tried(form, write):
        return redirect("federation:overview")
    return show(request, collective, "terms", {"form": form, "in_force": in_force})


@require_safe
@for_roles(*KEEPERS)
def own_card(request: HttpRequest) -> HttpResponse:
    """What another body needs to know us by."""
    text = documents.card(request.collective, settings.BASE_URL, now())
    key = documents.own_key(request.collective, now()).public
    context = {"text": text, "numbers": signing.fingerprint(key)}
    return show(request, request.collective, "own_card", context)


@require_POST
@for_roles(*KEEPERS)
@once
def meet(request: HttpRequest) -> HttpResponse:
    form = CardForm(request.POST, auto_id="id_card_%s")

    def work() -> Sister:
        return documents.meet(
            collective=request.collective, text=form.cleaned_data["text"], **now_by(request)
        )

    if found := tried(form, work):
        return redirect("federation:sister-read", sister_id=found.pk)
    return _overview(request, card_form=form)


@require_POST
@for_roles(*KEEPERS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file that was carried here: what is new in it is done, what is known stays."""
    form = BringInForm(request.POST, request.FILES, auto_id="id_file_%s")

    def work() -> tuple[int]:
        text = form.cleaned_data["file"]
        return (documents.bring_in(collective=request.collective, text=text, at=now()),)

    if found := tried(form, work):
        new = found[0]
        text = ngettext("%(n)d new document.", "%(n)d new documents.", new) % {"n": new}
        messages.success(request, text)
        return redirect("federation:overview")
    return _overview(request, file_form=form)


@csrf_exempt  # servers post here by themselves; the signature is the permission
@login_not_required
@require_POST
def inbox(request: HttpRequest, body_id: str) -> HttpResponse:
    """A signed document from another server: ``{"text", "signature", "names"}``."""
    collective = Collective.objects.filter(pk=body_id).first()
    if collective is None:
        raise Http404
    try:
        said = documents.read_parcel(storable(json.loads(request.body)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": "wants text and signature"}, status=400)
    try:
        document = documents.receive(collective=collective, at=now(), **said)
    except documents.DocumentRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"number": document.number})


@require_safe
def sister_read(request: HttpRequest, sister_id: str) -> HttpResponse:
    return _sister(request, get_sister_to_keep(request.user, sister_id))


def _sister(request: HttpRequest, sister: Sister, **forms: Any) -> HttpResponse:
    collective = sister.collective
    ours = documents.own_key(collective, now()).public
    context = {
        "sister": sister,
        "our_numbers": signing.fingerprint(ours),
        "their_numbers": signing.fingerprint(sister.public),
        "link": sister.links.exclude(state=LinkState.ENDED).first(),
        "documents": sister.documents.order_by("-at", "-number")[:100],
        "waits": sister.documents.filter(is_ours=True, handed_at__isnull=True).count(),
        "ask_form": ActForm(collective=collective),
        **forms,
    }
    return show(request, collective, "sister_read", context)


@require_POST
def sister_compare(request: HttpRequest, sister_id: str) -> HttpResponse:
    sister = get_sister_to_keep(request.user, sister_id)
    return done(
        request,
        lambda: documents.compare(sister=sister, **now_by(request)),
        "federation:sister-read",
        sister_id=sister.pk,
    )


@require_POST
@once
def sister_ask(request: HttpRequest, sister_id: str) -> HttpResponse:
    sister = get_sister_to_keep(request.user, sister_id)
    form = ActForm(request.POST, collective=sister.collective)

    def work() -> Any:
        return linking.ask_to_join(sister=sister, act=form.cleaned_data["act"], **now_by(request))

    if link := tried(form, work):
        return redirect("federation:link-read", link_id=link.pk)
    return _sister(request, sister, ask_form=form)


@require_POST
def sister_deliver(request: HttpRequest, sister_id: str) -> HttpResponse:
    """Tries again now what did not arrive."""
    sister = get_sister_to_keep(request.user, sister_id)
    arrived = deliver(sister, now())
    messages.info(
        request,
        ngettext("%(n)d document arrived.", "%(n)d documents arrived.", arrived) % {"n": arrived},
    )
    return redirect("federation:sister-read", sister_id=sister.pk)


@require_safe
def sister_export(request: HttpRequest, sister_id: str) -> HttpResponse:
    """All we ever told that body, to be carried there on a stick."""
    sister = get_sister_to_keep(request.user, sister_id)
    try:
        answer = HttpResponse(documents.bundle(sister), content_type="application/json")
    except documents.NotCompared as refusal:
        messages.error(request, str(refusal))
        return redirect("federation:sister-read", sister_id=sister.pk)
    name = _("documents for %(name)s") % {"name": sister.name}
    plain = "".join(ch if ch.isalnum() else "-" for ch in name)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(plain)}.json"
    return answer
