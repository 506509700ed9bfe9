import secrets
import uuid
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from barrio.accounts.enums import APART, Role
from barrio.accounts.models import Collective, Device, Grant, Invitation, User
from barrio.audit.actions import record
from barrio.core.actors import Actor
from barrio.core.crypto import keyed_hash, token_text
from barrio.core.errors import Refused
from barrio.runtime.keyring import keyring

INVITATION_DAYS = 7


class InvitationNotUsable(Refused):
    """Translated at use; see the message given."""


class HandleTaken(Refused):
    """Translated at use; see the message given."""


class RoleHeldAlready(Refused):
    """Translated at use; see the message given."""


class WatchesAndHandles(Refused):
    """Translated at use; see the message given."""


class LastAdministrator(Refused):
    """Translated at use; see the message given."""


@transaction.atomic
def found_collective(
    *, slug: str, name: str, kind: str, by: Actor, at: datetime, **fields: object
) -> Collective:
    """A new collective with its key in the keyring."""
    collective = Collective(slug=slug, name=name, kind=kind, created_at=at, **fields)
    collective.full_clean()
    keyring.lasting_key(collective.pk, collective.pk)
    collective.save(force_insert=True)
    _record(collective, by, at, "collective.found", collective)
    return collective


@transaction.atomic
def make_user(*, handle: str, password: str | None, language: str, by: Actor, at: datetime) -> User:
    """A user without any grant. `password` None: only a passkey will sign them in."""
    handle = handle.strip().casefold()
    if User.objects.filter(handle=handle).exists():
        raise HandleTaken(_("That handle is taken. Choose another."))
    user = User(handle=handle, language=language, joined_at=at)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    record(
        collective_id=None, by=by, at=at, verb="user.make", subject_kind="user", subject_id=user.pk
    )
    return user


@transaction.atomic
def grant_role(
    *,
    collective: Collective,
    user: User,
    role: str,
    by: Actor,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Grant:
    """From `since`, or at once; until `until`, or for good."""
    _hold_roles(collective.pk)
    grant = Grant(
        collective=collective,
        user=user,
        role=role,
        since=since or at,
        until=until,
        granted_by_id=by.user_id,
    )
    _check_not_held(grant)
    grant.full_clean()
    grant.save(force_insert=True)
    detail = {"role": role, "user": str(user.pk), "since": grant.since.isoformat()}
    _record(
        collective, by, at, "grant.give", grant, until=until.isoformat() if until else "", **detail
    )
    return grant


@transaction.atomic
def revoke_grant(*, grant: Grant, by: Actor, at: datetime) -> None:
    """Takes the role away at once, or before it begins. The last administrator stays."""
    _hold_roles(grant.collective_id)
    if not Grant.objects.standing().filter(pk=grant.pk).exists():
        return  # sent twice, or ended by somebody else meanwhile
    if grant.role == Role.ADMINISTRATOR:
        _check_administration_stays(grant)
    grant.revoked_at, grant.revoked_by_id = at, by.user_id
    grant.save(update_fields=["revoked_at", "revoked_by"])
    _record(
        grant.collective,
        by,
        at,
        "grant.revoke",
        grant,
        role=grant.role,
        user=str(grant.user_id),
    )


def _hold_roles(collective_id: uuid.UUID) -> None:
    """Until the commit nobody else changes a role there, so what is counted stays true.

    On SQLite the transaction itself is the lock: it is immediate, and there is one writer.
    """
    Collective.objects.select_for_update(no_key=True).only("pk").get(pk=collective_id)


def _check_not_held(new: Grant) -> None:
    """Two spans of one role may follow each other, never overlap; some two roles neither."""
    held = Grant.objects.filter(
        Q(until__isnull=True) | Q(until__gt=new.since),
        collective_id=new.collective_id,
        user_id=new.user_id,
        revoked_at__isnull=True,
    )
    if new.until:
        held = held.filter(since__lt=new.until)
    if new.role in APART and held.filter(role__in=APART).exclude(role=new.role).exists():
        raise WatchesAndHandles(
            _("Who watches the money does not handle it. End their other role first.")
        )
    if held.filter(role=new.role).exists():
        raise RoleHeldAlready(
            _("They have that role in that time already. To change its days, end it first.")
        )


def _check_administration_stays(grant: Grant) -> None:
    """Somebody else must hold it now, and without an end if this one has none."""
    others = Grant.objects.active().filter(
        collective_id=grant.collective_id, role=Role.ADMINISTRATOR, user__is_active=True
    )
    if grant.until is None:
        others = others.filter(until__isnull=True)
    if not others.exclude(pk=grant.pk).exists():
        raise LastAdministrator(
            _(
                "Somebody must keep the administration, without an end. "
                "Give the role to another first."
            )
        )


def invitation_digest(token: str) -> str:
    return token_text(keyed_hash(keyring.system_key("invitations"), token))


@transaction.atomic
def invite(
    *,
    collective: Collective,
    role: str,
    language: str,
    by: Actor,
    at: datetime,
    days: int = INVITATION_DAYS,
    form_id: uuid.UUID | None = None,
) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, which is stored nowhere.

    The same form sent twice gives the same invitation and shows the same link.
    """
    token = _link_secret(form_id, collective, by)
    made = Invitation.objects.filter(digest=invitation_digest(token)).first()
    if made:
        return made, token
    invitation = Invitation(
        collective=collective,
        role=role,
        language=language,
        digest=invitation_digest(token),
        invited_at=at,
        invited_by_id=by.user_id,
        expires_at=at + timedelta(days=days),
    )
    invitation.full_clean(exclude=["used_by", "used_at", "revoked_at", "invited_by"])
    invitation.save(force_insert=True)
    _record(collective, by, at, "invitation.make", invitation, role=role)
    return invitation, token


def _link_secret(form_id: uuid.UUID | None, collective: Collective, by: Actor) -> str:
    if form_id is None:
        return secrets.token_urlsafe(24)
    place = (str(collective.pk), str(by.user_id), form_id.hex)
    return token_text(keyed_hash(keyring.system_key("invitation-links"), *place))


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """The open invitation of that link. Raises `InvitationNotUsable` with what to do."""
    found = (
        Invitation.objects.filter(digest=invitation_digest(token))
        .select_related("collective")
        .first()
    )
    return _check_usable(found, at)


def _check_usable(found: Invitation | None, at: datetime) -> Invitation:
    if found is None or found.revoked_at:
        raise InvitationNotUsable(
            _("This invitation is not known. Check the link, or ask for a new one.")
        )
    if found.used_at:
        raise InvitationNotUsable(
            _("This invitation was used already. Sign in, or ask for a new one.")
        )
    if found.expires_at <= at:
        raise InvitationNotUsable(
            _("This invitation has expired. Ask whoever invited you for a new one.")
        )
    return found


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, handle: str, password: str, language: str, by: Actor, at: datetime
) -> User:
    """Makes the account and its grant; the invitation is spent."""
    user = make_user(handle=handle, password=password, language=language, by=by, at=at)
    still_open = Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    )
    if not still_open.update(used_at=at, used_by=user):
        # Used or withdrawn since the page was opened: say which.
        _check_usable(Invitation.objects.filter(pk=invitation.pk).first(), at)
    grant = Grant(
        collective_id=invitation.collective_id,
        user=user,
        role=invitation.role,
        since=at,
        granted_by_id=invitation.invited_by_id,
    )
    grant.full_clean()
    grant.save(force_insert=True)
    _record(invitation.collective, by, at, "invitation.accept", invitation, user=str(user.pk))
    return user


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(revoked_at=at)
    _record(invitation.collective, by, at, "invitation.revoke", invitation)


@transaction.atomic
def end_device(*, device: Device, by: Actor, at: datetime) -> None:
    """Signs that device out: its next request is anonymous."""
    Session.objects.filter(session_key=device.session_key).delete()
    device_id = device.pk
    device.delete()
    record(
        collective_id=None,
        by=by,
        at=at,
        verb="device.end",
        subject_kind="device",
        subject_id=device_id,
    )


@transaction.atomic
def end_other_devices(*, user: User, keep_session: str, by: Actor, at: datetime) -> int:
    others = list(Device.objects.filter(user=user).exclude(session_key=keep_session))
    for device in others:
        end_device(device=device, by=by, at=at)
    return len(others)


def _record(
    collective: Collective, by: Actor, at: datetime, verb: str, subject: object, **detail: object
):
    record(
        collective_id=collective.pk,
        by=by,
        at=at,
        verb=verb,
        subject_kind=subject._meta.model_name,
        subject_id=subject.pk,
        **detail,
    )


@transaction.atomic
def describe_collective(
    *,
    collective: Collective,
    name: str,
    about: dict[str, str],
    contact_line: str,
    by: Actor,
    at: datetime,
) -> None:
    collective.name, collective.about, collective.contact_line = name, about, contact_line
    collective.full_clean()
    collective.save(update_fields=["name", "about", "contact_line"])
    _record(collective, by, at, "collective.describe", collective)
