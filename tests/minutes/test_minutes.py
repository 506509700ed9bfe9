"""Minutes are drawn up, signed by who was there, closed, and printed."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from barrio.accounts.models import User
from barrio.assemblies.actions import presence
from barrio.assemblies.chain import flaws
from barrio.assemblies.models import Act
from barrio.minutes import actions
from barrio.minutes.models import Amendment, Minutes, Note, Signature
from barrio.minutes.press.pdf import acta, acta_content, poster, poster_content
from barrio.minutes.words import proquint, six_words
from barrio.people.actions import erase_person
from tests.bodies import make_body

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def council(keys, at):
    return make_body("East Council", at, people=4)


@pytest.fixture
def assembly(council):
    """In session with everybody there; one act adopted; the last person left before the end."""
    found = council.convene("Water")
    motion = council.put(found)
    then = council.open(found)
    council.decide(motion, then)
    row = found.presences.get(person=council.people[3])
    presence.leave(presence=row, by=council.by, at=then + timedelta(minutes=9))
    return found


@pytest.fixture
def minutes(assembly, council):
    return actions.minutes_of(assembly=assembly, by=council.by, at=assembly.starts_at)


def end(assembly, council):
    presence.close_session(assembly=assembly, by=council.by, at=assembly.starts_at + HOUR)


def sign(minutes, council, n, sheet="closing", at=None, **more):
    return actions.sign(
        minutes=minutes, person_id=council.people[n].pk, sheet=sheet, by=council.by,
        at=at or minutes.assembly.starts_at + 2 * HOUR, **more,
    )  # fmt: skip


def close(minutes, council):
    actions.close_minutes(minutes=minutes, by=council.by, at=minutes.assembly.starts_at + 3 * HOUR)


@pytest.fixture
def closed(minutes, assembly, council):
    actions.note(
        minutes=minutes, text="Rosa asked who pays", item=assembly.items.get(), by=council.by,
        at=assembly.starts_at,
    )  # fmt: skip
    end(assembly, council)
    sign(minutes, council, 0)
    sign(minutes, council, 1, stance="dissents", reason="Too dear")
    close(minutes, council)
    return minutes


def tried(rule, work):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        work()
    assert rule in str(caught.value)


def change(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_they_are_begun_once(assembly, minutes, council, at):
    assert actions.minutes_of(assembly=assembly, by=council.by, at=at) == minutes


def test_nobody_signs_the_last_sheet_beforehand(minutes, assembly, council):
    sign(minutes, council, 0, "opening")
    with pytest.raises(actions.NotOver):
        sign(minutes, council, 0)
    end(assembly, council)
    sign(minutes, council, 0)
    with pytest.raises(actions.WasNotThere):
        sign(minutes, council, 3)  # left before the end


def test_who_was_not_there_neither_signs_nor_amends(closed, council, at):
    from barrio.people.actions import add_person

    other = add_person(
        collective=council.collective, name="New", language="es", by=council.by, at=at
    )
    later = closed.closed_at + HOUR
    with pytest.raises(actions.WasNotThere):
        actions.propose_amendment(
            minutes=closed, person_id=other.pk, text="No", by=council.by, at=later
        )
    row = Amendment(
        key_id=other.pk, collective=council.collective, minutes=closed, person=other, at=later,
        sealed=b"x",
    )  # fmt: skip
    row.id = row.key_id
    tried("amendment_of_who_was_there", lambda: row.save(force_insert=True))


def test_closed_minutes_stay(closed, council):
    with pytest.raises(actions.MinutesClosed):
        close(closed, council)
    with pytest.raises(actions.MinutesClosed):
        actions.note(minutes=closed, text="More", item=None, by=council.by, at=closed.closed_at)
    with pytest.raises(actions.MinutesClosed):
        sign(closed, council, 2)
    tried("minutes_stay_closed", lambda: change(closed, head=""))
    tried("minutes_are_kept", lambda: Minutes.objects.filter(pk=closed.pk)._raw_delete("default"))
    note = Note.objects.get()
    tried("note_stays", lambda: change(note, digest="a" * 64))
    tried("note_is_kept", lambda: Note.objects.filter(pk=note.pk)._raw_delete("default"))
    signature = Signature.objects.first()
    tried("signature_stays", lambda: change(signature, stance="agrees", sheet="opening"))
    tried(
        "signature_is_kept",
        lambda: Signature.objects.filter(pk=signature.pk)._raw_delete("default"),
    )


def test_sql_does_not_add_to_closed_minutes(closed, council):
    signature = Signature.objects.first()
    person = council.people[2]
    signature.pk = signature.key_id = person.pk
    signature.person, signature._state.adding = person, True
    tried("signature_while_open", lambda: signature.save(force_insert=True))
    note = Note.objects.get()
    note.pk = note.key_id = person.pk
    tried("note_while_open", lambda: note.save(force_insert=True))


def test_they_are_bound_to_the_last_act_and_verified(closed, council):
    assert closed.head == Act.objects.get().hash
    assert not list(flaws(council.collective.pk))


def test_a_changed_presence_is_named(closed, council):
    from django.db import connection

    row = closed.assembly.presences.first()
    with connection.cursor() as cursor:  # behind every rule, as a thief with the file would
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = "
                           "'assemblies_presence'")  # fmt: skip
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
    change(row, came_at=row.came_at - HOUR)
    (said,) = flaws(council.collective.pk)
    assert said.startswith("the minutes of ") and "changed" in said


def test_an_amendment_is_accepted_by_a_later_assembly(closed, council, at):
    early = Act.objects.get()
    row = actions.propose_amendment(
        minutes=closed, person_id=council.people[0].pk, text="It was Hope", by=council.by,
        at=closed.closed_at + HOUR,
    )  # fmt: skip
    with pytest.raises(actions.NotALaterAct):
        actions.answer_amendment(amendment=row, act=early, by=council.by, at=at)
    tried("amendment_by_a_later_assembly", lambda: change(row, state="accepted", act=early))
    council.at = closed.closed_at + 2 * HOUR
    act = council.act("The minutes")
    actions.answer_amendment(amendment=row, act=act, by=council.by, at=at)
    assert acta_content(closed, "en", with_names=True)["amendments"] == [
        "It was Hope (accepted by act 2)"
    ]
    with pytest.raises(actions.MinutesClosed):
        actions.answer_amendment(amendment=row, act=None, by=council.by, at=at)


def test_who_is_erased_leaves_no_words(closed, council, at):
    erase_person(person=council.people[1], by=council.by, at=at)
    said = acta_content(closed, "en", with_names=True)["dissent"]
    assert "Too dear" not in str(said) and len(said) == 1


# --- on paper ---


def test_the_acta_of_everybody_names_nobody(closed, council):
    content = str(acta_content(closed, "es", with_names=False))
    for person in council.people:
        assert person.name not in content
    assert "Rosa" not in content and "Too dear" not in content
    assert "1 persona disiente" in content


def test_the_sheet_to_sign_has_names_and_dissent(closed, council):
    content = acta_content(closed, "es", with_names=True)
    assert "East Council 1: Too dear" in content["dissent"]
    assert "Rosa asked who pays" in content["items"][0]["notes"]
    assert len(content["sheets"][0]["rows"]) == 4  # all who came in
    assert len(content["sheets"][1]["rows"]) == 3  # all who stayed


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("with_names", [True, False])
def test_the_pdf_is_tagged_and_shows_the_head(closed, language, with_names):
    content = acta(closed, language, with_names=with_names)
    assert content.startswith(b"%PDF-") and b"/MarkInfo" in content or b"/StructTreeRoot" in content


def test_the_square_code_leads_to_the_proof(closed, council, client):
    import typst  # noqa: F401
    import zxingcpp
    from PIL import Image

    from barrio.minutes.press.pdf import press

    drawn = press("acta.typ", acta_content(closed, "es", with_names=False), format="png", ppi=150)
    pages = drawn if isinstance(drawn, list) else [drawn]
    found = [r.text for page in pages for r in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]
    address = reverse("minutes:check", args=[council.collective.slug, closed.head])
    assert [text.endswith(address) for text in found] == [True]
    page = Client().get(address, headers={"Accept-Language": "es"})
    assert page.status_code == 200
    assert six_words(closed.head) in page.content.decode()
    assert "Water for all" not in page.content.decode()
    wrong = reverse("minutes:check", args=[council.collective.slug, "a" * 64])
    assert Client().get(wrong).status_code == 404


def test_a_poster_in_both_languages(council):
    found = council.convene("Water")
    content = poster_content(found)
    assert [side["lang"] for side in content["sides"]] == ["es", "en"]
    assert poster(found).startswith(b"%PDF-")


def test_a_very_long_text_is_set(council):
    found = council.convene("W" * 200 + " # *x* $y$ #panic()")
    motion = council.put(found, "A #emph[b] \\ $ _c_ " * 40)
    council.decide(motion, council.open(found))
    minutes = actions.minutes_of(assembly=found, by=council.by, at=council.at)
    assert acta(minutes, "es", with_names=True).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("bits", "word"), [(0x7F00, "lusab"), (0x0001, "babad"), (0x3F54, "gutih"), (0xDCC1, "tugad")]
)
def test_proquints_as_published(bits, word):
    """Wilkerson's paper gives 127.0.0.1 as lusab-babad and 63.84.220.193 as gutih-tugad."""
    assert proquint(bits) == word


# --- pages ---


@pytest.fixture
def keeper(council):
    client = Client()
    client.force_login(User.objects.get(pk=council.by.user_id))
    return client


def url(name, *args):
    return reverse(f"minutes:{name}", args=args)


def test_from_the_first_note_to_the_closed_minutes(keeper, assembly, council):
    address = url("read", assembly.pk)
    user = User.objects.get(pk=council.by.user_id)
    with time_machine.travel(assembly.starts_at + timedelta(minutes=20), tick=False):
        keeper.force_login(user)  # a session does not last for a week
        assert keeper.get(address).status_code == 200
        said = {"text": "Hope asked for shade", "item": str(assembly.items.get().pk)}
        assert keeper.post(url("note", assembly.pk), said).status_code == 302
        assert "Hope asked for shade" in keeper.get(address).content.decode()
        keeper.post(url("sign", assembly.pk), {"person": council.people[0].pk, "sheet": "opening"})
    end(assembly, council)
    with time_machine.travel(assembly.starts_at + 2 * HOUR, tick=False):
        empty = keeper.post(url("dissent", assembly.pk), {"person": "", "reason": "Why not"})
        assert 'value="Why not"' in empty.content.decode()
        said = {"person": str(council.people[1].pk), "reason": "Too dear"}
        assert keeper.post(url("dissent", assembly.pk), said).status_code == 302
        assert keeper.post(url("close", assembly.pk)).status_code == 302
        minutes = Minutes.objects.get()
        assert minutes.closed_at and minutes.signatures.count() == 2
        page = keeper.get(address, headers={"Accept-Language": "es"}).content.decode()
        assert six_words(minutes.head) in page
        said = {"person": str(council.people[2].pk), "text": "It was Rosa"}
        assert keeper.post(url("amend", assembly.pk), said).status_code == 302
        row = Amendment.objects.get()
        assert keeper.post(url("answer", row.pk), {}).status_code == 302
        row.refresh_from_db()
        assert row.state == "refused"


@pytest.mark.parametrize("name", ["acta", "signing"])
def test_pdfs_of_an_assembly_in_session_are_drafts(keeper, assembly, name):
    answer = keeper.get(url(name, assembly.pk), {"language": "en"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")


def test_an_assembly_to_come_has_a_poster_and_no_minutes(keeper, council):
    found = council.convene("Water")
    assert keeper.get(url("read", found.pk)).status_code == 404
    assert keeper.get(url("acta", found.pk)).status_code == 404
    assert keeper.get(url("poster", found.pk)).content.startswith(b"%PDF-")


@pytest.mark.parametrize("person", ["", "rubbish", "01a20b3b-2feb-7000-a8c8-1a043ab5594c"])
def test_bad_input_is_a_sentence(keeper, assembly, person):
    answer = keeper.post(
        url("sign", assembly.pk), {"person": person, "sheet": "opening"}, follow=True
    )
    assert "Only who was there then can sign." in answer.content.decode()
