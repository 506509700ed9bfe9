"""A book of a hundred thousand entries: its pages, its verification, its export.

Pages are asked for in this process, one after the other. The bound of a page is the one query
without which it cannot be; the bound of verification is hashing the same texts; the peers of the
export's check are beancount and hledger.
"""

import hashlib
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from benches.ground import prepare

REQUESTS = 40
EXPORTED = 20_000
BATCH = 5_000
DAYS = 3 * 365


def main(entries: int) -> None:
    prepare()
    act, by, at = make_act()
    book = make_book("bank", act, by, at)
    filled = timed(lambda: fill(book, entries, at))
    small = make_book("enterprise", act, by, at)
    fill(small, min(EXPORTED, entries), at)
    found = {"entries": entries, "filled in s": round(filled, 1)}
    found |= pages(book, by, at)
    found |= verification(book)
    found |= exports(small)
    print(json.dumps(found))


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def make_act():
    """A collective whose assembly has adopted one text."""
    from barrio.accounts.actions import found_collective, grant_role, make_user
    from barrio.assemblies.actions import convening, motions, presence, roll, rules, voting
    from barrio.assemblies.models import Act
    from barrio.assemblies.presets import RULES
    from barrio.core.actors import SYSTEM, user_actor
    from barrio.core.clock import local_date, now
    from barrio.people.actions import add_person

    at = now() - timedelta(days=DAYS + 30)
    home = found_collective(slug="bank", name="Bank", kind="council", by=SYSTEM, at=at)
    by = []
    for handle in ("a", "e"):
        user = make_user(handle=handle, password=None, language="en", by=SYSTEM, at=at)
        for role in ("organizer", "treasurer"):
            grant_role(collective=home, user=user, role=role, by=SYSTEM, at=at)
        by.append(user_actor(user))
    values = {**RULES["general_assembly"], "notice_days": 0, "consensus": False,
              "residence_days": 0, "calls": [{"percent": 0, "after_minutes": 0}]}  # fmt: skip
    rule_set = rules.draft_rules(
        collective=home, preset="general_assembly", values=values, by=by[0], at=at
    )
    rules.begin_with(rule_set=rule_set, by=by[0], at=at)
    person = add_person(collective=home, name="P", language="en", by=by[0], at=at)
    roll.enter_on_roll(person=person, belonging="lives", since=at.date() - timedelta(days=900),
                       votes_from=None, by=by[0], at=at)  # fmt: skip
    both, meets = {"en": "A bank"}, at + timedelta(hours=1)
    assembly = convening.convene(
        collective=home, title=both, place="Hall", starts_at=meets,
        items=[convening.Item(both, "ordinary")], by=by[0], at=at,
    )  # fmt: skip
    convening.give_notice(assembly=assembly, how="poster", given_on=local_date(at, home.time_zone),
                          by=by[0], at=at)  # fmt: skip
    presence.come(assembly=assembly, person_id=person.pk, how="name", by=by[0], at=meets)
    presence.open_session(assembly=assembly, by=by[0], at=meets)
    motion = motions.put_motion(item=assembly.items.get(), title=both, texts=both, by=by[0],
                                at=meets)  # fmt: skip
    vote = voting.open_vote(motion=motion, method="hands", by=by[0], at=meets)
    for teller in by:
        voting.hand_in_count(
            vote=vote, yes=1, no=0, abstain=0, by=teller, at=meets + timedelta(minutes=1)
        )
    return Act.objects.get(), by[0], at + timedelta(hours=2)


def make_book(kind: str, act, by, at):
    from barrio.ledger.actions import books

    book = books.open_book(
        collective=act.collective, kind=kind, name={"en": f"The {kind}"}, currency="USD", act=act,
        by=by, at=at,
    )  # fmt: skip
    for n in range(11):
        books.open_fund(book=book, name={"en": f"Fund {n}"}, purpose={}, act=act, by=by, at=at)
        books.begin_project(book=book, name={"en": f"Project {n}"}, act=act, by=by, at=at)
    return book


def fill(book, entries: int, at) -> None:
    """As the actions write them, many at a time: dues, gifts, bills, money taken to the bank."""
    from django.db import connection, transaction

    from barrio.ledger.chain import Leg, Told, hash_of
    from barrio.ledger.models import Entry, Line

    chance, before = random.Random(5), ""
    accounts = {row.path: row for row in book.accounts.all()}
    funds, projects = list(book.funds.all()), list(book.projects.all())
    kinds = [("asset:cash", "income:dues"), ("asset:bank", "income:grants"),
             ("expense:goods", "liability:owed"), ("expense:work", "liability:owed"),
             ("asset:bank", "income:donations"), ("asset:cash", "income:sales")]  # fmt: skip
    update = "UPDATE ledger_entry SET number = %s, before = %s, hash = %s WHERE id = %s"
    for first in range(0, entries, BATCH):
        rows, lines, seals = [], [], []
        for number in range(first + 1, min(first + BATCH, entries) + 1):
            to, origin = chance.choice(kinds)
            fund, amount = chance.choice(funds), chance.randrange(100, 90_000)
            project = chance.choice(projects)
            moment = at + timedelta(days=DAYS * number / entries)
            row = Entry(
                collective_id=book.collective_id, book=book, kind="posted",
                booked_on=moment.date(), happened_on=moment.date(), text=f"Entry of {number}",
                project=project, key=f"bench:{number}", by_kind="system", by="bench",
                recorded_at=moment,
            )  # fmt: skip
            legs = [Leg(to, fund.number, amount, "USD"), Leg(origin, fund.number, -amount, "USD")]
            told = Told(number, "posted", row.booked_on, row.happened_on, row.text, 0,
                        project.number, 0, 0, row.key, ("system", "bench"), moment, before,
                        legs)  # fmt: skip
            mine = hash_of(told)
            rows.append(row)
            lines += [
                Line(collective_id=book.collective_id, entry=row, position=n, fund=fund,
                     account=accounts[path], amount=value, currency="USD")
                for n, (path, value) in enumerate([(to, amount), (origin, -amount)])
            ]  # fmt: skip
            key = row.pk if connection.vendor == "postgresql" else row.pk.hex
            seals.append((number, before, mine, key))
            before = mine
        with transaction.atomic():
            Entry.objects.bulk_create(rows, batch_size=500)
            Line.objects.bulk_create(lines, batch_size=500)
            with connection.cursor() as cursor:
                cursor.executemany(update, seals)


def pages(book, by, at) -> dict:
    from django.conf import settings
    from django.db.models import Sum
    from django.test import Client

    from barrio.accounts.models import User
    from barrio.core.clock import now
    from barrio.ledger.actions.statements import present
    from barrio.ledger.queries import counted_lines

    settings.ALLOWED_HOSTS = ["testserver"]
    middle = (at + timedelta(days=DAYS // 2)).date()
    quarter = date(middle.year, 3 * ((middle.month - 1) // 3) + 1, 1)
    after = quarter + timedelta(days=91)
    statement = present(book=book, begins_on=quarter, until=after, words={}, by=by, at=now())
    client = Client()
    client.force_login(User.objects.get(pk=by.user_id))
    project = book.projects.first()
    account = book.accounts.get(kind="asset", code="bank")
    asked = {
        "statement": f"/steward/statements/{statement.pk}/",
        "steward": "/steward/",
        "entries": f"/steward/books/{book.pk}/",
        "account": f"/steward/accounts/{account.pk}/",
        "project": f"/steward/projects/{project.pk}/",
        "budget": f"/steward/payments/projects/{project.pk}/budget/",
        "public": f"/steward/public/{book.collective.slug}/",
    }
    found = {}
    for name, path in asked.items():
        times = sorted(timed(lambda: get(client, path)) for _n in range(REQUESTS))  # noqa: B023
        found[f"{name}: median, p95 ms"] = (
            f"{1000 * statistics.median(times):.0f}, {1000 * times[int(REQUESTS * 0.95)]:.0f}"
        )
    rows = counted_lines(book).filter(entry__booked_on__gte=quarter, entry__booked_on__lt=after)
    sums = rows.order_by().values_list("fund", "account").annotate(total=Sum("amount"))
    bound = min(timed(lambda: list(sums)) for _n in range(5))
    found["bound: the quarter's sums alone, ms"] = round(1000 * bound)
    return found


def get(client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)


def verification(book) -> dict:
    from barrio.ledger.chain import canonical, flaws, told_of

    texts = [canonical(told) for told, _kept in told_of(book.pk)]
    bound = timed(lambda: [hashlib.sha256(text.encode()).hexdigest() for text in texts])
    took = min(timed(lambda: list(flaws(book))) for _n in range(2))
    assert list(flaws(book)) == []
    return {
        "verify s (asked: under 5)": round(took, 2),
        "times the hashing alone": round(took / bound, 1),
    }


def exports(book) -> dict:
    from barrio.ledger.export import check, export

    found = {}
    for form, argv in (("beancount", ["bean-check"]), ("hledger", ["hledger", "-f"])):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"book.{form}"
            wrote = timed(lambda: path.write_text("".join(export(book, form))))  # noqa: B023
            lines = path.read_text().splitlines(keepends=True)
            ours = timed(lambda: check_all(check, lines))  # noqa: B023
            program = shutil.which(argv[0]) or str(Path(sys.executable).parent / argv[0])
            rest = ["check", "-s"] if form == "hledger" else []
            run = [program, *argv[1:], str(path), *rest]
            theirs = timed(lambda: subprocess.run(run, check=True))  # noqa: B023
        found |= {
            f"{form}: written in s": round(wrote, 2),
            f"{form}: our check, theirs, ratio": (
                f"{ours:.2f} s, {theirs:.2f} s, {ours / theirs:.2f}"
            ),
        }
    return found


def check_all(check, lines: list[str]) -> None:
    assert list(check(lines)) == []


if __name__ == "__main__":
    main(int(sys.argv[1]))
