"""Two collectives with one of everything, every personal field a canary string."""

import uuid
from datetime import time, timedelta
from types import SimpleNamespace
from uuid import uuid4

from barrio.accounts.actions import invite
from barrio.accounts.models import Device, Grant
from barrio.alerts.actions import compose_alert, decide_report, take_report
from barrio.assemblies.actions import (
    convening,
    motions,
    options,
    passes,
    presence,
    roll,
    rules,
    voting,
)
from barrio.assemblies.actions.acts import give_duty
from barrio.assemblies.actions.consensus import take_stance
from barrio.assemblies.actions.proxies import give_proxy
from barrio.assemblies.actions.writing import write_notice
from barrio.assemblies.models import Act
from barrio.assemblies.presets import RULES
from barrio.canvass.actions import assign_turf, cut_turf, open_canvass
from barrio.canvass.launching import add_walker, open_launch
from barrio.canvass.models import Attempt
from barrio.census import actions as census
from barrio.comms.actions.answers import take_inbound_text
from barrio.comms.actions.messages import compose, send_to_one
from barrio.comms.actions.subscribers import subscribe
from barrio.comms.links import make_token
from barrio.comms.models import Reply
from barrio.core.actors import SYSTEM, user_actor
from barrio.core.geo import subscription_cell
from barrio.core.ids import uuid7
from barrio.events.actions import Plan, plan_event
from barrio.facilitation import actions as facilitation
from barrio.federation.actions.deciding import give_mandate
from barrio.federation.actions.delegates import name_delegate
from barrio.federation.actions.linking import set_terms
from barrio.federation.models import DelegateVote, Link, Proposal, Sister, UpperItem, UpperResult
from barrio.floor import actions as floor
from barrio.grievances.actions import hear_grievance
from barrio.offices.actions import commissions, recalling
from barrio.paper.actions import print_sheet, sign_tally
from barrio.people.actions import add_person, record_consent
from barrio.people.importing.actions import begin_import
from barrio.phonebank import actions as banks
from barrio.phonebank.calls import Heard, record_call, send_text
from barrio.places.enums import SiteKind
from barrio.places.models import Area, Site, Street
from barrio.planning import actions as planning
from barrio.runtime.jobs import start_job
from barrio.undertakings import actions as undertakings
from tests.cast import day_of, make_door
from tests.treasure_world import build_treasury

CELL = subscription_cell(39.98, -75.13)
AREA = {
    "type": "Polygon",
    "coordinates": [[[-75.2, 39.9], [-75.1, 39.9], [-75.1, 40], [-75.2, 39.9]]],
}


def build(collective, staff, tag: str, at) -> SimpleNamespace:
    """One of everything in `collective`. `staff` names who plays which part there."""
    organizer, canvasser, dispatcher = staff["organizer"], staff["canvasser"], staff["dispatcher"]
    by = user_actor(organizer)
    site = Site.objects.create(
        collective=collective,
        kind=SiteKind.NEIGHBOURHOOD,
        name=f"Site {tag}",
        lat=39.98,
        lon=-75.13,
    )
    street = Street.objects.create(collective=collective, name=f"Street {tag}", lines=[])
    area = Area.objects.create(
        collective=collective,
        name=f"Area {tag}",
        geometry=AREA,
        south=39.9,
        west=-75.2,
        north=40,
        east=-75.1,
    )
    doors = [make_door(collective, street, site, number) for number in (2101, 2102, 2103)]
    person = add_person(
        collective=collective,
        name=f"CNRY-person-name-{tag} Surname",
        notes=f"CNRY-person-notes-{tag}",
        phone="+12155550101",
        email=f"cnry-person-email-{tag}@example.org",
        language="en",
        dwelling=doors[0],
        by=by,
        at=at,
    )
    canvass = open_canvass(
        collective=collective,
        name=f"Round {tag}",
        opening={"en": "Hello"},
        questions=[],
        by=by,
        at=at,
    )
    turf = cut_turf(canvass=canvass, name="Turf", dwellings=doors, by=by, at=at)
    assignment = assign_turf(
        turf=turf,
        user=canvasser,
        since=at - timedelta(hours=1),
        until=at + timedelta(hours=5),
        by=by,
        at=at,
    )
    attempt = Attempt(
        id=uuid7(),
        key_id=turf.pk,
        collective=collective,
        turf=turf,
        dwelling=doors[0],
        by=canvasser,
        result="spoke",
        made_at=at,
        received_at=at,
        to_mend=True,
        promised=True,
        speaks=True,
    )
    attempt.seal(
        contact={"name": f"CNRY-contact-{tag}", "phone": "", "email": ""},
        promise=f"CNRY-promise-{tag}",
        speaks="ht",
    )
    attempt.save(force_insert=True)
    launch = open_launch(
        canvass=canvass, place=f"CNRY-launch-{tag}", trouble="+12155550102", by=by, at=at
    )
    walker = add_walker(launch=launch, name=f"CNRY-walker-{tag}", by=by, at=at)
    sheet = print_sheet(turf=turf, language="en", with_names=True, by=by, at=at)
    figures = {"doors_knocked": 1, "answered": 1, "spoke": 1, "refused": 0}
    sign_tally(of=sheet, figures=figures, walker=f"CNRY-tally-walker-{tag}", by=by, at=at)
    grievance = hear_grievance(
        collective=collective,
        words=f"CNRY-grievance-words-{tag}",
        topic="housing",
        language="en",
        encounter_kind="test",
        encounter_id=tag,
        by=by,
        at=at,
    )
    report, confirmed = (
        take_report(
            collective=collective,
            kind="fire",
            words=f"CNRY-report-words-{tag}",
            place=f"CNRY-report-place-{tag}",
            contact=f"CNRY-report-contact-{tag}",
            language="en",
            by=SYSTEM,
            at=at,
        )
        for _number in range(2)
    )
    dispatch = user_actor(dispatcher)
    decide_report(report=confirmed, state="confirmed", by=dispatch, at=at)
    alert = compose_alert(
        collective=collective,
        kind="fire",
        centre=CELL,
        radius=0,
        place_name="Corner",
        report=confirmed,
        by=dispatch,
        at=at,
    )
    endpoint = subscribe(
        collective=collective,
        language="en",
        topic="alerts",
        cells=[CELL],
        channel="email",
        address=f"cnry-endpoint-{tag}@example.org",
        confirmed=True,
        by=by,
        at=at,
    )
    message = compose(
        collective=collective,
        reach="single",
        topic="news",
        template="test",
        texts={"en": ("Title", "Body")},
        by=SYSTEM,
        at=at,
    )
    delivery = send_to_one(message=message, endpoint=endpoint, by=SYSTEM, at=at)
    raw = f"Name,Phone\nCNRY-import-{tag},215 555 0177\n".encode()
    batch = begin_import(
        collective=collective, user=organizer, filename="list.csv", raw=raw, by=by, at=at
    )
    invitation, token = invite(
        collective=collective,
        role="member",
        language="en",
        by=user_actor(staff["administrator"]),
        at=at,
    )
    device = Device.objects.create(
        user=organizer,
        session_key=uuid.uuid4().hex,
        kind="Firefox",
        first_seen_at=at,
        last_seen_at=at,
    )
    job = start_job("test", collective_id=collective.pk, user_id=organizer.pk, total=1, at=at)
    event, _internal = (
        plan_event(
            collective=collective,
            event_id=uuid7(),
            plan=Plan(
                kind="meeting",
                title_en=title,
                description_en=title,
                place="Corner",
                site_id=site.pk,
                starts_at=at + timedelta(hours=30),
                ends_at=at + timedelta(hours=32),
                is_public=is_public,
            ),
            by=by,
            at=at,
        )
        for title, is_public in ((f"Meeting {tag}", True), (f"CNRY-event-internal-{tag}", False))
    )
    called = build_banks(collective, canvass, staff, tag, at)
    decided = build_council(collective, person, staff, tag, at)
    return SimpleNamespace(
        **called,
        **decided,
        tag=tag,
        event_id=event.pk,
        slug=collective.slug,
        site_id=site.pk,
        street_id=street.pk,
        area_id=area.pk,
        dwelling_id=doors[0].pk,
        person_id=person.pk,
        point_id=person.contact_points.first().pk,
        canvass_id=canvass.pk,
        turf_id=turf.pk,
        assignment_id=assignment.pk,
        attempt_id=attempt.pk,
        sheet_id=sheet.pk,
        launch_id=launch.pk,
        walker_id=walker.pk,
        grievance_id=grievance.pk,
        report_id=report.pk,
        confirmed_id=confirmed.pk,
        alert_id=alert.pk,
        message_id=alert.message_id,
        import_id=batch.pk,
        invitation_id=invitation.pk,
        invitation_token=token,
        grant_id=Grant.objects.filter(collective=collective).first().pk,
        device_id=device.pk,
        job_id=job.pk,
        delivery_token=make_token("delivery", delivery.pk),
        subscriber_token=make_token("subscriber", endpoint.subscriber_id),
        endpoint_token=make_token("endpoint", endpoint.pk),
    )


def build_council(collective, person, staff, tag, at):
    """An assembly in session that adopted one act by name and votes on an amendment by hands."""
    by = user_actor(staff["organizer"])
    before, meets = at - timedelta(days=10), at - timedelta(hours=1)
    rule_set = rules.draft_rules(
        collective=collective, preset="general_assembly",
        values={**RULES["general_assembly"], "consensus": False, "proxies": 1,
                "calls": [{"percent": 0, "after_minutes": 0}]},
        by=by, at=before,
    )  # fmt: skip
    rules.begin_with(rule_set=rule_set, by=by, at=before)
    entry = roll.enter_on_roll(
        person=person, belonging="lives", since=day_of(before), votes_from=None, by=by, at=before
    )
    absent = add_person(
        collective=collective, name=f"CNRY-person-name-{tag} Absent", language="en", by=by, at=at
    )
    roll.enter_on_roll(
        person=absent, belonging="lives", since=day_of(before), votes_from=None, by=by, at=before
    )
    both = {"en": "Water", "es": "Agua"}
    assembly = convening.convene(
        collective=collective, title=both, place="Hall", starts_at=meets,
        items=[convening.Item(both, "ordinary"), convening.Item(both, "money")],
        by=by, at=before,
    )  # fmt: skip
    convening.give_notice(
        assembly=assembly, how="poster", given_on=day_of(before), by=by, at=before
    )
    proxy = give_proxy(assembly=assembly, giver_id=absent.pk, holder_id=person.pk, by=by, at=before)
    there = presence.come(assembly=assembly, person_id=person.pk, how="name", by=by, at=meets)
    presence.open_session(assembly=assembly, by=by, at=meets)
    first, second = assembly.items.all()
    texts = {"en": "We mend it.", "es": "Lo arreglamos."}
    moment = meets + timedelta(minutes=1)
    adopted = motions.put_motion(item=first, title=both, texts=texts, by=by, at=moment)
    vote = voting.open_vote(motion=adopted, method="nominal", by=by, at=moment)
    moment = meets + timedelta(minutes=2)
    voting.cast_by_name(vote=vote, person_id=person.pk, choice="yes", by=by, at=moment)
    voting.close_named(vote=vote, by=by, at=moment)
    act = Act.objects.get(collective=collective)
    duty = give_duty(act=act, what="Pipe", who="Work", due_on=day_of(at), by=by, at=at)
    resolved = undertakings.begin(
        collective=collective, kind="network", title=both, purpose=both, act=act, by=by, at=at
    )
    motion = motions.put_motion(item=second, title=both, texts=texts, by=by, at=moment)
    amendment = motions.put_motion(
        item=second, title=both, texts={"en": "We do."}, amends=motion, by=by, at=moment
    )
    chosen = motions.put_motion(item=second, title=both, texts=texts, by=by, at=moment)
    option = options.add_option(motion=chosen, title=both, by=by, at=moment)
    hall_pass = passes.give_pass(assembly=assembly, person_id=person.pk, by=by, at=moment)
    counted = voting.open_vote(motion=amendment, method="hands", by=by, at=at)
    agreed = motions.put_motion(item=first, title=both, texts=texts, by=by, at=moment)
    sought = voting.open_vote(motion=agreed, method="consensus", by=by, at=moment)
    take_stance(vote=sought, person_id=person.pk, stand="aside", why="Not me", by=by, at=moment)
    facilitation.offer_part(assembly=assembly, person_id=person.pk, by=by, at=moment)
    part = facilitation.give_part(
        assembly=assembly, person_id=person.pk, role="facilitator", by=by, at=moment
    )
    facilitation.write_caption(
        assembly=assembly, language="en", text="Good evening", by=by, at=moment
    )
    missing = add_person(
        collective=collective, name=f"CNRY-person-name-{tag} Missing", language="en", by=by, at=at
    )
    letter = census.issue_letter(
        entry=entry, address="", purpose="", good_until=day_of(at), by=by, at=at
    )
    challenge = census.file_challenge(person=missing, claim="on", why="Here", by=by, at=at)
    subscribe(
        collective=collective, language="en", topic="news", cells=[CELL], channel="email",
        address=f"news-{tag}@example.org", confirmed=True, by=by, at=at,
    )  # fmt: skip
    written = write_notice(assembly=assembly, by=by, at=at)
    asked = floor.ask_turn(
        assembly=assembly, person_id=person.pk, kind="point", is_given_way=False, by=by, at=moment
    )
    pulse = floor.open_pulse(assembly=assembly, question=both, by=by, at=moment)
    floor.show_hand(pulse=pulse, person_id=person.pk, sign="up", by=by, at=moment)
    return {
        "turn_id": asked.pk,
        "written_id": written.pk,
        "letter_id": letter.pk,
        "letter_token": make_token("letter", letter.pk),
        "challenge_id": challenge.pk,
        "part_id": part.pk,
        "pulse_id": pulse.pk,
        "rules_id": rule_set.pk,
        "entry_id": entry.pk,
        "assembly_id": assembly.pk,
        "presence_id": there.pk,
        "proxy_id": proxy.pk,
        "undertaking_id": resolved.pk,
        "item_id": second.pk,
        "motion_id": motion.pk,
        "vote_id": counted.pk,
        "consensus_id": sought.pk,
        "option_id": option.pk,
        "ballot_kind": "blt",
        "pass_id": hall_pass.pk,
        "hall_token": make_token("hall", hall_pass.pk),
        "act_id": act.pk,
        "duty_id": duty.pk,
        **build_federation(collective, act, tag, by, at),
        **build_offices(collective, act, tag, by, at),
        **build_treasury(collective, act, tag, by, at),
        **build_plan(collective, act, entry, by, at),
        "amendment_id": uuid4(),  # minutes of an assembly in session have none
        "proof_slug": collective.slug,
        "proof": act.hash,
    }


def build_federation(collective, act, tag, by, at):
    """A body above, where a delegate bound to a yes voted no, and a body below that proposes."""
    above, below = (
        Sister.objects.create(
            collective=collective, body=uuid4(), name=name, kind="council", public="a" * 64,
            compared_at=at, compared_by_id=by.user_id,
        )
        for name in ("Above", "Below")
    )  # fmt: skip
    set_terms(
        collective=collective, people_per_seat=9, most_seats=2, ratified_below=True,
        answer_days=30, act=None, by=by, at=at,
    )  # fmt: skip
    linked = {"collective": collective, "state": "linked", "census": 9, "seats": 1,
              "asked_at": at, "linked_at": at}  # fmt: skip
    up = Link.objects.create(sister=above, way="up", act=act, **linked)
    down = Link.objects.create(
        sister=below, way="down", their_act={"number": 1, "hash": "b" * 64, "title": {}}, **linked
    )
    speaks = add_person(
        collective=collective, name=f"CNRY-delegate-{tag}", language="en", by=by, at=at
    )
    delegation = name_delegate(
        link=up, person=speaks, seat=1, is_alternate=False, act=act, by=by, at=at
    )
    both = {"collective": collective, "link": up, "starts_at": at, "title": {"en": "Bus"}}
    ahead = UpperItem.objects.create(motion=uuid4(), **both)
    item = UpperItem.objects.create(motion=uuid4(), **both)
    mandate = give_mandate(
        item=item, act=act, strength="bound", choice="yes", said="", by=by, at=at
    )
    result = UpperResult.objects.create(
        collective=collective, item=item, outcome="carried", yes=1, no=1, abstain=0, by_name=True,
        act=uuid4(), act_number=3, act_hash="c" * 64, standing="awaiting", at=at,
    )  # fmt: skip
    vote = DelegateVote.objects.create(
        result=result, delegation=delegation, mandate=mandate, choice="no", deviates=True
    )
    proposal = Proposal.objects.create(
        collective=collective, link=down, mark=uuid4(), title={"en": "Clinic"}, act_number=2,
        act_hash="d" * 64, at=at,
    )  # fmt: skip
    return {
        "sister_id": above.pk,
        "link_id": up.pk,
        "delegation_id": delegation.pk,
        "upper_item_id": ahead.pk,
        "result_id": result.pk,
        "delegate_vote_id": vote.pk,
        "proposal_id": proposal.pk,
        "body_id": collective.pk,
    }


def build_plan(collective, act, entry, by, at):
    """A plan with two proposals to be merged, and one of which a proposal is carried out."""
    both = {"en": "Lamps", "es": "Luces"}

    def begin():
        return planning.begin_plan(collective=collective, title=both, act=act, by=by, at=at)

    def propose(plan):
        return planning.propose(
            plan=plan, title=both, texts=both, author_id=entry.person_id, finding=None, by=by, at=at
        )

    plan, chosen_in = begin(), begin()
    finding = planning.add_finding(plan=plan, kind="need", title=both, people=None, by=by, at=at)
    idea, into = propose(plan), propose(plan)
    offer = planning.offer_merge(idea=idea, into=into, by=by, at=at)
    chosen = propose(chosen_in)
    planning.reckon(idea=chosen, cost=9, reckoned="Quote", by=by, at=at)
    for _phase in range(3):
        planning.close_phase(plan=chosen_in, act=act, by=by, at=at)
    planning.choose(idea=chosen, act=act, by=by, at=at)
    step = planning.add_step(idea=chosen, what="Buy", who="Works", due_on=day_of(at), by=by, at=at)
    return {
        "plan_id": plan.pk,
        "finding_id": finding.pk,
        "idea_id": idea.pk,
        "offer_id": offer.pk,
        "step_id": step.pk,
        "planner_token": make_token("planner", entry.pk),
    }


def build_offices(collective, act, tag, by, at):
    """A commission of one, who has an interest of their own and whose recall is asked for."""
    commission = commissions.found_commission(
        act=act, kind="finance", name={"en": "Money"}, seats=3, alternates=0, by=by, at=at
    )
    speaks = add_person(
        collective=collective, name=f"CNRY-delegate-{tag}", language="en", by=by, at=at
    )
    roll.enter_on_roll(
        person=speaks, belonging="lives", since=day_of(at), votes_from=None, by=by, at=at
    )
    (term,) = commissions.begin_terms(
        act=act, commission=commission, principals=[speaks.pk], alternates=[],
        begins_on=day_of(at), by=by, at=at,
    )  # fmt: skip
    conflict = commissions.declare_conflict(term=term, about="Paint", by=by, at=at)
    handover = commissions.list_handover(commission=commission, what="Keys", by=by, at=at)
    petition = recalling.begin_recall(
        term=term, ground="alone", words="Sold the chairs", by_controllership=True, by=by, at=at
    )
    return {
        "commission_id": commission.pk,
        "term_id": term.pk,
        "conflict_id": conflict.pk,
        "handover_id": handover.pk,
        "petition_id": petition.pk,
    }


def build_banks(collective, canvass, staff, tag, at):
    """A bank of calls in which the canvasser has somebody, and one of texts with a reply."""
    by, caller = user_actor(staff["organizer"]), user_actor(staff["canvasser"])
    people = [
        add_person(
            collective=collective,
            name=f"Cnry-first-{tag} CNRY-called-surname-{tag}",
            phone=phone,
            language="en",
            by=by,
            at=at - timedelta(days=60),
        )
        for phone in ("+12155550188", "+12155550189")
    ]
    for person in people:
        record_consent(person=person, purpose="organising", given=True, how="face", by=by, at=at)
    texts = {"en": "Hi {first_name}", "es": "Hola {first_name}"}
    made = {}
    for kind in ("text", "call"):
        made[kind] = bank = banks.open_bank(
            collective=collective, canvass=canvass, name=f"{kind} {tag}", kind=kind,
            texts=texts if kind == "text" else {}, opens=time(0), closes=time(23, 59, 59),
            by=by, at=at,
        )  # fmt: skip
        banks.fill_bank(bank=bank, by=by, at=at)
    texted = banks.claim_next(bank=made["text"], language="en", by=caller, at=at)
    send_text(line=texted, call_id=uuid7(), by=caller, at=at)
    number = texted.person.contact_points.get().value
    take_inbound_text(
        collective=collective, number=number, text=f"CNRY-reply-{tag}", by=SYSTEM, at=at
    )
    line = banks.claim_next(bank=made["call"], language="en", by=caller, at=at)
    heard = Heard(note=f"CNRY-call-note-{tag}")
    call = record_call(
        line=line, call_id=uuid7(), outcome="no_answer", heard=heard, by=caller, at=at
    )
    return {
        "bank_id": made["call"].pk,
        "line_id": texted.pk,
        "call_id": call.pk,
        "reply_id": Reply.objects.get(collective=collective).pk,
    }
