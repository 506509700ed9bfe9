"""An invitation that no longer works says why and what to do, in the reader's language."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from barrio.accounts.actions import (
    InvitationNotUsable,
    accept_invitation,
    invite,
    revoke_invitation,
)
from barrio.accounts.models import Grant, Invitation, User
from barrio.audit.models import Entry
from barrio.core.actors import link_actor, user_actor

pytestmark = pytest.mark.django_db

EXPIRED = {"en": "This invitation has expired.", "es": "Esta invitación caducó."}
USED = {"en": "This invitation was used already.", "es": "Esta invitación ya se usó."}
UNKNOWN = {"en": "This invitation is not known.", "es": "No conocemos esta invitación."}
JOINING = {"handle": "nora", "password": "a kitchen table at night"}


@pytest.fixture
def invited(cast, home, at):
    def make(**overrides):
        fields = {"role": "canvasser", "language": "en", "by": user_actor(cast.ernesto), "at": at}
        return invite(collective=home, **fields | overrides)

    return make


def link(token):
    return reverse("accounts:invitation-accept", args=[token])


def expire(invitation, token, at):
    past = at - timedelta(days=8)
    Invitation.objects.update(invited_at=past, expires_at=past + timedelta(days=7))
    return token


def use(invitation, token, at):
    accept_invitation(
        invitation=invitation, language="en", by=link_actor(invitation.pk), at=at, **JOINING
    )
    return token


def withdraw(invitation, token, at):
    revoke_invitation(invitation=invitation, by=user_actor(invitation.invited_by), at=at)
    return token


def mangle(invitation, token, at):
    return token[:-3] + "¿?%"


UNUSABLE = [(expire, EXPIRED), (use, USED), (withdraw, UNKNOWN), (mangle, UNKNOWN)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("spoil", "sentence"), UNUSABLE)
def test_it_says_why_a_link_does_not_work(invited, at, spoil, sentence, language):
    token = spoil(*invited(), at)
    page = Client(headers={"Accept-Language": language}).get(link(token))
    assert page.status_code == 410
    assert sentence[language] in page.content.decode()


@pytest.mark.parametrize(("spoil", "sentence"), UNUSABLE)
def test_refuses_a_form_that_was_open_when_the_link_ended(invited, at, spoil, sentence):
    token = spoil(*invited(), at)
    before = User.objects.count()
    answer = Client().post(link(token), JOINING | {"handle": "olga"})
    assert sentence["en"] in answer.content.decode()
    assert User.objects.count() == before


def test_it_makes_the_account_with_its_role_and_signs_in(invited, home):
    _invitation, token = invited()
    client = Client()
    assert client.post(link(token), JOINING).status_code == 302
    grant = Grant.objects.get(user__handle="nora")
    assert (grant.collective, grant.role) == (home, "canvasser")
    assert client.get(reverse("canvass:canvass-list")).status_code == 200
    assert Entry.objects.filter(verb="invitation.accept").count() == 1


def test_refuses_an_invitation_withdrawn_between_opening_and_joining(invited, at):
    """The page had found it open; the claim of it must not be blind to the withdrawal."""
    invitation, _token = invited()
    withdraw(invitation, "", at)
    with pytest.raises(InvitationNotUsable, match="not known"):
        use(invitation, "", at)
    assert not User.objects.filter(handle="nora").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_what_is_wrong_and_keeps_the_handle(invited, cast, language):
    _invitation, token = invited()
    client = Client(headers={"Accept-Language": language})
    page = client.post(link(token), {"handle": "Bruno", "password": "short"}).content.decode()
    taken = {"en": "That handle is taken.", "es": "Ese nombre de acceso ya está tomado."}
    assert taken[language] in page
    assert 'value="Bruno"' in page and 'value="short"' not in page


def test_it_keeps_no_link_in_the_database(invited):
    invitation, token = invited()
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


@pytest.mark.parametrize(("handle", "status"), [("ana", 403), ("carla", 404)])
def test_refuses_withdrawal_by_others(invited, as_, handle, status):
    invitation, _token = invited()
    url = reverse("accounts:invitation-revoke", args=[invitation.pk])
    assert as_(handle).post(url).status_code == status
    assert as_("ernesto").get(url).status_code == 405
