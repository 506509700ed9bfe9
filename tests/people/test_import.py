"""Contact lists: previewed, brought in, undone; the bad row named, the others in."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from barrio.audit.models import Entry
from barrio.people.actions import add_person, set_do_not_contact, touch
from barrio.people.importing import actions
from barrio.people.importing.mapping import guess
from barrio.people.importing.reading import FileUnreadable, read_rows
from barrio.people.models import ContactImport, ContactPoint, ImportRow, Person, Touch
from barrio.people.queries import search
from barrio.runtime.models import DataKey
from barrio.runtime.worker import run_worker

pytestmark = pytest.mark.django_db(transaction=True)

CSV = (
    "Nombre;Teléfono;Correo;Idioma\n"
    "María de los Ángeles Etxeberria-O'Donoghue;215 555 0101;maria@example.org;español\n"
    "Walter Nowak;call me;walter@example.org;English\n"
    "Tamika Barnes;(267) 555-0102;;en\n"
    ";;;\n"
    "María Etxeberria;215-555-0101;;\n"
)


def upload(client, raw, name="list.csv"):
    return client.post(reverse("people:import-list"), {"file": SimpleUploadedFile(name, raw)})


def mapped(client, raw, source="Sheet of 3 May"):
    upload(client, raw)
    batch = ContactImport.objects.latest("at")
    mapping = {f"column{i}": n for i, n in batch.personal["mapping"].items()}
    client.post(reverse("people:import-map", args=[batch.pk]), {"source": source, **mapping})
    run_worker(batch=True)
    return ContactImport.objects.get(pk=batch.pk)


def committed(client, raw):
    batch = mapped(client, raw)
    client.post(reverse("people:import-commit", args=[batch.pk]))
    run_worker(batch=True)
    return ContactImport.objects.get(pk=batch.pk)


def everything():
    """What an undo has to leave as it was."""
    return {
        "people": sorted(map(str, Person.objects.values_list("pk", flat=True))),
        "points": sorted(map(str, ContactPoint.objects.values_list("pk", flat=True))),
        "touches": Touch.objects.count(),
        "keys": DataKey.objects.count(),
    }


def test_it_previews_before_anything_changes(as_):
    batch = mapped(as_("ana"), CSV.encode())
    assert (batch.state, batch.to_create, batch.refused) == ("previewed", 2, 2)
    assert not Person.objects.exists()


def test_it_names_the_bad_row_and_brings_in_the_others(as_):
    client = as_("ana")
    batch = committed(client, CSV.encode("cp1252"))
    page = client.get(reverse("people:import-read", args=[batch.pk])).content.decode()
    assert "Row 3" in page and "it has letters" in page
    assert {p.name for p in Person.objects.all()} >= {"Tamika Barnes"}
    assert Person.objects.count() == 2


def test_it_finds_the_new_people_by_name_and_number(as_, home):
    committed(as_("ana"), CSV.encode())
    assert search(home.pk, "etxeberria", "US")[0].language == "es"
    assert search(home.pk, "267 555 0102", "US")[0].name == "Tamika Barnes"


def test_it_adds_to_a_person_we_know_and_blanks_nothing(as_, home, by_ana, at):
    known = add_person(
        collective=home,
        name="Tam",
        notes="keep",
        phone="+12675550102",
        language="en",
        by=by_ana,
        at=at,
    )
    committed(as_("ana"), b"Name,Phone,E-mail\nTamika B.,2675550102,tam@example.org\n")
    known.refresh_from_db()
    assert (known.name, known.personal["notes"]) == ("Tam", "keep")
    assert sorted(p.value for p in known.contact_points.all()) == [
        "+12675550102",
        "tam@example.org",
    ]


def test_undo_leaves_the_database_as_it_was(as_, home, by_ana, at):
    add_person(collective=home, name="Tam", phone="+12675550102", language="en", by=by_ana, at=at)
    client = as_("ana")
    batch = mapped(client, b"Name,Phone,E-mail\nT,2675550102,t@example.org\nNew,2155550109,\n")
    before = everything()
    client.post(reverse("people:import-commit", args=[batch.pk]))
    run_worker(batch=True)
    assert everything() != before
    client.post(reverse("people:import-undo", args=[batch.pk]))
    run_worker(batch=True)
    assert everything() == before


def test_undo_keeps_people_with_whom_something_has_happened(as_, at):
    client = as_("ana")
    batch = committed(client, CSV.encode())
    met = Person.objects.first()
    touch(person=met, kind="knock", on=at.date(), origin_kind="attempt", origin_id="x")
    client.post(reverse("people:import-undo", args=[batch.pk]))
    run_worker(batch=True)
    assert list(Person.objects.all()) == [met]


def test_it_goes_on_where_a_killed_worker_stopped(as_, home, monkeypatch):
    client = as_("ana")
    rows = "".join(f"N{i},+1215555{i:04d}\n" for i in range(1200))
    batch = mapped(client, ("Name,Phone\n" + rows).encode())
    batch.state = "committing"
    batch.save(update_fields=["state"])

    class Killed(BaseException):
        pass

    def die(done, total):
        raise Killed

    with pytest.raises(Killed):
        actions.commit(batch=batch, today=actions.today_for(batch, batch.at), advance=die)
    assert 0 < Person.objects.count() < 1200
    actions.commit(batch=batch, today=actions.today_for(batch, batch.at), advance=lambda d, t: None)
    assert Person.objects.count() == 1200


def test_it_leaves_no_personal_value_in_clear(as_, django_db_blocker):
    client = as_("ana")
    batch = committed(client, CSV.encode())
    for model in (ImportRow, ContactImport, Person, ContactPoint):
        for row in model.objects.all().values():
            assert b"Tamika" not in b"".join(
                bytes(v) for v in row.values() if isinstance(v, bytes | memoryview)
            )
            assert "Tamika" not in str({k: v for k, v in row.items() if k != "sealed"})
    assert "Tamika" not in str(list(Entry.objects.values()))
    assert batch.personal["filename"] == "list.csv"


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["First name", "Last name", "Mobile phone"])
    book.active.append(["Noemí", "Rivera", 2155550111])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_it_reads_a_workbook(as_):
    committed(as_("ana"), workbook())
    assert Person.objects.get().name == "Noemí Rivera"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no_rows"),
        (b"Name,Phone\n", "no_rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not_a_table"),
        (b"PK\x03\x04" + b"x" * 400, "workbook_damaged"),
        (b",,\nx,y,z\n", "no_rows"),
        ((",".join(f"c{i}" for i in range(300)) + "\nx\n").encode(), "too_many_columns"),
    ],
)
def test_refuses_what_is_no_list_with_a_sentence(as_, raw, code):
    client = as_("ana")
    with pytest.raises(FileUnreadable) as refusal:
        list(read_rows(raw))
    page = upload(client, raw).content.decode() if raw else str(refusal.value)
    assert refusal.value.code in {code, "no_header"}
    assert not ContactImport.objects.exists()
    assert page


def test_refuses_a_bomb_before_unpacking(as_, data_dir):
    raw = (data_dir / "badinput" / "constructed_bomb_60MB.xlsx").read_bytes()
    page = upload(as_("ana"), raw, "bomb.xlsx").content.decode()
    assert "far too large" in page


def test_refuses_thirty_megabytes(as_):
    page = upload(as_("ana"), b"Name\n" + b"x" * (30 * 1024 * 1024)).content.decode()
    assert "larger than 25 MB" in page


def test_it_says_it_in_spanish(as_):
    client = as_("ana")
    client.cookies["barrio-language"] = "es"
    assert "Esto no es una tabla" in upload(client, b"\x00\x01\x02" * 2000).content.decode()


@pytest.mark.parametrize("name", ["google", "outlook", "van"])
def test_it_reads_real_headers(as_, data_dir, name):
    raw = (
        data_dir / "import" / f"constructed_{name}_{'export' if name == 'van' else 'contacts'}.csv"
    ).read_bytes()
    rows = list(read_rows(raw))
    found = set(guess(rows[0], rows[1:6]).values())
    assert len(rows) == 81
    assert {"phone"} <= found and found & {"name", "given_name"}


@pytest.mark.parametrize("handle", ["bruno", "delia", "gus"])
def test_refuses_those_without_the_role(as_, handle):
    assert as_(handle).get(reverse("people:import-list")).status_code == 403


def test_it_is_pressed_twice_and_brings_in_once(as_):
    client = as_("ana")
    batch = mapped(client, CSV.encode())
    for _press in range(2):
        client.post(reverse("people:import-commit", args=[batch.pk]))
    run_worker(batch=True)
    assert Person.objects.count() == 2


def test_it_leaves_do_not_contact_alone(as_, home, by_ana, at):
    person = add_person(
        collective=home, name="T", phone="+12675550102", language="en", by=by_ana, at=at
    )
    set_do_not_contact(person=person, do_not=True, by=by_ana, at=at)
    committed(as_("ana"), b"Name,Phone,E-mail\nT,2675550102,t@example.org\n")
    person.refresh_from_db()
    assert person.do_not_contact


def test_a_shared_phone_makes_nobody_the_same_person(as_, home, by_ana, at):
    add_person(
        collective=home, name="Denise Barnes", phone="+12675550161", language="en", by=by_ana, at=at
    )
    mapped(
        as_("ana"),
        b"name,phone,email\nIsaura Prado,267 555 0161,isaura@example.org\n"
        b"D. Barnes,267 555 0161,denise@example.org\nLeo Prado,267 555 0161,\n"
        b"Prado (Isaura),267 555 0161,\n",
    )
    rows = ImportRow.objects.order_by("number").values_list("outcome", "reason")
    assert list(rows) == [("create", ""), ("change", ""), ("create", ""), ("refuse", "repeated")]
