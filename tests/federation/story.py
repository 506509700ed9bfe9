"""A council and a commune, from joining to a proposal: step by step, on one server or on two.

Run as a program it does the steps that it reads, one a line, in the installation of its
environment, and prints what each left behind.
"""

import json
import sys
from pathlib import Path

STEPS = (
    ("north", "asks_to_join"),
    ("commune", "welcomes"),
    ("north", "names_its_delegates"),
    ("commune", "sends_its_agenda"),
    ("north", "binds_its_delegates"),
    ("commune", "decides"),
    ("north", "explains_and_ratifies"),
    ("commune", "carries_out"),
    ("north", "proposes"),
    ("commune", "takes_it_up"),
    ("north", "loses_a_delegate"),
    ("commune", "rejects_nobody"),
)
SLUGS = {"north": "north-council", "commune": "river-commune"}


def found(name, at):
    """Makes the body."""
    from barrio.federation.actions import linking
    from tests.bodies import make_body

    if name == "north":
        return make_body("North Council", at)
    body = make_body("River Commune", at, people=0)
    linking.set_terms(
        collective=body.collective, people_per_seat=2, most_seats=3, ratified_below=True,
        answer_days=30, act=None, by=body.by, at=at,
    )  # fmt: skip
    return body


def body_of(name, at):
    from barrio.accounts.models import Collective, User
    from barrio.core.actors import user_actor
    from barrio.people.models import Person
    from tests.bodies import Body

    slug = SLUGS[name]
    keeper, teller = (user_actor(User.objects.get(handle=f"{slug}-{n}")) for n in "ab")
    collective = Collective.objects.get(slug=slug)
    people = sorted(Person.objects.filter(collective=collective), key=lambda person: person.name)
    return Body(collective, keeper, teller, people, at)


def take(name, step, at):
    globals()[step](body_of(name, at), at)


# --- what the council does ---


def asks_to_join(north, at):
    from barrio.federation.actions import linking
    from barrio.federation.models import Sister

    sister = Sister.objects.get(collective=north.collective)
    linking.ask_to_join(sister=sister, act=north.act("Join"), by=north.by, at=at)


def link_of(body):
    from barrio.federation.models import Link

    return Link.objects.get(collective=body.collective)


def names_its_delegates(north, at):
    from barrio.federation.actions.delegates import name_delegate

    for seat, alternate, person in ((1, False, 0), (2, False, 1), (1, True, 2)):
        name_delegate(
            link=link_of(north), person=north.people[person], seat=seat, is_alternate=alternate,
            act=north.act("Delegates"), by=north.by, at=at,
        )  # fmt: skip


def binds_its_delegates(north, at):
    from barrio.federation.actions.deciding import give_mandate

    give_mandate(
        item=link_of(north).items.get(), act=north.act("Mandate"), strength="bound", choice="no",
        said="Ask for the night bus", by=north.by, at=at,
    )  # fmt: skip


def explains_and_ratifies(north, at):
    from barrio.federation.actions.deciding import explain
    from barrio.federation.actions.ratifying import ratify
    from barrio.federation.queries import to_answer, unexplained

    for vote in unexplained(north.collective.pk):
        explain(vote=vote, why="The price had fallen", by=north.by, at=at)
    for result in to_answer(north.collective.pk):
        ratify(result=result, is_ratified=True, act=north.act("Yes"), by=north.by, at=at)


def proposes(north, at):
    from barrio.federation.actions.deciding import propose

    propose(link=link_of(north), act=north.act("Night bus"), by=north.by, at=at)


def loses_a_delegate(north, at):
    from barrio.federation.actions.delegates import resign

    row = link_of(north).delegations.get(seat=1, is_alternate=False, ended_on=None)
    resign(delegation=row, by=north.by, at=at)


# --- what the commune does ---


def welcomes(commune, at):
    from barrio.federation.actions.linking import answer_join

    answer_join(link=link_of(commune), welcome=True, by=commune.by, at=at)


def sends_its_agenda(commune, at):
    from barrio.federation.actions.deciding import send_agenda

    assembly = commune.convene("Bus line")
    commune.put(assembly, "Bus line")
    send_agenda(assembly=assembly, by=commune.by, at=at)


def decides(commune, at):
    """The delegate in seat 1 was bound to a no."""
    from barrio.assemblies.models import Motion

    motion = Motion.objects.get(collective=commune.collective, title__en="Bus line")
    seats = link_of(commune).held_seats.filter(ended_on=None).order_by("number")
    said = {seat.person_id: "yes" for seat in seats}
    then = commune.open(motion.item.assembly)
    assert commune.by_name(motion, then, said)


def carries_out(commune, at):
    """The act binds: somebody can be charged with it."""
    from barrio.assemblies.actions.acts import give_duty
    from barrio.assemblies.models import Act
    from tests.cast import day_of

    act = Act.objects.get(collective=commune.collective)
    give_duty(act=act, what="Do it", who="Transport", due_on=day_of(at), by=commune.by, at=at)


def takes_it_up(commune, at):
    from barrio.federation.actions.deciding import take_up
    from barrio.federation.models import Proposal

    proposal = Proposal.objects.get(collective=commune.collective)
    assembly = commune.convene("Other business")
    take_up(proposal=proposal, assembly=assembly, matter="ordinary", by=commune.by, at=at)


def rejects_nobody(commune, at):
    """The alternate has taken the seat."""
    seats = link_of(commune).held_seats.filter(ended_on=None)
    assert sorted(seat.person.name for seat in seats) == ["North Council 1", "North Council 2"]


# --- what is left of it ---


def facts(name, at):
    """Everything that federation keeps of a body, without ids and without hours."""
    from django.db.models import F

    from barrio.federation import models as m

    def rows(model, *names, **named):
        found = model.objects.filter(**{model_path(model): body_of(name, at).collective})
        values = found.annotate(**{k: F(v) for k, v in named.items()})
        return sorted(map(list, values.values_list(*names, *named)), key=repr)

    def model_path(model):
        return {m.Answer: "link__collective", m.DelegateVote: "result__collective"}.get(
            model, "collective"
        )

    return {
        "sisters": rows(m.Sister, "name", "kind"),
        "links": rows(m.Link, "way", "state", "seats"),
        "delegations": rows(m.Delegation, "seat", "is_alternate", "end"),
        "seats": [
            [seat.number, seat.person.name, bool(seat.ended_on)]
            for seat in m.Seat.objects.filter(collective=body_of(name, at).collective).order_by(
                "number", "since", "ended_on"
            )
        ],
        "items": rows(m.UpperItem, "title", "texts"),
        "mandates": rows(m.Mandate, "strength", "choice", "said"),
        "mandates_seen": rows(m.MandateSeen, "strength", "choice", "said", "act_number"),
        "results": rows(m.UpperResult, "outcome", "yes", "no", "abstain", "standing", "texts"),
        "votes": rows(m.DelegateVote, "choice", "deviates", "explained", seat="delegation__seat"),
        "ratifiable": rows(m.Ratifiable, "standing", number="act__number"),
        "answers": rows(m.Answer, "reply", "act_number"),
        "ratified": rows(m.RatificationBelow, "is_ratified"),
        "proposals": rows(m.Proposal, "state", "title", "act_number"),
        "documents": rows(m.Document, "is_ours", "number", "kind"),
    }


def main():
    import django

    django.setup()
    from barrio.core.clock import now
    from barrio.federation.actions import documents
    from barrio.federation.delivery import deliver_waiting
    from barrio.federation.models import Sister

    for line in sys.stdin:
        verb, name, *more = line.split()
        if verb == "found":
            found(name, now())
        elif verb == "take":
            take(name, more[0], now())
        elif verb == "deliver":
            deliver_waiting(now())
        elif verb == "export":
            Path(more[0]).write_text(documents.bundle(Sister.objects.get()))
        elif verb == "import":
            collective = body_of(name, now()).collective
            documents.bring_in(collective=collective, text=Path(more[0]).read_text(), at=now())
        print(json.dumps(facts(name, now()) if verb == "facts" else verb), flush=True)


if __name__ == "__main__":
    main()
