from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts import actions
from barrio.accounts.adapters import client_address
from barrio.accounts.enums import Role
from barrio.accounts.forms import AcceptInvitationForm, CollectiveForm, GiveRoleForm, InviteForm
from barrio.accounts.guards import for_roles
from barrio.accounts.middleware import COLLECTIVE_KEY
from barrio.accounts.models import Invitation
from barrio.accounts.permissions import (
    collectives_of,
    get_device_for,
    get_grant_for,
    get_invitation_for,
)
from barrio.accounts.queries import ended_grants, standing_grants
from barrio.accounts.wording import held_role
from barrio.core.actors import link_actor, user_actor
from barrio.core.clock import local_date, now
from barrio.core.errors import Refused
from barrio.runtime.buckets import Allowance, take
from barrio.runtime.once import once

ACCEPT = Allowance("accept-invitation", capacity=20, seconds=3600)
ENDED_SHOWN = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    rows = request.user.devices.order_by("-last_seen_at")
    context = {"devices": rows, "this_session": request.session.session_key}
    return render(request, "accounts/devices.html", context)


@require_POST
def device_end(request: HttpRequest, device_id: str) -> HttpResponse:
    device = get_device_for(request.user, device_id)
    actions.end_device(device=device, by=user_actor(request.user), at=now())
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:devices")


@require_POST
def devices_end_others(request: HttpRequest) -> HttpResponse:
    ended = actions.end_other_devices(
        user=request.user,
        keep_session=request.session.session_key or "",
        by=user_actor(request.user),
        at=now(),
    )
    message = ngettext("%(n)d other device signed out.", "%(n)d other devices signed out.", ended)
    messages.success(request, message % {"n": ended})
    return redirect("accounts:devices")


@require_POST
def collective_choose(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("collective", "")
    if chosen not in {str(c.pk) for c in collectives_of(request.user)}:
        raise Http404
    request.session[COLLECTIVE_KEY] = chosen
    return redirect("web:home")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ADMINISTRATOR)
def team(request: HttpRequest) -> HttpResponse:
    """Who has which role, open invitations, and the form for a new one."""
    form = InviteForm(request.POST or None, initial={"language": get_language()})
    link = ""
    if request.method == "POST" and form.is_valid():
        _invitation, token = actions.invite(
            collective=request.collective,
            by=user_actor(request.user),
            at=now(),
            form_id=form.sent_as(),
            **form.cleaned_data,
        )
        link = request.build_absolute_uri(reverse("accounts:invitation-accept", args=[token]))
    return render(request, "accounts/team.html", _team_context(request, form, link))


def _team_context(request: HttpRequest, form: InviteForm, link: str) -> dict:
    collective, at = request.collective, now()
    invitations = Invitation.objects.filter(
        collective=collective, used_at=None, revoked_at=None, expires_at__gt=at
    )
    held = [held_role(grant, collective.time_zone, at) for grant in standing_grants(collective)]
    ended = ended_grants(collective, ENDED_SHOWN)
    return {
        "members": [(user, list(rows)) for user, rows in groupby(held, lambda role: role.user)],
        "ended": [held_role(grant, collective.time_zone, at) for grant in ended],
        "invitations": invitations.order_by("expires_at"),
        "form": form,
        "link": link,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ADMINISTRATOR)
@once
def grant_give(request: HttpRequest) -> HttpResponse:
    """Another role for somebody who has an account already."""
    at = now()
    form = GiveRoleForm(
        request.POST or None,
        collective=request.collective,
        today=local_date(at, request.collective.time_zone),
        initial={"user": request.GET.get("user", "")},
    )
    if request.method == "POST" and form.is_valid() and _give(request, form, at):
        messages.success(request, _("The role is given."))
        return redirect("accounts:team")
    return render(request, "accounts/grant_give.html", {"form": form})


def _give(request: HttpRequest, form: GiveRoleForm, at: datetime) -> bool:
    try:
        actions.grant_role(
            collective=request.collective,
            user=form.cleaned_data["user"],
            role=form.cleaned_data["role"],
            **form.span(),
            by=user_actor(request.user),
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
def grant_revoke(request: HttpRequest, grant_id: str) -> HttpResponse:
    grant = get_grant_for(request.user, grant_id)
    try:
        actions.revoke_grant(grant=grant, by=user_actor(request.user), at=now())
        messages.success(request, _("The role is taken away, from now."))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:team")
    gave_up = grant.user_id == request.user.pk and grant.role == Role.ADMINISTRATOR
    return redirect("web:home" if gave_up else "accounts:team")


@require_POST
def invitation_revoke(request: HttpRequest, invitation_id: str) -> HttpResponse:
    invitation = get_invitation_for(request.user, invitation_id)
    actions.revoke_invitation(invitation=invitation, by=user_actor(request.user), at=now())
    messages.success(request, _("The invitation no longer works."))
    return redirect("accounts:team")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    at = now()
    try:
        invitation = actions.find_invitation(token, at=at)
    except Refused as refusal:
        context = {"reason": str(refusal)}
        return render(request, "accounts/invitation_unusable.html", context, status=410)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and not take(ACCEPT, client_address(request), at=at):
        form.add_error(None, _("Too many tries. Wait an hour and try again."))
    if request.method == "POST" and form.is_valid():
        user = _accept(request, invitation, form)
        if user:
            login(request, user, backend=BACKEND)
            return redirect("web:home")
    return render(
        request, "accounts/invitation_accept.html", {"form": form, "invitation": invitation}
    )


def _accept(request: HttpRequest, invitation: Invitation, form: AcceptInvitationForm):
    try:
        return actions.accept_invitation(
            invitation=invitation,
            language=get_language() or "en",
            by=link_actor(invitation.pk),
            at=now(),
            **form.cleaned_data,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ADMINISTRATOR)
def collective_edit(request: HttpRequest) -> HttpResponse:
    form = CollectiveForm.for_collective(request.collective, request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = {"en": form.cleaned_data["about_en"], "es": form.cleaned_data["about_es"]}
        actions.describe_collective(
            collective=request.collective,
            name=form.cleaned_data["name"],
            about=about,
            contact_line=form.cleaned_data["contact_line"],
            by=user_actor(request.user),
            at=now(),
        )
        messages.success(request, _("Saved."))
        return redirect("accounts:collective-edit")
    return render(request, "accounts/collective_edit.html", {"form": form})
