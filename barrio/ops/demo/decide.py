"""A council that has met once, of whose acts one is done and one is late, and meets again."""

from datetime import date, datetime, time, timedelta

from barrio.accounts.models import Collective, User
from barrio.assemblies.actions import acts, convening, motions, presence, roll, rules, voting
from barrio.assemblies.actions.proxies import give_proxy
from barrio.assemblies.enums import Arrival, Belonging, Matter, Method, Secrecy
from barrio.assemblies.models import Act, AgendaItem, Assembly, RollEntry
from barrio.assemblies.presets import RULES
from barrio.census import actions as census
from barrio.core.actors import Actor, user_actor
from barrio.core.clock import local_date, moments_of
from barrio.facilitation import actions as facilitation
from barrio.floor import actions as floor
from barrio.people.models import Person
from barrio.planning import actions as planning
from barrio.undertakings import actions as undertakings
from barrio.undertakings.enums import Kind as UndertakingKind

ON_THE_ROLL = 60
IN_THE_HALL = 26
LAST_MET = 21  # days ago
MEETS_AGAIN = 9  # days from now

Both = dict[str, str]


def load_decide(home: Collective, users: dict[str, User], at: datetime) -> None:
    ana, ernesto = user_actor(users["ana"]), user_actor(users["ernesto"])
    met = _evening(home, at, -LAST_MET)
    before = met - timedelta(days=10)
    people = list(Person.objects.filter(collective=home).order_by("added_on", "pk")[:ON_THE_ROLL])
    _rules(home, ana, before)
    for person in people:
        roll.enter_on_roll(
            person=person, belonging=Belonging.LIVES, since=date(2024, 3, 1), votes_from=None,
            by=ana, at=before,
        )  # fmt: skip
    _belonging(home, people, ana, at)
    past = _convene(home, PAST, met, ana, before)
    _meet(past, people[:IN_THE_HALL], met, ana, ernesto)
    _carry_out(home, ana, at)
    _plan(home, people, ana, at)
    undertakings.begin(
        collective=home, kind=UndertakingKind.PROGRAMME, title=PARTIES, purpose=PARTIES_FOR,
        act=Act.objects.get(collective=home, number=3), by=ana, at=at,
    )  # fmt: skip
    coming = _convene(home, COMING, _evening(home, at, MEETS_AGAIN), ana, at)
    give_proxy(assembly=coming, giver_id=people[7].pk, holder_id=people[2].pk, by=ana, at=at)
    gives_way_to = {"en": "young people, night workers", "es": "jóvenes, quienes trabajan de noche"}
    facilitation.tell_access(
        assembly=coming, step_free=True, childcare=True, food=True, captions=True,
        interpretation={"en": "Spanish and English, whispered by neighbours",
                        "es": "español e inglés, en voz baja, por vecinos"},
        by=ana, at=at,
    )  # fmt: skip
    floor.set_floor(assembly=coming, seconds=120, gives_way_to=gives_way_to, by=ana, at=at)


def _belonging(home: Collective, people: list[Person], ana: Actor, at: datetime) -> None:
    """A letter for the school, and somebody who says that they are missing on the roll."""
    entry = RollEntry.objects.select_related("person", "collective").get(
        collective=home, person=people[3]
    )
    today = local_date(at, home.time_zone)
    census.issue_letter(
        entry=entry, address="", purpose="Inscripción en la escuela",
        good_until=today + timedelta(days=90), by=ana, at=at,
    )  # fmt: skip
    missing = Person.objects.filter(collective=home).exclude(
        pk__in=RollEntry.objects.filter(collective=home).values("person_id")
    )
    census.file_challenge(
        person=missing.order_by("added_on", "pk").first(), claim="on",
        why="Vive con su hermana desde marzo; lo dice ella y lo dice la vecina.", by=ana, at=at,
    )  # fmt: skip


PAST = (
    {"en": "Founding assembly", "es": "Asamblea constituyente"},
    [
        convening.Item(
            {"en": "The rules we decide under", "es": "Las reglas con que decidimos"}, Matter.RULES
        ),
        convening.Item({"en": "The boiler on Howard St", "es": "La caldera de la calle Howard"},
                       Matter.ORDINARY, 30),
        convening.Item({"en": "Money for the block party", "es": "Dinero para la fiesta de la cuadra"},
                       Matter.MONEY),
        convening.Item({"en": "Who looks after what", "es": "Quién cuida qué"}, Matter.ORDINARY),
        convening.Item({"en": "Join the commune", "es": "Unirnos a la comuna"}, Matter.ORDINARY),
        convening.Item({"en": "A plan for next year", "es": "Un plan para el año que viene"},
                       Matter.ORDINARY),
    ],
)  # fmt: skip
COMING = (
    {"en": "Assembly of the neighbourhood", "es": "Asamblea del barrio"},
    [
        convening.Item({"en": "What became of our acts", "es": "Qué se hizo de lo acordado"},
                       Matter.ORDINARY),
        convening.Item({"en": "Homework room on Tuesdays", "es": "Sala de tareas los martes"},
                       Matter.ORDINARY, 20),
        convening.Item({"en": "Who keeps the money", "es": "Quién cuida el dinero"},
                       Matter.ORDINARY, 30, Secrecy.TRACKED),
    ],
)  # fmt: skip
PARTIES = {"en": "Block parties", "es": "Fiestas de cuadra"}
PARTIES_FOR = {
    "en": "Neighbours meet, eat and say what has to change.",
    "es": "Que los vecinos se conozcan, coman y digan qué tiene que cambiar.",
}
BOILER = {
    "en": "We ask the owner in writing for a new boiler before the first of December.",
    "es": "Pedimos por escrito al dueño una caldera nueva antes del primero de diciembre.",
}
BOILER_AMENDED = {
    "en": "We ask the owner in writing for a new boiler before the fifteenth of November, and go "
    "to his office together if he does not answer.",
    "es": "Pedimos por escrito al dueño una caldera nueva antes del quince de noviembre, y vamos "
    "juntos a su oficina si no contesta.",
}
COMMISSIONS = {
    "en": "A finance commission and a social controllership, with the people named in the hall.",
    "es": "Una comisión de finanzas y una contraloría social, con las personas nombradas en la "
    "sala.",
}
JOIN = {
    "en": "We link ourselves to Comuna Lehigh on its terms.",
    "es": "Nos vinculamos a la Comuna Lehigh con sus condiciones.",
}
PLAN = {
    "en": "We plan next year together. What was found at the doors is our diagnosis; now we say "
    "what comes first.",
    "es": "Planificamos juntos el año que viene. Lo que se encontró en las puertas es nuestro "
    "diagnóstico; ahora decimos qué va primero.",
}
FOUND = (
    (
        "need",
        {
            "en": "No light on the path through the square",
            "es": "Falta luz en el camino de la plaza",
        },
        140,
    ),
    (
        "need",
        {
            "en": "Nobody looks after children after three",
            "es": "Después de las tres nadie cuida a los niños",
        },
        60,
    ),
    ("need", {"en": "Rats behind the bakery", "es": "Ratas detrás de la panadería"}, 35),
    (
        "strength",
        {
            "en": "Two electricians and a welder live here",
            "es": "Aquí viven dos electricistas y una soldadora",
        },
        3,
    ),
)
PROPOSED = (
    (
        0,
        {"en": "Lamps along the path", "es": "Luces en el camino"},
        {
            "en": "Six solar lamps, put up by our own electricians.",
            "es": "Seis lámparas solares, puestas por nuestros electricistas.",
        },
        900,
    ),
    (
        1,
        {"en": "Homework room on three days", "es": "Sala de tareas tres días"},
        {
            "en": "The community room from three to six, with two of us each day.",
            "es": "La sala comunitaria de tres a seis, con dos personas cada día.",
        },
        1200,
    ),
    (
        0,
        {"en": "Light in the square", "es": "Luz en la plaza"},
        {
            "en": "That one can walk through it in the evening.",
            "es": "Que de noche se pueda pasar.",
        },
        None,
    ),
)
PARTY = {
    "en": "The block party gets 300 dollars for food and chairs.",
    "es": "La fiesta de la cuadra recibe 300 dólares para comida y sillas.",
}


def _evening(home: Collective, at: datetime, days: int) -> datetime:
    day = local_date(at, home.time_zone) + timedelta(days=days)
    return moments_of(datetime.combine(day, time(18, 30)), home.time_zone)[0]


def _rules(home: Collective, by: Actor, at: datetime) -> None:
    found = rules.draft_rules(
        collective=home,
        preset="communal_council",
        values={**RULES["communal_council"], "proxies": 1},
        by=by,
        at=at,
    )
    rules.begin_with(rule_set=found, by=by, at=at)


def _convene(
    home: Collective,
    plan: tuple[Both, list[convening.Item]],
    starts_at: datetime,
    by: Actor,
    at: datetime,
) -> Assembly:
    title, items = plan
    assembly = convening.convene(
        collective=home, title=title, place="Norris Sq, the community room", starts_at=starts_at,
        items=items, by=by, at=at,
    )  # fmt: skip
    today = local_date(at, home.time_zone)
    for how, reached in (("poster", None), ("door", 140)):
        convening.give_notice(
            assembly=assembly, how=how, given_on=today, reached=reached, by=by, at=at
        )
    return assembly


def _meet(
    assembly: Assembly, people: list[Person], met: datetime, ana: Actor, ernesto: Actor
) -> None:
    for number, person in enumerate(people):
        presence.come(
            assembly=assembly, person_id=person.pk, how=Arrival.NAME, by=ana,
            at=met - timedelta(minutes=20) + timedelta(seconds=30 * number),
        )  # fmt: skip
    presence.open_session(assembly=assembly, by=ana, at=met + timedelta(minutes=5))
    clock = Clock(met + timedelta(minutes=6))
    agenda = {item.number: item for item in assembly.items.all()}
    _share_the_work(assembly, people, ana, clock)
    draft = rules.rules_in_force(assembly.collective)
    text = {"en": "We decide under these rules.", "es": "Decidimos con estas reglas."}
    _decide(agenda[1], agenda[1].title, text, (25, 0, 1), (ana, ernesto), clock, rule_set=draft)
    boiler = _put(agenda[2], agenda[2].title, BOILER, ana, clock)
    _talk(assembly, people, ana, clock)
    title = {"en": "Sooner, and together", "es": "Antes, y en grupo"}
    change = _put(agenda[2], title, BOILER_AMENDED, ana, clock, amends=boiler)
    _vote(change, (19, 4, 3), (ana, ernesto), clock)
    _vote(boiler, (24, 0, 2), (ana, ernesto), clock)
    _decide(agenda[3], agenda[3].title, PARTY, (21, 3, 2), (ana, ernesto), clock)
    _decide(agenda[4], agenda[4].title, COMMISSIONS, (24, 1, 1), (ana, ernesto), clock)
    _decide(agenda[5], agenda[5].title, JOIN, (26, 0, 0), (ana, ernesto), clock)
    _decide(agenda[6], agenda[6].title, PLAN, (25, 0, 1), (ana, ernesto), clock)
    presence.close_session(assembly=assembly, by=ana, at=clock.later(5))


def _plan(home: Collective, people: list[Person], ana: Actor, at: datetime) -> None:
    """Begun by an act that closed the diagnosis; what comes first is asked, and people propose."""
    act = Act.objects.filter(collective=home).latest("number")
    title = {"en": "Plan for next year", "es": "Plan del año que viene"}
    plan = planning.begin_plan(collective=home, title=title, act=act, by=ana, at=at)
    found = [
        planning.add_finding(plan=plan, kind=kind, title=text, people=n, by=ana, at=at)
        for kind, text, n in FOUND
    ]
    planning.close_phase(plan=plan, act=act, by=ana, at=at)
    for n, person in enumerate(people[:20]):
        for finding in {found[n % 2], found[n % 3]}:
            planning.give_point(finding=finding, person_id=person.pk, by=ana, at=at)
    ideas = []
    for n, (answers, name, texts, cost) in enumerate(PROPOSED):
        idea = planning.propose(
            plan=plan, title=name, texts=texts, author_id=people[n].pk, finding=found[answers],
            by=ana, at=at,
        )  # fmt: skip
        if cost:
            planning.reckon(
                idea=idea, cost=cost, reckoned="Dos cotizaciones, noviembre", by=ana, at=at
            )
        for person in people[5 : 24 - 5 * n]:
            planning.support(idea=idea, person_id=person.pk, by=ana, at=at)
        ideas.append(idea)
    planning.offer_merge(idea=ideas[2], into=ideas[0], by=ana, at=at)


def _share_the_work(assembly: Assembly, people: list[Person], ana: Actor, clock: "Clock") -> None:
    """Six offer, and dice say who facilitates, who keeps the list and who the time."""
    for person in people[3:9]:
        facilitation.offer_part(assembly=assembly, person_id=person.pk, by=ana, at=clock.later(0))
    for role, dice in (("facilitator", "35216"), ("list", "11463"), ("time", "62254")):
        facilitation.draw_part(assembly=assembly, role=role, dice=dice, by=ana, at=clock.later(0))


def _talk(assembly: Assembly, people: list[Person], ana: Actor, clock: "Clock") -> None:
    """Three speak by the list, then the hall shows what it thinks."""
    turns = [
        floor.ask_turn(
            assembly=assembly, person_id=person.pk, kind="speak", is_given_way=n == 2, by=ana,
            at=clock.later(0),
        )
        for n, person in enumerate(people[:3])
    ]  # fmt: skip
    for turn in turns:
        floor.give_turn(turn=turn, by=ana, at=clock.later(0))
        floor.end_turn(turn=turn, by=ana, at=clock.later(2))
    question = {"en": "All of us in one letter?", "es": "¿Todos en una sola carta?"}
    pulse = floor.open_pulse(assembly=assembly, question=question, by=ana, at=clock.later(0))
    for n, person in enumerate(people):
        sign = "down" if n % 9 == 8 else "level" if n % 4 == 3 else "up"
        floor.show_hand(pulse=pulse, person_id=person.pk, sign=sign, by=ana, at=clock.later(0))
    floor.close_pulse(pulse=pulse, by=ana, at=clock.later(1))


class Clock:
    """Minutes of an evening."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def later(self, minutes: int = 2) -> datetime:
        self.at += timedelta(minutes=minutes)
        return self.at


def _put(
    item: AgendaItem, title: Both, texts: Both, by: Actor, clock: Clock, **more: object
) -> motions.Motion:
    return motions.put_motion(item=item, title=title, texts=texts, by=by, at=clock.later(), **more)


def _vote(
    motion: motions.Motion, counted: tuple[int, int, int], tellers: tuple[Actor, Actor],
    clock: Clock,
) -> None:  # fmt: skip
    vote = voting.open_vote(motion=motion, method=Method.HANDS, by=tellers[0], at=clock.later())
    yes, no, abstain = counted
    for teller in tellers:
        voting.hand_in_count(
            vote=vote, yes=yes, no=no, abstain=abstain, by=teller, at=clock.later(1)
        )


def _decide(
    item: AgendaItem, title: Both, texts: Both, counted: tuple[int, int, int],
    tellers: tuple[Actor, Actor], clock: Clock, **more: object,
) -> None:  # fmt: skip
    facilitation.begin_item(item=item, by=tellers[0], at=clock.later(0))
    _vote(_put(item, title, texts, tellers[0], clock, **more), counted, tellers, clock)


def _carry_out(home: Collective, by: Actor, at: datetime) -> None:
    today = local_date(at, home.time_zone)
    made = {act.number: act for act in Act.objects.filter(collective=home)}
    met = made[2].adopted_at
    letter = acts.give_duty(
        act=made[2], what="Escribir al dueño", who="Comisión de vivienda",
        due_on=today - timedelta(days=12), by=by, at=met,
    )  # fmt: skip
    acts.settle_duty(
        duty=letter, done=True, said="Entregada con 31 firmas; firmó el recibo.", by=by,
        at=at - timedelta(days=13),
    )  # fmt: skip
    acts.give_duty(
        act=made[2], what="Ir juntos a la oficina del dueño", who="Comisión de vivienda",
        due_on=today - timedelta(days=2), by=by, at=met,
    )  # fmt: skip
    acts.give_duty(
        act=made[3], what="Comprar comida y pedir sillas prestadas", who="Comisión de fiestas",
        due_on=today + timedelta(days=14), by=by, at=met,
    )  # fmt: skip
