"""Letters that prove who belongs, and challenges that mend the roll."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import User
from barrio.assemblies.actions import convening, presence, roll
from barrio.assemblies.models import Assembly, RollEntry
from barrio.census import actions
from barrio.census.enums import ChallengeState, Claim
from barrio.census.models import Challenge, Letter
from barrio.census.press.letter import address_of, letter_content, letter_pdf
from barrio.census.queries import bears, frozen_without, is_good, with_good
from barrio.people.actions import add_person, erase_person
from tests.bodies import make_body
from tests.cast import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(keys, at):
    return make_body("West", at, people=3)


@pytest.fixture
def entry(body):
    return RollEntry.objects.get(person=body.people[0])


@pytest.fixture
def newcomer(body, at):
    return add_person(
        collective=body.collective, name="Lucía Peña", language="es", by=body.by, at=at
    )


@pytest.fixture
def letter(body, entry, at):
    return issue(body, entry, at)


def issue(body, entry, at, **said):
    said = {"address": "2211 N Howard St", "purpose": "School"} | said
    return actions.issue_letter(
        entry=entry, good_until=day_of(at) + timedelta(days=90), by=body.by, at=at, **said
    )


def challenge(body, person, claim, at):
    return actions.file_challenge(person=person, claim=claim, why="Moved", by=body.by, at=at)


def answer(body, row, state, at, **more):
    actions.answer_challenge(
        challenge=row, state=state, answer="We asked", by=body.by, at=at, **more
    )


def refused(work):
    with pytest.raises(DatabaseError), transaction.atomic():
        work()


# --- letters ---


def test_letters_are_numbered_within_the_year(body, entry, at):
    year = day_of(at).year
    assert [str(issue(body, entry, at)) for _time in range(2)] == [f"{year}-1", f"{year}-2"]


def test_it_proves_a_name_without_keeping_one(letter, body, entry, at):
    assert bears(letter, f"  {entry.person.name.upper()} ")
    assert not bears(letter, "Somebody Else")
    another = issue(body, entry, at)
    assert another.name_token != letter.name_token
    assert entry.person.name.encode() not in bytes(letter.sealed)


def test_it_is_good_until_its_day_and_while_they_belong(letter, body, entry, at):
    today = day_of(at)
    assert is_good(letter, today) and is_good(letter, letter.good_until)
    assert with_good([letter], today) == [(letter, True)]
    assert not is_good(letter, letter.good_until + timedelta(days=1))
    roll.end_entry(entry=entry, on=today, by=body.by, at=at)
    assert not is_good(letter, today)
    assert with_good([letter], today) == [(letter, False)]


def test_withdrawn_once(letter, body, at):
    for days in (0, 3):
        actions.withdraw_letter(letter=letter, by=body.by, at=at + timedelta(days=days))
    letter.refresh_from_db()
    assert letter.withdrawn_on == day_of(at) and not is_good(letter, day_of(at))


def test_only_for_who_is_on_the_roll(body, entry, at):
    roll.end_entry(entry=entry, on=day_of(at), by=body.by, at=at)
    with pytest.raises(actions.NotOnTheRoll):
        issue(body, entry, at)


def test_the_database_keeps_letters_as_issued(letter, body, newcomer, at):
    rows = Letter.objects.filter(pk=letter.pk)
    refused(lambda: rows.update(good_until=letter.good_until + timedelta(days=900)))
    refused(lambda: rows.update(person=body.people[1]))
    refused(lambda: rows.update(name_token="x"))
    refused(lambda: rows.delete())
    rows.update(withdrawn_on=day_of(at))
    refused(lambda: rows.update(withdrawn_on=None))
    letter.pk = letter.key_id = newcomer.pk
    letter.person, letter.number = newcomer, 9
    refused(lambda: letter.save(force_insert=True))


def test_who_is_erased_leaves_a_number(letter, body, at):
    erase_person(person=letter.person, by=body.by, at=at)
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.is_erased and letter.withdrawn_on
    assert letter.personal["name"] == ""


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_paper_says_it_in_both_languages(letter, entry, language):
    content = letter_content(letter, language)
    assert entry.person.name in content["text"] and "2211 N Howard St" in content["text"]
    assert ("lives here since" in content["text"]) == (language == "en")
    assert "School" in content["purpose"] and content["address"] == address_of(letter)
    pdf = letter_pdf(letter, language)
    assert pdf.startswith(b"%PDF-") and b"pdfuaid" in pdf


def test_other_letters_for_who_works_here_or_is_a_member(body, entry, at):
    titles = set()
    for belonging in ("works", "member"):
        RollEntry.objects.filter(pk=entry.pk).update(belonging=belonging)
        entry.refresh_from_db()
        titles.add(letter_content(issue(body, entry, at, address=""), "en")["title"])
    assert titles == {"Letter that somebody works here", "Letter of membership"}


# --- challenges ---


def test_somebody_who_does_not_belong_leaves_the_roll(body, entry, at):
    row = challenge(body, entry.person, Claim.OFF, at)
    assert row.due_on == day_of(at) + timedelta(days=actions.ANSWER_DAYS)
    answer(body, row, ChallengeState.UPHELD, at)
    entry.refresh_from_db()
    assert entry.ended_on == day_of(at)
    with pytest.raises(actions.AnsweredAlready):
        answer(body, row, ChallengeState.REFUSED, at)


def test_somebody_who_was_missing_is_entered(body, newcomer, at):
    row = challenge(body, newcomer, Claim.ON, at)
    since = day_of(at) - timedelta(days=400)
    young = day_of(at) + timedelta(days=90)
    answer(body, row, ChallengeState.UPHELD, at, belonging="lives", since=since, votes_from=young)
    entry = RollEntry.objects.get(person=newcomer)
    assert (entry.since, entry.votes_from) == (since, young)


def test_refused_changes_nothing(body, entry, at):
    answer(body, challenge(body, entry.person, Claim.OFF, at), ChallengeState.REFUSED, at)
    entry.refresh_from_db()
    assert entry.ended_on is None


def test_only_what_is_wrong_is_challenged_and_once(body, entry, newcomer, at):
    for person, claim in ((entry.person, Claim.ON), (newcomer, Claim.OFF)):
        with pytest.raises(actions.NothingWrong):
            challenge(body, person, claim, at)
    row = challenge(body, newcomer, Claim.ON, at)
    refused(lambda: Challenge.objects.create(
        collective=body.collective, person=newcomer, claim="on", filed_on=row.filed_on,
        due_on=row.due_on, filed_by=row.filed_by, sealed=b"", key_id=row.key_id,
    ))  # fmt: skip


def test_the_database_keeps_answers(body, entry, at):
    row = challenge(body, entry.person, Claim.OFF, at)
    rows = Challenge.objects.filter(pk=row.pk)
    refused(lambda: rows.update(state="refused"))
    refused(lambda: rows.delete())
    answer(body, row, ChallengeState.REFUSED, at)
    refused(lambda: rows.update(state="upheld"))


def test_a_convened_assembly_takes_in_what_was_mended(body, newcomer, at):
    ahead = body.convene("Water")
    row = challenge(body, newcomer, Claim.ON, at)
    answer(body, row, ChallengeState.UPHELD, at, belonging="lives", since=day_of(at))
    row.refresh_from_db()
    assert frozen_without(row) == [ahead]
    before = ahead.snapshot.census
    convening.freeze_again(assembly=ahead, by=body.by, at=at)
    assert ahead.snapshot.census == before + 1
    assert frozen_without(row) == []


def test_a_roll_by_which_people_came_stays(body, at):
    ahead = body.convene("Water")
    presence.come(
        assembly=ahead, person_id=body.people[0].pk, how="name", by=body.by, at=ahead.starts_at
    )
    with pytest.raises(convening.RollInUse):
        convening.freeze_again(assembly=ahead, by=body.by, at=at)
    other = body.convene("Light").snapshot_id
    refused(lambda: Assembly.objects.filter(pk=ahead.pk).update(snapshot=other))


def test_who_is_erased_has_no_challenge_open(body, newcomer, at):
    row = challenge(body, newcomer, Claim.ON, at)
    erase_person(person=newcomer, by=body.by, at=at)
    row = Challenge.objects.get(pk=row.pk)
    assert (row.state, row.personal["why"]) == (ChallengeState.WITHDRAWN, "")


# --- pages ---


@pytest.fixture
def keeper(body):
    client = Client()
    client.force_login(User.objects.get(pk=body.by.user_id))
    return client


def url(name, *args):
    return reverse(f"census:{name}", args=args)


def test_from_the_roll_to_the_paper(keeper, entry, at):
    assert url("letter-issue", entry.pk) in keeper.get(reverse("assemblies:roll-list")).text
    form = url("letter-issue", entry.pk)
    far = keeper.post(form, {"good_until": "2090-01-01", "address": "Howard St"})
    assert "a year from now" in far.text and "Howard St" in far.text
    keeper.post(form, {"good_until": in_a_month(), "address": "Howard St"})
    letter = Letter.objects.get()
    page = keeper.get(url("letter-read", letter.pk)).text
    assert "Howard St" in page and "language=es" in page
    paper = keeper.get(url("letter-pdf", letter.pk) + "?language=es")
    assert paper["Content-Type"] == "application/pdf"
    keeper.post(url("letter-withdraw", letter.pk))
    assert "no longer good" in keeper.get(url("letter-list")).text


def in_a_month():
    from django.utils import timezone

    return (timezone.now().date() + timedelta(days=30)).isoformat()


def test_anybody_checks_the_paper_and_sees_no_name(letter, entry):
    path = address_of(letter).split("/", 3)[3]
    anybody = Client()
    page = anybody.get(f"/{path}").text
    assert "Genuine" in page and entry.person.name not in page
    assert "that is the name" in anybody.post(f"/{path}", {"name": entry.person.name}).text
    assert "another name" in anybody.post(f"/{path}", {"name": "Somebody Else"}).text
    assert anybody.post(f"/{path}", {"name": ""}).status_code == 200
    assert anybody.get(f"/{path[:-2]}x/").status_code == 404


def test_challenges_on_pages(keeper, entry, newcomer, body):
    keeper.post(url("challenge-off", entry.pk), {"why": "Moved to Camden"})
    row = Challenge.objects.get()
    assert entry.person.name in keeper.get(url("challenge-list")).text
    page = url("challenge-read", row.pk)
    assert "Moved to Camden" in keeper.get(page).text
    assert keeper.post(page, {"state": "refused"}).status_code == 200
    keeper.post(page, {"state": "refused", "answer": "She is here"})
    assert "She is here" in keeper.get(page).text
    found = keeper.get(reverse("assemblies:roll-list") + "?q=Lucía").text
    assert url("challenge-on", newcomer.pk) in found
    keeper.post(url("challenge-on", newcomer.pk), {"why": "Lives on Howard"})
    ahead = body.convene("Water")
    other = Challenge.objects.get(claim="on")
    keeper.post(
        url("challenge-read", other.pk),
        {"state": "upheld", "answer": "Yes", "belonging": "lives", "since": "2024-05-01"},
    )
    again = url("freeze-again", other.pk, ahead.pk)
    assert again in keeper.get(url("challenge-read", other.pk)).text
    keeper.post(again)
    ahead.refresh_from_db()
    assert ahead.snapshot.entries.filter(person_id=newcomer.pk).exists()
