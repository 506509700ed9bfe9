"""The disk is full while a list is brought in: said in a sentence, nothing half-written."""

import resource
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from barrio.people.models import ContactImport, ContactPoint, ImportRow, Person, Touch
from barrio.people.tasks import commit_import, preview_import
from barrio.runtime.models import DataKey, JobProgress
from barrio.runtime.worker import run_worker

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 1200
LIST = "Name,Phone\n" + "".join(f"Neighbour {n},+1215555{n:04d}\n" for n in range(ROWS))
RAW = LIST.encode()
NOT_KEPT = {
    "en": "The disk is full, so the file was not kept. Make room and send it again.",
    "es": "El disco está lleno, así que el archivo no se guardó.",
}
STOPPED = {
    "en": "The disk is full. Make room and press Continue: nothing is lost.",
    "es": "El disco está lleno. Haga sitio y pulse Continuar: no se pierde nada.",
}


@contextmanager
def room_for(size):
    """No file of this process may grow beyond `size` bytes; the kernel refuses the rest."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_database():
    """The database has room for part of the list, then says that its disk is full."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")  # what earlier tests left free would be room
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 250}")
        else:
            cursor.execute(FULL_ON_POSTGRES)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            else:
                cursor.execute("DROP FUNCTION no_room() CASCADE")


# PostgreSQL's own code for a full disk, where its page would have been written.
FULL_ON_POSTGRES = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT count(*) FROM people_person) > 700 THEN
            RAISE EXCEPTION 'could not extend file: No space left on device'
            USING ERRCODE = 'disk_full';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON people_person
        FOR EACH ROW EXECUTE FUNCTION no_room();
"""


def upload(client, language="en"):
    return client.post(
        reverse("people:import-list"),
        {"file": SimpleUploadedFile("list.csv", RAW)},
        headers={"Accept-Language": language},
    )


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    """Other tests stage files of theirs at the same time."""
    settings.MEDIA_ROOT = tmp_path


def kept_files():
    folder = settings.MEDIA_ROOT / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def previewed(as_):
    client = as_("ana")
    upload(client)
    batch = ContactImport.objects.get()
    mapping = {f"column{i}": n for i, n in batch.personal["mapping"].items()}
    client.post(reverse("people:import-map", args=[batch.pk]), {"source": "Sheet", **mapping})
    run_worker(batch=True)
    batch.refresh_from_db()
    assert batch.state == "previewed"
    return client, batch


def press(client, batch):
    """Continue, as the page offers it, and the job that it starts."""
    client.post(reverse("people:import-commit", args=[batch.pk]))
    commit_import.func(str(batch.pk))
    batch.refresh_from_db()


def counts():
    return Person.objects.count(), ContactPoint.objects.count(), Touch.objects.count()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("room", [4096, len(RAW) // 2, len(RAW), len(RAW) + 20])
def test_refuses_a_file_for_which_there_is_no_room(as_, language, room):
    """Too little for the browser's upload, then enough for it but not for the sealed copy."""
    client, before = as_("ana"), kept_files()
    keys = DataKey.objects.count()
    with room_for(room):
        answer = upload(client, language)
    assert answer.status_code == 200
    assert NOT_KEPT[language] in answer.content.decode()
    assert not ContactImport.objects.exists()
    assert kept_files() == before
    assert DataKey.objects.count() == keys


def test_it_takes_the_same_file_once_there_is_room(as_):
    client = as_("ana")
    with room_for(len(RAW)):
        upload(client)
    assert upload(client).status_code == 302
    assert ContactImport.objects.count() == 1


def test_it_keeps_whole_rows_only_and_goes_on_when_there_is_room(previewed):
    client, batch = previewed
    with full_database():
        press(client, batch)
        people, points, touches = counts()
        assert people < ROWS
        assert people == points == touches
        assert people == ImportRow.objects.filter(is_done=True).count()
    commit_or_continue(client, batch)
    assert counts() == (ROWS, ROWS, ROWS)


def commit_or_continue(client, batch):
    """A disk so full that not even the failure could be noted leaves the job as running."""
    batch.refresh_from_db()
    if batch.state == "committing":
        commit_import.func(str(batch.pk))
    else:
        press(client, batch)
    batch.refresh_from_db()
    assert batch.state == "committed"


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_says_so_in_the_readers_language(previewed, language):
    client, batch = previewed
    with full_database():
        press(client, batch)
    headers = {"Accept-Language": language}
    url = reverse("people:import-read", args=[batch.pk])
    page = client.get(url, headers=headers).content.decode()
    assert (batch.state, batch.problem) == ("failed", STOPPED["en"])
    assert STOPPED[language] in page
    assert JobProgress.objects.get(pk=batch.job_id).state == "failed"


def test_it_can_be_undone_where_it_stopped(previewed):
    client, batch = previewed
    with full_database():
        press(client, batch)
    client.post(reverse("people:import-undo", args=[batch.pk]))
    run_worker(batch=True)
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert counts() == (0, 0, 0)


def test_it_says_when_the_kept_file_is_gone(previewed):
    client, batch = previewed
    for path in (settings.MEDIA_ROOT / "imports").iterdir():
        path.unlink()
    ContactImport.objects.filter(pk=batch.pk).update(state="reading")
    preview_import.func(str(batch.pk))
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "Send it again" in batch.problem
