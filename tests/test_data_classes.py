"""Every field of every table has a class (C0 public … C4 secret), and is kept as it asks."""

import csv
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

TABLE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "data-classes.csv"
CLASSES = {"C0", "C1", "C2", "C3", "C4"}
# Comes with a library and stays empty: accounts have a login and no address.
NEVER_FILLED = {("account.EmailAddress", "email")}
# Kept as hashes, wrapped or sealed values, or made by Django's own session signer.
SECRETS = {
    "account.EmailConfirmation.key", "accounts.Device.session_key", "accounts.Invitation.digest",
    "accounts.User.password", "mfa.Authenticator.data", "runtime.DataKey.wrapped",
    "assemblies.Vote.hidden_seed", "assemblies.Voted.envelope",
    "runtime.RootKey.salt", "runtime.RootKey.wrapped", "sessions.Session.session_data",
    "sessions.Session.session_key",
}  # fmt: skip


def classed() -> dict[tuple[str, str], str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(row["model"], row["field"], row["class"]) for row in csv.DictReader(file)]
    assert len(rows) == len({row[:2] for row in rows}), "a field is classed twice"
    return {(model, field): kind for model, field, kind in rows}


def fields() -> set[tuple[str, str]]:
    found = set()
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed or not installed(model):
            continue
        found |= {(model._meta.label, field.name) for field in model._meta.concrete_fields}
        found |= {(model._meta.label, f"sealed.{name}") for name in getattr(model, "SEALED", {})}
    return found


def installed(model: type[models.Model]) -> bool:
    """Not a model that a test made."""
    return not model.__module__.startswith("tests.")


def test_every_field_has_a_class():
    missing = sorted(".".join(field) for field in fields() - classed().keys())
    assert not missing, f"give them a class in {TABLE.name}: {missing}"


def test_no_class_is_left_of_a_field_that_went():
    assert not classed().keys() - fields()


def test_every_class_is_one_of_the_five():
    assert set(classed().values()) <= CLASSES


@pytest.mark.django_db
def test_personal_fields_are_in_a_sealed_blob_alone():
    clear = {
        field
        for field, kind in classed().items()
        if kind in {"C2", "C3"} and not field[1].startswith("sealed")
    }
    assert clear == NEVER_FILLED
    assert not apps.get_model("account.EmailAddress").objects.exists()


def test_secrets_are_the_ones_we_know():
    assert {".".join(field) for field, kind in classed().items() if kind == "C4"} == SECRETS


def test_a_blob_is_bytes():
    for label, field in classed():
        if field == "sealed":
            assert isinstance(apps.get_model(label)._meta.get_field(field), models.BinaryField)
