"""What the pages of assemblies do with what people type and press."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from barrio.assemblies.differences import differences
from barrio.assemblies.models import Act, Assembly, Duty, Notice, RollEntry, RuleSet, Vote
from barrio.assemblies.presets import RULES
from barrio.assemblies.rules import RulesUnreadable, read_rules, sentences
from barrio.people.actions import add_person
from tests.cast import day_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"assemblies:{name}", args=args)


def page(client, address, language="en"):
    return client.get(address, headers={"Accept-Language": language}).content.decode()


# --- rules ---


@pytest.mark.parametrize("preset", list(RULES))
def test_every_known_set_can_be_read_and_said(preset):
    rules = read_rules(RULES[preset])
    assert read_rules(rules.as_data()) == rules
    said = dict(sentences(rules))
    assert len(said) > 10 and all(said.values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voting_age", -1),
        ("voting_age", True),
        ("notice_days", "three"),
        ("consensus", 1),
        ("calls", []),
        ("calls", [{"percent": 30, "after_minutes": 5}]),
        ("calls", [{"percent": 20, "after_minutes": 0}, {"percent": 30, "after_minutes": 9}]),
        ("majorities", {}),
        ("commissions", [{"kind": "kings", "seats": 1, "alternates": 0}]),
        ("secrecy_floor", 1),
        ("mood", "good"),
    ],
)
def test_refuses_rules_that_cannot_be(field, value):
    with pytest.raises(RulesUnreadable):
        read_rules({**RULES["communal_council"], field: value})


def test_refuses_half_as_a_majority():
    half = {"basis": "cast", "numerator": 1, "denominator": 2, "strict": False}
    every = {**RULES["communal_council"]["majorities"], "ordinary": half}
    with pytest.raises(RulesUnreadable, match="half alone"):
        read_rules({**RULES["communal_council"], "majorities": every})


def test_it_begins_with_a_known_set_and_changes_it(as_, home):
    ana = as_("ana")
    assert "There are no rules yet" in page(ana, url("decide"))
    ana.post(url("rules-choose"), {"preset": "tenants_union"})
    draft = RuleSet.objects.get()
    ana.post(url("rules-begin", draft.pk))
    form = ana.get(url("rules-change", draft.pk)).context["form"]
    typed = {name: form[name].value() for name in form.fields if name != "form_id"}
    typed = {k: v for k, v in typed.items() if v is not None and v is not False}
    wrong = ana.post(url("rules-change", draft.pk), {**typed, "percent_2": 99})
    assert "A later call cannot ask for more people." in wrong.content.decode()
    ana.post(url("rules-change", draft.pk), {**typed, "notice_days": 12})
    assert sorted(RuleSet.objects.values_list("version", "state")) == [
        (1, "in_force"), (2, "draft"),
    ]  # fmt: skip
    assert RuleSet.objects.get(version=2).rules.notice_days == 12
    assert "No assembly has adopted these rules yet" in page(ana, url("rules-read", draft.pk))


# --- the roll ---


def test_it_enters_who_is_found_and_takes_them_off(as_, home, by_ana, at):
    person = add_person(collective=home, name="Rosa Vélez", language="es", by=by_ana, at=at)
    ana = as_("ana")
    assert url("roll-enter", person.pk) in page(ana, f"{url('roll-list')}?q=velez")
    ana.post(url("roll-enter", person.pk), {"belonging": "lives", "since": "2024-05-01"})
    entry = RollEntry.objects.get()
    again = ana.post(url("roll-enter", person.pk), {"belonging": "lives", "since": "2024-05-01"})
    assert "on the roll already" in again.content.decode()
    ana.post(url("roll-leave", entry.pk))
    entry.refresh_from_db()
    assert entry.ended_on == day_of(at)


def test_an_erased_person_is_off_the_roll(as_, home, neighbours, by_ana, at):
    from barrio.people.actions import erase_person

    erase_person(person=neighbours[0], by=by_ana, at=at)
    assert RollEntry.objects.get(person=neighbours[0]).ended_on is not None
    assert "Rosa" not in page(as_("ana"), url("roll-list"))


# --- an assembly, from its page ---


def test_it_convenes_and_announces(as_, home, rule_set, neighbours, at):
    ana = as_("ana")
    typed = {"title_es": "Agua", "day": "2020-01-01", "time": "18:30", "place": "Patio"}
    late = ana.post(url("assembly-convene"), typed).content.decode()
    assert "That time is over" in late and 'value="Patio"' in late
    day = day_of(at + timedelta(days=9)).isoformat()
    ana.post(url("assembly-convene"), {**typed, "day": day})
    assembly = Assembly.objects.get()
    assert assembly.title == {"es": "Agua"} and assembly.quorum == 3
    read = url("assembly-read", assembly.pk)
    assert "18:30" in page(ana, read, "es") or "6:30" in page(ana, read)
    bad = ana.post(url("assembly-item", assembly.pk), {"matter": "ordinary", "minutes": "x"})
    assert "Enter a whole number" in bad.content.decode()
    ana.post(
        url("assembly-item", assembly.pk),
        {"title_en": "Pipe", "matter": "ordinary", "minutes": "20"},
    )
    assert "nobody was told yet" in page(ana, read)
    ana.post(
        url("assembly-notice", assembly.pk),
        {"how": "poster", "given_on": day_of(at).isoformat(), "where": "All doors"},
    )
    assert Notice.objects.get().where == "All doors"
    assert "in time" in page(ana, read)


def test_the_table_at_the_entrance(as_, hall, neighbours):
    ana, assembly = as_("ana"), hall.assembly
    door = url("assembly-door", assembly.pk)
    assert "Hay 0 personas" in page(ana, door, "es")
    assert "Marisol" in page(ana, door) and "Marisol" not in page(ana, f"{door}?q=tom")
    ana.post(url("assembly-come", assembly.pk), {"person": neighbours[0].pk})
    assert assembly.presences.count() == 1 and "here since" in page(ana, door)
    ana.post(url("assembly-come", assembly.pk), {"person": "nobody"})
    assert assembly.presences.count() == 1
    ana.post(url("presence-end", assembly.presences.get().pk))
    assert assembly.presences.get().left_at is not None


def test_a_motion_from_its_text_to_its_act(as_, hall, at):
    ana, ernesto = as_("ana"), as_("ernesto")
    hall.open()
    row = hall.assembly.items.get()
    ana.post(url("motion-put", row.pk), {"title_en": "Pipe", "text_en": "We mend the pipe now."})
    motion = row.motions.get()
    ana.post(
        url("motion-amend", motion.pk),
        {"title_en": "When", "text_en": "We mend the pipe by May."},
    )
    amendment = row.motions.get(amends=motion)
    assert "<del>now.</del><ins>by May.</ins>" in page(ana, url("motion-read", amendment.pk))
    refused = ana.post(url("vote-open", motion.pk), {"method": "hands"}, follow=True)
    assert "Decide on them first" in refused.content.decode()
    for text in (amendment, motion):
        ana.post(url("vote-open", text.pk), {"method": "hands"})
        vote = Vote.objects.get(motion=text)
        many = ana.post(url("vote-count", vote.pk), {"yes": 90, "no": 0, "abstain": 0})
        assert "9 people were here" in many.content.decode()
        for client in (ana, ernesto):
            client.post(url("vote-count", vote.pk), {"yes": 8, "no": 1, "abstain": 0})
    act = Act.objects.get()
    shown = page(ana, url("act-read", act.pk))
    assert "We mend the pipe by May." in shown and act.hash in shown
    assert "<ins>by May.</ins>" in page(ana, url("motion-read", amendment.pk))
    ana.post(url("act-duty", act.pk), {"what": "Buy pipe", "who": "Work", "due_on": "2026-01-01"})
    duty = Duty.objects.get()
    ana.post(url("duty-settle", duty.pk), {"done": "no", "said": ""})
    duty.refresh_from_db()
    assert duty.dropped_on is None, "no reason was given"
    ana.post(url("duty-settle", duty.pk), {"done": "yes", "said": "Bought"})
    duty.refresh_from_db()
    assert duty.done_on is not None
    assert "Bought" in page(ana, url("act-read", act.pk))


def test_a_vote_by_name_on_its_page(as_, hall, neighbours, cast):
    ana = as_("ana")
    hall.open()
    vote = hall.vote(hall.motion(), "nominal")
    assert "Marisol" in page(ana, url("vote-read", vote.pk))
    assert "Marisol" not in page(as_("bruno"), url("vote-read", vote.pk))
    with time_machine.travel(hall.later(), tick=False):
        ana.force_login(cast.ana)
        for person in neighbours[:5]:
            ana.post(url("vote-name", vote.pk), {"person": person.pk, "choice": "yes"})
        ana.post(url("vote-name", vote.pk), {"person": neighbours[0].pk, "choice": "perhaps"})
        ana.post(url("vote-close", vote.pk))
    vote.refresh_from_db()
    assert (vote.yes, vote.outcome) == (5, "carried")


def test_the_wall_shows_what_is_voted_on(as_, hall):
    hall.open()
    vote = hall.vote(hall.motion())
    wall = url("assembly-screen", hall.assembly.pk)
    assert "Voting now" in page(as_("bruno"), wall)
    hall.hands(vote, 9)
    assert "9 a favor" in page(as_("bruno"), wall, "es")


def test_differences_make_both_texts():
    found = differences("a b c d", "a x c d e")
    assert "".join(t for kind, t in found if kind != "added") == "a b c d"
    assert "".join(t for kind, t in found if kind != "taken") == "a x c d e"
