"""A commune above the council: delegates, an act that waits to be ratified, a motion to come."""

from datetime import date, datetime, timedelta

from barrio.accounts.actions import found_collective, grant_role
from barrio.accounts.enums import CollectiveKind, Role
from barrio.accounts.models import Collective, User
from barrio.assemblies.actions import convening, motions, presence, roll, rules, voting
from barrio.assemblies.enums import Arrival, Belonging, Choice, Matter, Method
from barrio.assemblies.models import Act, Assembly, RollEntry
from barrio.assemblies.presets import RULES
from barrio.core.actors import SYSTEM, Actor, user_actor
from barrio.core.clock import local_date
from barrio.federation.actions import deciding, delegates, documents, linking
from barrio.federation.models import Link, Sister
from barrio.ops.demo.decide import JOIN
from barrio.people.actions import add_person
from barrio.people.models import Person

COMMUNE = "Comuna Lehigh"
TENANTS = ("Olga Ferrer", "Dwayne Mills", "Rocío Peña", "Lena Fox", "Samuel Cruz", "Tia Moss")
LIBRARY = {
    "en": "One library of tools for all councils, kept in the church hall on Lehigh Avenue.",
    "es": "Una sola biblioteca de herramientas para todos los consejos, en el salón de la iglesia "
    "de la avenida Lehigh.",
}
NIGHT_BUS = {
    "en": "We ask the city for a night bus on Lehigh Avenue, and go to the hearing together.",
    "es": "Pedimos a la ciudad un autobús nocturno por la avenida Lehigh y vamos juntos a la "
    "audiencia.",
}
JOINED, MET, MEETS = -18, -6, 12  # days from today


def load_federation(
    collectives: dict[str, Collective], users: dict[str, User], at: datetime
) -> None:
    """Both collectives of the demo join a commune that Carla keeps."""
    home, tenants = collectives["norris-square"], collectives["kensington-tenants"]
    ana, carla = user_actor(users["ana"]), user_actor(users["carla"])
    then = at + timedelta(days=JOINED)
    commune = _commune(users["carla"], then)
    _tenants(tenants, carla, then - timedelta(days=10))
    _join(home, commune, _act_to_join(home), ana, carla, then)
    own = _adopt(tenants, {"en": "Join the commune", "es": "Unirnos a la comuna"}, JOIN, carla,
                 then - timedelta(days=1))  # fmt: skip
    _join(tenants, commune, own, carla, carla, then)
    _decide_above(commune, carla, at)


def _act_to_join(home: Collective) -> Act:
    """By which the first assembly of the demo resolved to join."""
    acts = Act.objects.filter(collective=home).order_by("-number")
    return acts.filter(title__en="Join the commune").first() or acts[0]


def _commune(keeper: User, at: datetime) -> Collective:
    commune = found_collective(
        slug="comuna-lehigh", name=COMMUNE, kind=CollectiveKind.NETWORK, by=SYSTEM, at=at
    )
    for role in (Role.ADMINISTRATOR, Role.ORGANIZER, Role.SPOKESPERSON):
        grant_role(collective=commune, user=keeper, role=role, by=SYSTEM, at=at)
    by = user_actor(keeper)
    _rules(commune, "workplace_delegates", by, at)
    linking.set_terms(
        collective=commune, people_per_seat=40, most_seats=4, ratified_below=True, answer_days=30,
        act=None, by=by, at=at,
    )  # fmt: skip
    return commune


def _rules(collective: Collective, preset: str, by: Actor, at: datetime) -> None:
    values = {**RULES[preset], "residence_days": 0}
    found = rules.draft_rules(collective=collective, preset=preset, values=values, by=by, at=at)
    rules.begin_with(rule_set=found, by=by, at=at)


def _tenants(tenants: Collective, by: Actor, at: datetime) -> None:
    _rules(tenants, "tenants_union", by, at)
    for name in TENANTS:
        person = add_person(collective=tenants, name=name, language="en", by=by, at=at)
        roll.enter_on_roll(
            person=person, belonging=Belonging.MEMBER, since=date(2024, 3, 1), votes_from=None,
            by=by, at=at,
        )  # fmt: skip


def _join(
    below: Collective, above: Collective, act: Act, by: Actor, by_above: Actor, at: datetime
) -> None:
    """Cards, keys compared, the council's act, the commune's welcome, and who is sent."""
    for mine, theirs, who in ((below, above, by), (above, below, by_above)):
        card = documents.card(theirs, "", at)
        sister = documents.meet(collective=mine, text=card, by=who, at=at)
        documents.compare(sister=sister, by=who, at=at)
    sister = Sister.objects.get(collective=below, body=above.pk)
    linking.ask_to_join(sister=sister, act=act, by=by, at=at)
    asked = Link.objects.get(collective=above, sister__body=below.pk)
    linking.answer_join(link=asked, welcome=True, by=by_above, at=at)
    link = Link.objects.get(collective=below, sister=sister)
    people = list(_on_the_roll(below)[: (link.seats or 0) + 1])
    for seat, person in enumerate(people, start=1):
        is_alternate = seat > (link.seats or 0)
        delegates.name_delegate(
            link=link, person=person, seat=1 if is_alternate else seat,
            is_alternate=is_alternate, act=act, by=by, at=at,
        )  # fmt: skip


def _on_the_roll(collective: Collective) -> list[Person]:
    rows = RollEntry.objects.filter(collective=collective, ended_on__isnull=True)
    return [row.person for row in rows.select_related("person").order_by("person__added_on", "pk")]


def _adopt(
    collective: Collective, title: dict[str, str], texts: dict[str, str], by: Actor, met: datetime
) -> Act:
    """A short assembly in which everybody says yes aloud."""
    assembly = _convene(collective, title, by, met - timedelta(days=9), met)
    motion = _put(assembly, title, texts, by, met - timedelta(days=8))
    return _vote(assembly, motion, by, met)


def _convene(
    collective: Collective, title: dict[str, str], by: Actor, at: datetime, meets: datetime
) -> Assembly:
    assembly = convening.convene(
        collective=collective, title=title, place="Lehigh Ave, the church hall", starts_at=meets,
        items=[convening.Item(title, Matter.ORDINARY, 30)], by=by, at=at,
    )  # fmt: skip
    convening.give_notice(
        assembly=assembly, how="message", given_on=local_date(at, collective.time_zone), by=by,
        at=at,
    )  # fmt: skip
    return assembly


def _put(
    assembly: Assembly, title: dict[str, str], texts: dict[str, str], by: Actor, at: datetime
) -> motions.Motion:
    item = assembly.items.get(number=1)
    return motions.put_motion(item=item, title=title, texts=texts, by=by, at=at)


def _vote(assembly: Assembly, motion: motions.Motion, by: Actor, met: datetime) -> Act:
    people = list(assembly.snapshot.entries.values_list("person_id", flat=True))
    for person_id in people:
        presence.come(assembly=assembly, person_id=person_id, how=Arrival.NAME, by=by, at=met)
    presence.open_session(assembly=assembly, by=by, at=met + timedelta(minutes=5))
    then = met + timedelta(minutes=20)
    vote = voting.open_vote(motion=motion, method=Method.NOMINAL, by=by, at=then)
    for person_id in people:
        voting.cast_by_name(vote=vote, person_id=person_id, choice=Choice.YES, by=by, at=then)
    voting.close_named(vote=vote, by=by, at=then + timedelta(minutes=5))
    presence.close_session(assembly=assembly, by=by, at=then + timedelta(hours=1))
    return Act.objects.get(vote=vote)


def _decide_above(commune: Collective, by: Actor, at: datetime) -> None:
    """One act that waits for the councils, and one motion of which they have been told."""
    met = at + timedelta(days=MET)
    title = {"en": "A library of tools", "es": "Una biblioteca de herramientas"}
    before = met - timedelta(days=9)
    assembly = _convene(commune, title, by, before, met)
    motion = _put(assembly, title, LIBRARY, by, before)
    deciding.send_agenda(assembly=assembly, by=by, at=before)
    _vote(assembly, motion, by, met)
    title = {"en": "A night bus", "es": "Un autobús nocturno"}
    assembly = _convene(commune, title, by, at, at + timedelta(days=MEETS))
    _put(assembly, title, NIGHT_BUS, by, at)
    deciding.send_agenda(assembly=assembly, by=by, at=at)
