"""`barrio init`: what a new installation needs before its first two people can sign in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from barrio.accounts.actions import found_collective, invite
from barrio.accounts.enums import Role
from barrio.accounts.models import Collective
from barrio.core.actors import SYSTEM
from barrio.core.clock import now
from barrio.core.commands import BadInput, CommandFailed
from barrio.runtime.commands import new_secret
from barrio.runtime.keyring import (
    KeyringLocked,
    WrongPassphrase,
    add_root,
    keyring,
    secret_from_source,
)
from barrio.runtime.models import RootKey

ADMINISTRATORS = 2


@dataclass(frozen=True)
class Wanted:
    """The collective asked for."""

    slug: str
    name: str
    kind: str
    language: str
    time_zone: str
    country: str


def init(wanted: Wanted) -> dict[str, Any]:
    """A collective and an invitation for each of two administrators."""
    if Collective.objects.filter(slug=wanted.slug).exists():
        raise CommandFailed(
            f"there is a collective {wanted.slug!r} already: choose another --slug, or invite "
            "more people on its Team page."
        )
    _open_or_make_keys()
    at = now()
    collective = _found(wanted)
    links = []
    for _person in range(ADMINISTRATORS):
        invitation, token = invite(
            collective=collective,
            role=Role.ADMINISTRATOR,
            language=wanted.language,
            by=SYSTEM,
            at=at,
        )
        path = reverse("accounts:invitation-accept", args=[token])
        links.append(f"{settings.BASE_URL}{path}")
    return {
        "collective": wanted.slug,
        "links": links,
        "links_end_at": invitation.expires_at,
        "key_source": settings.KEY_SOURCE,
    }


def _open_or_make_keys() -> None:
    try:
        if RootKey.objects.exists():
            keyring.unlock(secret_from_source())
        else:
            add_root(secret=new_secret(), at=now())
    except (KeyringLocked, WrongPassphrase) as error:
        raise CommandFailed(str(error)) from error


def _found(wanted: Wanted) -> Collective:
    try:
        return found_collective(
            slug=wanted.slug,
            name=wanted.name,
            kind=wanted.kind,
            by=SYSTEM,
            at=now(),
            time_zone=wanted.time_zone,
            country=wanted.country,
        )
    except ValidationError as error:
        said = error.message_dict.items()
        wrong = [f"--{name.replace('_', '-')}: {' '.join(why)}" for name, why in said]
        raise BadInput("; ".join(wrong)) from error
