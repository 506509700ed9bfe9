"""Votes handed over to Belenios: the kit's own scripts run with Debian's tool, archives checked."""

import io
import subprocess
import tarfile
import zipfile
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from barrio.assemblies import belenios
from barrio.assemblies.actions import handovers, voting
from barrio.assemblies.actions.asking import ToolMissing
from barrio.assemblies.actions.passes import give_pass
from barrio.assemblies.actions.terms import TooOpen, WrongTerms
from barrio.assemblies.chain import flaws
from barrio.assemblies.enums import Counting, Method, Secrecy
from barrio.assemblies.forms import MethodForm
from barrio.assemblies.kit import kit_of
from barrio.assemblies.models import Act, AgendaItem, Handover, Vote
from barrio.assemblies.views.hall import address_of
from tests.assemblies.test_ballots import rule_set

__all__ = ["rule_set"]
pytestmark = pytest.mark.django_db


class Booth:
    """The laptop of the booth: the kit unpacked, its scripts run as the tellers run them."""

    def __init__(self, vote, folder):
        with zipfile.ZipFile(io.BytesIO(kit_of(vote))) as kit:
            kit.extractall(folder)
        (self.folder,) = folder.iterdir()

    def run(self, script, typed=""):
        done = subprocess.run(
            ["bash", script], cwd=self.folder, input=typed, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set_up(self):
        self.run("1-set-up.sh")
        return self.archive

    def vote(self, *choices):
        """One person after another; each with the next slip."""
        slips = (self.folder / "slips.txt").read_text().split()
        typed = "".join(f"{slip}\n{said}\n\n" for slip, said in zip(slips, choices, strict=False))
        return self.run("2-booth.sh", typed)

    def count(self):
        self.run("3-count.sh")
        return self.archive

    @property
    def archive(self):
        (found,) = self.folder.glob("*.bel")
        return found.read_bytes()


@pytest.fixture
def question(hall):
    hall.open()
    return hall.vote(hall.motion(), Method.BELENIOS)


@pytest.fixture
def booth(question, tmp_path):
    return Booth(question, tmp_path)


@pytest.fixture
def set_up(question, booth, by_ernesto, hall):
    handovers.take_setup(vote=question, raw=booth.set_up(), by=by_ernesto, at=hall.later())
    return booth


def close(vote, raw, hall, by, dice=""):
    handovers.take_archive(vote=vote, raw=raw, dice=dice, by=by, at=hall.later())
    vote.refresh_from_db()
    return vote


def without_ballots(raw):
    """The archive with one byte of one member changed."""
    changed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(raw)) as before,
        tarfile.open(fileobj=changed, mode="w") as after,
    ):
        for number, member in enumerate(before):
            content = before.extractfile(member).read()
            if number == 7:
                content = content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]
            after.addfile(member, io.BytesIO(content))
    return changed.getvalue()


@pytest.mark.one_database
class TestQuestion:
    def test_what_comes_back_decides_and_is_an_act(self, question, set_up, hall, by_flor, keys):
        told = set_up.vote("1", "1", "1", "1", "1", "2", "3")
        assert told.count("Su número:") == 7
        vote = close(question, set_up.count(), hall, by_flor)
        assert (vote.yes, vote.no, vote.abstain, vote.outcome) == (5, 1, 1, "carried")
        assert Act.objects.get(vote=vote)
        assert list(flaws(vote.collective_id)) == []

    def test_whoever_votes_again_changes_their_vote(self, question, set_up, hall, by_flor, keys):
        set_up.vote("1", "1", "1", "1", "1", "1")
        set_up.vote("2")
        vote = close(question, set_up.count(), hall, by_flor)
        assert (vote.yes, vote.no) == (5, 1)

    def test_a_slip_of_nobody_and_nonsense_cast_nothing(self, question, set_up):
        told = set_up.run("2-booth.sh", "AAA-BBB-CCC-DDD-EEE\n\n")
        assert "No es una papeleta" in told
        slip = (set_up.folder / "slips.txt").read_text().split()[0]
        for said in ("4", "1 2", "x", "", "0", "1 1"):
            told = set_up.run("2-booth.sh", f"{slip}\n{said}\n\n\n")
            assert "No se entiende" in told, said
        assert belenios.read(set_up.archive).events == ("Setup",)

    def test_below_the_floor_the_result_would_tell(self, question, set_up, hall, by_flor):
        set_up.vote("1", "1", "2")
        with pytest.raises(voting.TooFewForSecrecy, match="3"):
            close(question, set_up.count(), hall, by_flor)

    def test_an_archive_without_a_result_closes_nothing(self, question, set_up, hall, by_flor):
        set_up.vote(*"11111")
        with pytest.raises(handovers.WrongArchive, match="no result yet"):
            close(question, set_up.archive, hall, by_flor)

    def test_another_election_is_not_this_one(self, question, set_up, hall, by_flor, tmp_path):
        other = Booth(question, tmp_path / "other")
        other.set_up()
        other.vote(*"11111")
        with pytest.raises(handovers.WrongArchive):
            close(question, other.count(), hall, by_flor)

    def test_an_archive_with_a_byte_changed_is_refused(self, question, set_up, hall, by_flor):
        set_up.vote(*"11111")
        raw = without_ballots(set_up.count())
        with pytest.raises(handovers.WrongArchive):
            close(question, raw, hall, by_flor)

    def test_ballots_before_it_was_handed_in_are_refused(self, question, booth, hall, by_flor):
        booth.set_up()
        booth.vote("1")
        with pytest.raises(handovers.WrongArchive, match="before anybody votes"):
            handovers.take_setup(vote=question, raw=booth.archive, by=by_flor, at=hall.later())

    def test_more_slips_than_people_are_refused(self, question, booth, hall, by_flor):
        script = booth.folder / "1-set-up.sh"
        script.write_text(script.read_text().replace("--count 9", "--count 10"))
        with pytest.raises(voting.TooManyVotes, match="10 slips"):
            handovers.take_setup(vote=question, raw=booth.set_up(), by=by_flor, at=hall.later())

    def test_another_question_is_refused(self, question, booth, hall, by_flor):
        asked = booth.folder / "questions.json"
        asked.write_text(asked.read_text().replace("Pipe", "Roof"))
        with pytest.raises(handovers.WrongArchive, match="asks something else"):
            handovers.take_setup(vote=question, raw=booth.set_up(), by=by_flor, at=hall.later())

    def test_it_is_set_up_once(self, question, set_up, hall, by_flor, tmp_path):
        raw = Booth(question, tmp_path / "other").set_up()
        with pytest.raises(handovers.WrongArchive, match="already"):
            handovers.take_setup(vote=question, raw=raw, by=by_flor, at=hall.later())

    @pytest.mark.parametrize("raw", [b"", b"no tar", b"PK\x03\x04" + b"\0" * 600, b"\0" * 10240])
    def test_a_file_that_is_no_archive_is_told_so(self, question, hall, by_flor, raw):
        with pytest.raises(handovers.WrongArchive, match=r"\.bel"):
            handovers.take_setup(vote=question, raw=raw, by=by_flor, at=hall.later())


@pytest.mark.one_database
class TestChoices:
    def test_approval_is_added_up_without_opening_a_ballot(
        self, hall, neighbours, by_flor, by_ernesto, tmp_path, keys
    ):
        hall.open()
        motion = hall.choice("Park", "Roof", "Pipe")
        vote = hall.vote(motion, Method.BELENIOS, rule=Counting.APPROVAL, seats=1)
        booth = Booth(vote, tmp_path)
        handovers.take_setup(vote=vote, raw=booth.set_up(), by=by_ernesto, at=hall.later())
        booth.vote("1 3", "3", "2,3", "3", "1")
        close(vote, booth.count(), hall, by_flor, dice="35216")
        assert vote.run.elected == [3]
        assert vote.run.result["scores"] == {"1": 2, "2": 1, "3": 4}

    def test_rankings_are_mixed_and_counted_by_our_rule(
        self, hall, neighbours, by_flor, by_ernesto, tmp_path, keys
    ):
        hall.open()
        motion = hall.choice(*neighbours[:3])
        vote = hall.vote(motion, Method.BELENIOS, rule=Counting.IRV, seats=1)
        booth = Booth(vote, tmp_path)
        handovers.take_setup(vote=vote, raw=booth.set_up(), by=by_ernesto, at=hall.later())
        booth.vote("1 2 3", "1 3", "2 3", "3 2", "2 1", "")
        close(vote, booth.count(), hall, by_flor, dice="35216")
        assert vote.run.elected == [2]
        assert (vote.run.ballots, vote.run.blank) == (6, 1)
        assert list(flaws(vote.collective_id)) == []


class TestTier:
    def test_what_was_told_to_be_verifiable_takes_belenios(self, hall):
        hall.open()
        AgendaItem.objects.filter(assembly=hall.assembly).update(secrecy=Secrecy.VERIFIABLE)
        motion = hall.motion()
        with pytest.raises(TooOpen, match="verify"):
            hall.vote(motion, Method.PHONE)
        assert hall.vote(motion, Method.BELENIOS).handover

    def test_without_the_tool_it_is_not_offered(self, hall, monkeypatch):
        monkeypatch.setenv("PATH", "/nowhere")
        assert Method.BELENIOS not in dict(MethodForm().fields["method"].choices)
        hall.open()
        with pytest.raises(ToolMissing):
            hall.vote(hall.motion(), Method.BELENIOS)

    def test_rules_it_cannot_take_are_told(self, hall):
        hall.open()
        motion = hall.choice("A", "B")
        with pytest.raises(WrongTerms):
            hall.vote(motion, Method.BELENIOS, rule=Counting.SCORE, seats=1)


@contextmanager
def refused_by(rule):
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        yield


class TestBehindPython:
    def test_no_result_without_an_archive(self, question, hall):
        with refused_by("assemblies_vote_as_verified"):
            Vote.objects.filter(pk=question.pk).update(
                outcome="carried", yes=9, no=0, abstain=0, closed_at=hall.later()
            )

    def test_what_was_set_up_stays(self, question, set_up):
        rows = Handover.objects.filter(vote=question)
        with refused_by("assemblies_handover_set_up_once"):
            rows.update(fingerprint="0" * 64)
        with refused_by("assemblies_handover_asks_what_it_asked"):
            rows.update(question={"question": "Else?"})
        with refused_by("assemblies_handover_stays"):
            rows.delete()

    def test_a_result_that_is_not_the_archives(self, question, set_up, hall):
        rows = Handover.objects.filter(vote=question)
        rows.update(archive=b"x", digest="0" * 64, tallied=9, yes=1, no=8, abstain=0)
        with refused_by("assemblies_vote_as_verified"):
            Vote.objects.filter(pk=question.pk).update(
                outcome="carried", yes=8, no=1, abstain=0, closed_at=hall.later()
            )

    def test_only_a_vote_that_was_handed_over_has_one(self, hall):
        hall.open()
        vote = hall.vote(hall.motion())
        with refused_by("assemblies_handover_of_an_open_vote"):
            Handover.objects.bulk_create(
                [Handover(collective_id=vote.collective_id, vote=vote, question={})]
            )

    def test_a_byte_changed_is_named(self, question, set_up, hall, by_flor, keys, untied):
        set_up.vote(*"11111")
        vote = close(question, set_up.count(), hall, by_flor)
        raw = without_ballots(bytes(vote.handover.archive))
        with untied("assemblies_handover"):
            Handover.objects.filter(vote=vote).update(archive=raw)
        found = list(flaws(vote.collective_id))
        assert any("was changed" in flaw for flaw in found)
        assert any("does not hold" in flaw for flaw in found)


@pytest.fixture
def untied():
    """As somebody with the whole database could: the table's triggers are away for a moment."""
    from django.db import connection

    @contextmanager
    def work(table):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                    [table],
                )
                kept = cursor.fetchall()
                for name, _sql in kept:
                    cursor.execute(f"DROP TRIGGER {name}")
                yield
                for _name, sql in kept:
                    cursor.execute(sql)
            else:
                connection.check_constraints()  # nothing may be pending
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                yield
                connection.check_constraints()
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return work


@pytest.mark.one_database
class TestPages:
    def test_tellers_fetch_the_kit_and_hand_in_both_archives(
        self, client, cast, hall, question, tmp_path, time_machine, neighbours, by_ana
    ):
        time_machine.move_to(hall.later())
        client.force_login(cast.ernesto)
        page = f"/decide/votes/{question.pk}/belenios/"
        assert "Get the booth ready" in client.get(page).text
        assert client.get(f"{page}kit.zip")["Content-Type"] == "application/zip"
        assert client.get(f"{page}archive.bel").status_code == 404
        booth = Booth(question, tmp_path)
        client.post(f"{page}set-up/", {"file": SimpleUploadedFile("a.bel", booth.set_up())})
        question.handover.refresh_from_db()
        assert question.handover.fingerprint in client.get(page).text
        time_machine.move_to(hall.later())
        answer = client.post(f"{page}close/", {"file": SimpleUploadedFile("a.bel", b"nonsense")})
        assert "no archive of Belenios" in answer.text
        booth.vote(*"1111112")
        time_machine.move_to(hall.later())
        raw = booth.count()
        answer = client.post(
            f"{page}close/", {"file": SimpleUploadedFile("a.bel", raw)}, follow=True
        )
        assert "Carried." in answer.text
        fetched = client.get(f"{page}archive.bel")
        assert fetched.content == raw
        assert belenios.read(raw).uuid in fetched["Content-Disposition"]
        hall_pass = give_pass(
            assembly=hall.assembly, person_id=neighbours[0].pk, by=by_ana, at=hall.later()
        )
        client.logout()
        address = address_of(hall_pass).split("/decide", 1)[1]
        assert client.get(f"/decide{address}vote/{question.pk}/archive.bel").content == raw
        assert "archive.bel" in client.get(f"/decide{address}").text

    def test_other_votes_have_no_such_page(self, client, cast, hall, time_machine):
        hall.open()
        vote = hall.vote(hall.motion())
        time_machine.move_to(hall.later())
        client.force_login(cast.ernesto)
        assert client.get(f"/decide/votes/{vote.pk}/belenios/").status_code == 404
