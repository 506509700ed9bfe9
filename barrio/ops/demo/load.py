import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from barrio.accounts.actions import found_collective, grant_role, make_user
from barrio.accounts.enums import CollectiveKind
from barrio.accounts.models import Collective, User
from barrio.alerts.actions import take_report
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.enums import Channel, TopicKind
from barrio.core.actors import SYSTEM, Actor, user_actor
from barrio.core.clock import now
from barrio.core.geo import door_cell, ring, subscription_cell
from barrio.ops.demo import people as cast
from barrio.ops.demo import streets
from barrio.ops.demo.calls import load_calls
from barrio.ops.demo.decide import load_decide
from barrio.ops.demo.doors import load_doors
from barrio.ops.demo.events import load_events
from barrio.ops.demo.federate import load_federation
from barrio.ops.demo.offices import load_offices
from barrio.ops.demo.paper import load_paper
from barrio.ops.demo.steward import load_steward
from barrio.people.actions import add_person, record_consent
from barrio.people.enums import ConsentHow, Purpose
from barrio.places.enums import Origin, SiteKind
from barrio.places.models import Dwelling, Site, Street
from barrio.runtime.keyring import add_root, make_demo_key_file
from barrio.runtime.models import RootKey

PEOPLE = 240
Progress = Callable[[int, int], None]
ABOUT = {
    "en": "Neighbours of Norris Square. We knock on doors, look after each other and decide "
    "together.",
    "es": "Vecinas y vecinos de Norris Square. Tocamos puertas, nos cuidamos y decidimos juntos.",
}


def load_demo(*, progress: Progress = lambda done, total: None) -> None:
    """Fills empty databases with the demo neighbourhood. All or nothing."""
    _make_keys()
    with transaction.atomic(), transaction.atomic("keyring"):
        _load(now(), progress)


def _make_keys() -> None:
    if RootKey.objects.exists():
        return
    if not settings.KEY_FILE.exists():
        make_demo_key_file(settings.KEY_FILE)
    add_root(secret=settings.KEY_FILE.read_bytes().strip(), at=now())


def _load(at: datetime, progress: Progress) -> None:
    total = PEOPLE + 60
    collectives = _collectives(at)
    users = _users(collectives, at)
    progress(30, total)
    home = collectives["norris-square"]
    doors = _places(home)
    _neighbours(home, doors, user_actor(users["ana"]), at, lambda n: progress(30 + n, total))
    turfs = load_doors(home, users, at)
    load_paper(turfs[-1], organizer=users["ana"], walker=users["bruno"], at=at)
    progress(total - 10, total)
    load_events(home, user_actor(users["ana"]), at)
    load_calls(home, users, at)
    load_decide(home, users, at)
    load_offices(home, users)
    load_steward(home, users, at)
    load_federation(collectives, users, at)
    _reports(home, at)
    progress(total, total)


def _collectives(at: datetime) -> dict[str, Collective]:
    norris = found_collective(
        slug="norris-square",
        name="Norris Square",
        kind=CollectiveKind.COUNCIL,
        about=ABOUT,
        contact_line="215 555 0100",
        by=SYSTEM,
        at=at,
    )
    tenants = found_collective(
        slug="kensington-tenants",
        name="Kensington Tenants' Union",
        kind=CollectiveKind.TENANTS,
        by=SYSTEM,
        at=at,
    )
    return {c.slug: c for c in (norris, tenants)}


def _users(collectives: dict[str, Collective], at: datetime) -> dict[str, User]:
    users = {}
    for handle, roles, slug, _what in cast.ACCOUNTS:
        user = make_user(handle=handle, password=cast.PASSWORD, language="en", by=SYSTEM, at=at)
        User.objects.filter(pk=user.pk).update(last_login=at)
        for role in roles:
            grant_role(collective=collectives[slug], user=user, role=role, by=SYSTEM, at=at)
        users[handle] = user
    return users


def _places(home: Collective) -> list[Dwelling]:
    square = Site.objects.create(
        collective=home,
        kind=SiteKind.NEIGHBOURHOOD,
        name="Norris Square",
        lat=39.98235,
        lon=-75.13640,
    )
    by_name = {
        name: Street.objects.create(collective=home, name=name, lines=lines)
        for name, lines in streets.lines().items()
    }
    rows = [
        Dwelling(
            collective=home,
            site=square,
            street=by_name[door.street],
            number=str(door.number),
            number_order=door.number,
            side=door.side,
            lat=door.lat,
            lon=door.lon,
            cell=door_cell(door.lat, door.lon),
            origin=Origin.DERIVED,
            source="demo",
        )
        for door in streets.doors()
    ]
    return Dwelling.objects.bulk_create(rows)


def _neighbours(home: Collective, doors: list[Dwelling], by: Actor, at: datetime, progress) -> None:
    chance = random.Random(7)
    homes = chance.sample(doors, PEOPLE * 4 // 5)
    for number, one in enumerate(cast.invent(PEOPLE)):
        dwelling = homes[number % len(homes)]
        person = add_person(
            collective=home,
            name=one.name,
            language=one.language,
            phone=one.phone,
            email=one.email,
            dwelling=dwelling,
            by=by,
            at=at - timedelta(days=chance.randrange(5, 200)),
        )
        if chance.random() < 0.6 and (one.phone or one.email):
            _subscribe(home, person, one, dwelling, chance, by, at)
        progress(number)


def _subscribe(home, person, one, dwelling, chance, by: Actor, at: datetime) -> None:
    record_consent(
        person=person, purpose=Purpose.ALERTS, given=True, how=ConsentHow.FACE_TO_FACE, by=by, at=at
    )
    use_email = bool(one.email) and (not one.phone or chance.random() < 0.6)
    centre = subscription_cell(dwelling.lat, dwelling.lon)
    subscribe(
        collective=home,
        language=one.language,
        topic=TopicKind.ALERTS,
        cells=[*ring(centre, 0), *ring(centre, 1)],
        channel=Channel.EMAIL if use_email else Channel.SMS,
        address=one.email if use_email else one.phone,
        confirmed=True,
        person=person,
        by=by,
        at=at,
    )


def _reports(home: Collective, at: datetime) -> None:
    take_report(
        collective=home,
        kind="eviction",
        words="Two officers with papers at the row houses. A family is carrying out furniture.",
        place="N Howard St and W Norris St",
        lat=39.98070,
        lon=-75.13485,
        language="en",
        first_hand=True,
        seen_at="ten minutes ago",
        by=Actor("link", "public"),
        at=at - timedelta(minutes=8),
    )
