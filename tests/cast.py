"""The cast of the tests: people with their roles, two collectives, a few doors."""

import json
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.enums import Role
from barrio.accounts.models import User
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.clock import local_date
from barrio.core.geo import door_cell
from barrio.people.queries import forget_names
from barrio.places.enums import Origin, SiteKind
from barrio.places.models import Dwelling, Site, Street
from barrio.runtime.keyring import add_root, keyring, make_demo_key_file

ROLES = {
    "ana": [Role.ORGANIZER],
    "bruno": [Role.CANVASSER],
    "delia": [Role.DISPATCHER],
    "dario": [Role.CONFIRMER],
    "ernesto": [Role.ADMINISTRATOR, Role.SPOKESPERSON, Role.TREASURER],
    "eva": [Role.ADMINISTRATOR],
    "flor": [Role.CONTROLLER],
    "gus": [Role.CAREGIVER],
    "mia": [Role.MEMBER],
}
OUTSIDERS = {
    "carla": [Role.ORGANIZER, Role.ADMINISTRATOR, Role.DISPATCHER, Role.CONFIRMER, Role.CANVASSER]
}


def day_of(moment: datetime) -> date:
    """The calendar day of `moment` where the collectives of the tests live."""
    return local_date(moment, "America/New_York")


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def keys(db):
    """A keyring with a root key of this test's own."""
    keyring.forget()
    forget_names()
    if not settings.KEY_FILE.exists():
        make_demo_key_file(settings.KEY_FILE)
    add_root(secret=settings.KEY_FILE.read_bytes().strip(), at=timezone.now())
    yield keyring
    keyring.forget()


@pytest.fixture
def home(keys, at):
    """The collective in which the tests happen."""
    return found_collective(
        slug="norris-square", name="Norris Square", kind="council", by=SYSTEM, at=at
    )


@pytest.fixture
def elsewhere(keys, at):
    """Another collective, whose people must see nothing of the first."""
    return found_collective(
        slug="elsewhere", name="Elsewhere Tenants", kind="tenants", by=SYSTEM, at=at
    )


def _join(handle, roles, collective, at):
    user = make_user(handle=handle, password=None, language="en", by=SYSTEM, at=at)
    User.objects.filter(pk=user.pk).update(last_login=at)
    for role in roles:
        grant_role(collective=collective, user=user, role=role, by=SYSTEM, at=at)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def cast(home, elsewhere, at):
    """Everybody by name: ``cast.ana`` organizes, ``cast.carla`` is of another collective."""
    people = {handle: _join(handle, roles, home, at) for handle, roles in ROLES.items()}
    people |= {handle: _join(handle, roles, elsewhere, at) for handle, roles in OUTSIDERS.items()}
    return SimpleNamespace(**people)


@pytest.fixture
def as_(cast):
    """``as_("ana")`` is a client signed in as Ana."""

    def sign_in(handle: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, handle))
        return client

    return sign_in


@pytest.fixture
def by_ana(cast):
    return user_actor(cast.ana)


@pytest.fixture
def doors(home):
    """Six doors on two sides of N Howard St."""
    site = Site.objects.create(
        collective=home,
        kind=SiteKind.NEIGHBOURHOOD,
        name="Norris Square",
        lat=39.9823,
        lon=-75.1364,
    )
    street = Street.objects.create(collective=home, name="N Howard St", lines=[])
    return [make_door(home, street, site, number) for number in range(2101, 2107)]


def make_door(collective, street, site, number):
    lat, lon = 39.9823 + number / 1e5 - 0.021, -75.1364
    return Dwelling.objects.create(
        collective=collective,
        site=site,
        street=street,
        number=str(number),
        number_order=number,
        side="right" if number % 2 else "left",
        lat=lat,
        lon=lon,
        cell=door_cell(lat, lon),
        origin=Origin.SURVEYED,
    )


@pytest.fixture
def write(tmp_path):
    """``write("a.csv", "…")``: a file of this test's own."""

    def make(name, content):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return make


@pytest.fixture
def barrio(capsys):
    """``barrio("import", …)``: exit code, what it printed, what it complained of."""
    from barrio import cli

    def run(*argv):
        code = cli.main([str(one) for one in argv])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
