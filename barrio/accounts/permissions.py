"""Who may do what. The only way to an object is a loader that has checked access."""

import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from barrio.accounts.enums import Role
from barrio.accounts.models import Collective, Device, Grant, Invitation, User


def grants_of(user: Any) -> dict[uuid.UUID, frozenset[str]]:
    """The user's roles in force by collective; read once per request."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_roles_by_collective"):
        roles = defaultdict(set)
        rows = Grant.objects.active().filter(user_id=user.pk).values_list("collective_id", "role")
        for collective_id, role in rows:
            roles[collective_id].add(role)
        user._roles_by_collective = {key: frozenset(value) for key, value in roles.items()}
    return user._roles_by_collective


def roles_in(user: Any, collective_id: uuid.UUID) -> frozenset[str]:
    return grants_of(user).get(collective_id, frozenset())


def has_role(user: Any, collective_id: uuid.UUID, *roles: str) -> bool:
    return not roles_in(user, collective_id).isdisjoint(roles)


def check_role(user: Any, collective_id: uuid.UUID, *roles: str) -> None:
    """404 for those outside the collective, 403 for those without any of `roles`."""
    held = roles_in(user, collective_id)
    if not held:
        raise Http404
    if held.isdisjoint(roles):
        wanted = ", ".join(str(Role(role).label) for role in roles)
        raise PermissionDenied(_("This is for those with the role: %(roles)s.") % {"roles": wanted})


def load_for(user: Any, queryset: Any, pk: Any, *roles: str) -> Any:
    """The object with that id, once `user` is known to hold one of `roles` where it belongs."""
    try:
        found = queryset.filter(pk=pk).first()
    except (ValueError, TypeError) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    check_role(user, found.collective_id, *roles)
    return found


def collectives_of(user: Any) -> Any:
    return Collective.objects.filter(pk__in=grants_of(user).keys()).order_by("name")


def get_collective_for(user: Any, collective_id: uuid.UUID, *roles: str) -> Collective:
    check_role(user, collective_id, *(roles or Role.values))
    return Collective.objects.get(pk=collective_id)


def get_device_for(user: User, device_id: uuid.UUID) -> Device:
    found = Device.objects.filter(pk=device_id, user=user).first()
    if found is None:
        raise Http404
    return found


def get_grant_for(user: Any, grant_id: uuid.UUID) -> Grant:
    return load_for(user, Grant.objects.select_related("user"), grant_id, Role.ADMINISTRATOR)


def get_invitation_for(user: Any, invitation_id: uuid.UUID) -> Invitation:
    return load_for(user, Invitation.objects.all(), invitation_id, Role.ADMINISTRATOR)


def has_two_administrators(collective_id: uuid.UUID) -> bool:
    """Until two different administrators have signed in, export, release and payment are off."""
    return (
        Grant.objects.active()
        .filter(collective_id=collective_id, role=Role.ADMINISTRATOR, user__is_active=True)
        .exclude(user__last_login__isnull=True)
        .values("user")
        .distinct()
        .count()
        >= 2
    )
