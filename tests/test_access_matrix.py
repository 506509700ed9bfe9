"""Every URL, as every role, with each method, on one's own and on another's objects.

The answers are held against `tests/data/access_matrix.csv`: a URL without a row fails, and
so does an answer that differs. Each response is searched for canaries that its reader may
not see. `BARRIO_WRITE_MATRIX=1` writes the table anew; its diff is then for a person to read.
"""

import csv
import os
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from tests.world import build

TABLE = Path(__file__).parent / "data" / "access_matrix.csv"
ACTORS = {
    "anonymous": None,
    "organizer": "ana",
    "canvasser": "bruno",
    "dispatcher": "delia",
    "confirmer": "dario",
    "administrator": "ernesto",
    "controller": "flor",
    "caregiver": "gus",
    "member": "mia",
    "outsider": "carla",
}
METHODS = ("GET", "POST")
# Canary → who may read it in a page of their own collective.
READERS = {
    # A canvasser sees first names on the turf; a spokesperson, at an assembly, who is on its roll.
    "cnry-person-name": {"organizer", "canvasser", "administrator"},  # Ernesto speaks, too
    "cnry-person-notes": {"organizer"},
    "cnry-person-email": {"organizer"},
    "cnry-contact": {"organizer"},
    "cnry-promise": {"organizer"},
    "cnry-launch": {"organizer"},
    "cnry-walker": {"organizer", "canvasser"},  # who knocks, on the phone that writes for a pair
    "cnry-grievance-words": {"organizer"},
    "cnry-tally-walker": {"organizer", "canvasser"},  # whoever walked the turf keys the tally
    "cnry-report-words": {"dispatcher", "confirmer"},
    "cnry-report-place": {"dispatcher", "confirmer"},
    "cnry-report-contact": {"dispatcher", "confirmer"},
    "cnry-import": {"organizer"},
    "cnry-endpoint": set(),
    "cnry-called-surname": {"organizer"},
    "cnry-call-note": {"organizer", "canvasser"},
    "cnry-reply": {"organizer", "canvasser"},
    "cnry-delegate": set(ACTORS) - {"anonymous", "outsider"},  # whoever holds an office is known
    "cnry-payee": {"organizer", "administrator", "controller"},  # Ernesto keeps the bank, too
    "cnry-payout": {"organizer", "administrator", "controller"},
    "cnry-event-internal": set(ACTORS) - {"anonymous", "outsider"},
}
# What a URL's arguments are, where their name alone does not say it.
ARGUMENTS = {
    "accounts:invitation-accept": {"token": "invitation_token"},
    "alerts:alert-compose": {"report_id": "confirmed_id"},
    "assemblies:hall": {"token": "hall_token"},
    "assemblies:hall-agree": {"token": "hall_token", "vote_id": "consensus_id"},
    "assemblies:hall-consensus": {"token": "hall_token", "vote_id": "consensus_id"},
    "assemblies:vote-agree": {"vote_id": "consensus_id"},
    "assemblies:vote-settle": {"vote_id": "consensus_id"},
    "assemblies:vote-stance": {"vote_id": "consensus_id"},
    "assemblies:hall-ballots": {"token": "hall_token"},
    "assemblies:hall-come": {"token": "hall_token"},
    "assemblies:hall-door": {"token": "hall_token"},
    "assemblies:hall-archive": {"token": "hall_token"},
    "assemblies:hall-vote": {"token": "hall_token"},
    "assemblies:hall-vote-for": {"token": "hall_token"},
    "assemblies:ballot-download": {"kind": "ballot_kind"},
    **{
        f"planning:{name}": {"token": "planner_token"}
        for name in (
            "mine",
            "my-plan",
            "my-support",
            "my-leave",
            "my-give",
            "my-take",
            "my-merge",
            "my-answer",
        )
    },
    "census:letter-check": {"token": "letter_token"},
    **{
        f"facilitation:phone{step}": {"token": "hall_token"}
        for step in (
            "",
            "-offer",
            "-withdraw",
            "-signal",
            "-part-end",
            "-item-end",
            "-item",
            "-caption",
            "-turn-give",
            "-turn-end",
        )
    },
    "floor:phone": {"token": "hall_token"},
    "floor:phone-hand": {"token": "hall_token"},
    "floor:phone-withdraw": {"token": "hall_token"},
    "ledger:entry-read": {"entry_id": "ledger_entry_id"},
    "ledger:entry-correct": {"entry_id": "ledger_entry_id"},
    "treasury:signatory-name": {"term_id": "finance_term_id"},
    "minutes:check": {"slug": "proof_slug", "proof": "proof"},
    "federation:item-read": {"item_id": "upper_item_id"},
    "federation:item-mandate": {"item_id": "upper_item_id"},
    "federation:vote-explain": {"vote_id": "delegate_vote_id"},
    "comms:message-read": {"token": "delivery_token"},
    "comms:subscription-stop": {"token": "subscriber_token"},
    "comms:subscription-choose": {"token": "subscriber_token"},
    "comms:endpoint-confirm": {"token": "endpoint_token"},
}
FIXED = {"channel": "email", "code": "ABCDEF", "colour": "a63d1f", "hex": "a63d1f", "pk": 1,
         "form": "hledger"}  # fmt: skip


def all_urls():
    """(name, argument names) of every URL that Barrio serves."""

    def walk(resolver, prefix="", outer=()):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
                yield from walk(entry, inner, (*outer, *entry.pattern.converters))
            elif isinstance(entry, URLPattern):
                name = f"{prefix}{entry.name}" if entry.name else f"{prefix}unnamed"
                yield name, sorted({*outer, *entry.pattern.converters})

    return sorted({(name, tuple(args)) for name, args in walk(get_resolver())})


def address(name, arguments, world):
    values = {}
    for argument in arguments:
        attribute = ARGUMENTS.get(name, {}).get(argument, argument)
        values[argument] = getattr(world, attribute, None) or FIXED[argument]
    return reverse(name, kwargs=values)


@pytest.fixture
def worlds(cast, home, elsewhere, at):
    ours = {
        "organizer": cast.ana,
        "canvasser": cast.bruno,
        "dispatcher": cast.delia,
        "administrator": cast.ernesto,
    }
    theirs = dict.fromkeys(ours, cast.carla)
    return {"own": build(home, ours, "own", at), "other": build(elsewhere, theirs, "other", at)}


def ask(client, method, url):
    """The answer, with whatever it wrote undone."""
    try:
        with transaction.atomic(), transaction.atomic("keyring"):
            response = client.generic(method, url) if method != "POST" else client.post(url)
            body = b"".join(response) if response.streaming else response.content
            raise _Undo(response, body)
    except _Undo as undo:
        return undo.response, undo.body
    finally:
        for connection in connections.all():
            connection.needs_rollback = False


class _Undo(Exception):
    def __init__(self, response, body):
        self.response, self.body = response, body


def observe(worlds, cast):
    """(cell → status, list of canaries seen by who may not)."""
    table, leaks = {}, []
    for actor, handle in ACTORS.items():
        client = Client(raise_request_exception=True)
        if handle:
            client.force_login(getattr(cast, handle))
            client.get("/")  # lists the device, which each request that is undone would do again
        for name, arguments in all_urls():
            scopes = ("own", "other") if arguments else ("own",)
            for scope in scopes:
                url = address(name, arguments, worlds[scope])
                for method in METHODS:
                    if name == "account_logout" and method == "POST":
                        continue
                    response, body = ask(client, method, url)
                    table[name, scope, method, actor] = str(response.status_code)
                    leaks += leaked(actor, name, method, response, body)
    return table, leaks


def leaked(actor, name, method, response, body):
    text = body.decode("utf-8", "replace").lower() + str(response.headers).lower()
    own = "other" if actor == "outsider" else "own"
    foreign = "own" if actor == "outsider" else "other"
    roles = set(ACTORS) if actor == "outsider" else {actor}
    found = []
    for canary, readers in READERS.items():
        if f"{canary}-{foreign}" in text:
            found.append(f"{actor} saw another's {canary} at {method} {name}")
        if f"{canary}-{own}" in text and not roles & readers:
            found.append(f"{actor} saw {canary} at {method} {name}")
    return found


def read_table():
    with TABLE.open(newline="") as file:
        return {
            (row["url"], row["object"], row["method"], actor): row[actor]
            for row in csv.DictReader(file)
            for actor in ACTORS
        }


def write_table(table):
    rows = sorted({key[:3] for key in table})
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["url", "object", "method", *ACTORS])
        for row in rows:
            writer.writerow([*row, *(table[*row, actor] for actor in ACTORS)])


@pytest.mark.django_db
def test_every_cell_is_as_declared(worlds, cast):
    table, leaks = observe(worlds, cast)
    if os.environ.get("BARRIO_WRITE_MATRIX"):
        write_table(table)
    declared = read_table()
    undeclared = sorted(set(table) - set(declared))
    wrong = [
        f"{' '.join(cell)}: {table[cell]} instead of {declared[cell]}"
        for cell in table
        if cell in declared and table[cell] != declared[cell]
    ]
    assert not undeclared, f"no row for {undeclared[:10]}"
    assert not wrong, "\n".join(wrong[:40])
    assert not set(declared) - set(table), "rows for URLs that are no more"
    assert not leaks, "\n".join(sorted(set(leaks)))


@pytest.mark.django_db
def test_no_answer_is_a_server_error(worlds, cast):
    assert not [cell for cell, status in read_table().items() if status.startswith("5")]
