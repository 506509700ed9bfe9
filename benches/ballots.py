"""Two thousand voters on their phones within a minute: none lost, none twice.

A real server of one process on loopback; each voter opens their ballot and casts it, at a moment
of their own in the sixty seconds. The bound is a bare durable commit on the same disk.
"""

import asyncio
import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx

from benches.ground import prepare

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TRACKER = re.compile(r'class="code-shown"[^>]*>([^<]+)<')
SECONDS = 60
CHOICES = ("yes", "yes", "no", "abstain")


def main(voters: int) -> None:
    prepare()
    vote, codes, ballots = make_hall(voters)
    port = free_port()
    argv = ["uvicorn", "barrio.asgi:application", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", *argv], env=os.environ)
    try:
        wait_for(port, server)
        found = asyncio.run(everybody_votes(f"http://127.0.0.1:{port}", ballots))
    finally:
        server.terminate()
        server.wait(20)
    print(json.dumps(report(vote, codes, found, voters)))


def make_hall(voters: int):
    """An assembly in session, everybody in the hall, a secret vote open; (said, path) of each."""
    from barrio.accounts.actions import found_collective, grant_role, make_user
    from barrio.assemblies.actions import (
        ballots,
        convening,
        motions,
        passes,
        presence,
        rules,
        voting,
    )
    from barrio.assemblies.models import Presence, RollEntry
    from barrio.assemblies.presets import RULES
    from barrio.comms.links import make_token
    from barrio.core.actors import SYSTEM, user_actor
    from barrio.core.clock import now
    from barrio.people.actions import add_person

    at = now() - timedelta(hours=2)
    home = found_collective(slug="hall", name="Hall", kind="council", by=SYSTEM, at=at)
    by = []
    for handle in ("a", "e"):
        user = make_user(handle=handle, password=None, language="en", by=SYSTEM, at=at)
        grant_role(collective=home, user=user, role="organizer", by=SYSTEM, at=at)
        by.append(user_actor(user))
    values = {**RULES["general_assembly"], "notice_days": 0, "consensus": False,
              "calls": [{"percent": 0, "after_minutes": 0}]}  # fmt: skip
    rule_set = rules.draft_rules(
        collective=home, preset="general_assembly", values=values, by=by[0], at=at
    )
    rules.begin_with(rule_set=rule_set, by=by[0], at=at)
    people = [
        add_person(collective=home, name=f"V{n}", language="en", by=by[0], at=at)
        for n in range(voters)
    ]
    day = at.date() - timedelta(days=900)
    RollEntry.objects.bulk_create(
        [RollEntry(collective=home, person=p, belonging="lives", since=day) for p in people]
    )
    both, meets = {"en": "Water"}, at + timedelta(hours=1)
    assembly = convening.convene(
        collective=home, title=both, place="Hall", starts_at=meets,
        items=[convening.Item(both, "ordinary")], by=by[0], at=at,
    )  # fmt: skip
    Presence.objects.bulk_create(
        [
            Presence(collective=home, assembly=assembly, person=p, how="name", came_at=meets,
                     by_id=by[0].user_id)
            for p in people
        ]
    )  # fmt: skip
    presence.open_session(assembly=assembly, by=by[0], at=meets)
    motion = motions.put_motion(
        item=assembly.items.get(), title=both, texts=both, by=by[0], at=meets
    )
    vote = voting.open_vote(
        motion=motion, method="phone", by=by[0], at=meets + timedelta(minutes=1)
    )
    codes = {
        actor.user_id: ballots.take_key(vote=vote, by=actor, at=meets + timedelta(minutes=2))
        for actor in by
    }
    chance, papers = random.Random(4), []
    for person in people:
        row = passes.give_pass(assembly=assembly, person_id=person.pk, by=by[0], at=meets)
        path = f"/decide/hall/{make_token('hall', row.pk)}/vote/{vote.pk}/"
        papers.append((chance.choice(CHOICES), path))
    return vote, codes, papers


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/sign-in/", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


async def everybody_votes(address: str, ballots: list) -> list:
    """(said, tracker, seconds to open the ballot, seconds to cast it) of each."""
    chance = random.Random(9)
    limits = httpx.Limits(max_connections=400, max_keepalive_connections=400)
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, timeout=60, limits=limits
    ) as http:
        begin = time.monotonic() + 1
        turns = [votes(http, begin + chance.random() * SECONDS, *ballot) for ballot in ballots]
        return await asyncio.gather(*turns)


async def votes(http: httpx.AsyncClient, when: float, said: str, path: str) -> tuple:
    await asyncio.sleep(max(0.0, when - time.monotonic()))
    start = time.perf_counter()
    page = await http.get(path, headers={"Cookie": ""})
    opened = time.perf_counter()
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    body = {"csrfmiddlewaretoken": TOKEN.search(page.text)[1], "choice": said}
    answer = await http.post(path, data=body, headers={"Cookie": cookie})
    tracker = TRACKER.search(answer.text)
    return said, tracker and tracker[1], opened - start, time.perf_counter() - opened


def report(vote, codes, found: list, voters: int) -> dict:
    from barrio.assemblies.actions.ballots import open_urn
    from barrio.assemblies.models import Voted
    from barrio.core.actors import Actor
    from barrio.core.clock import now

    marked = Voted.objects.filter(vote=vote).count()
    start = time.perf_counter()
    by = Actor("user", str(next(iter(codes))))
    open_urn(vote=vote, codes=codes, dice="", by=by, at=now())
    opening = time.perf_counter() - start
    vote.refresh_from_db()
    urn = dict(vote.urn.values_list("tracker", "said"))
    lost = sum(urn.get(tracker) != said for said, tracker, *_times in found)
    said = Counter(said for said, *_rest in found)
    assert (vote.yes, vote.no, vote.abstain) == (said["yes"], said["no"], said["abstain"])
    casting, bound = sorted(row[3] for row in found), bare_commit()
    p95 = casting[int(len(casting) * 0.95)]
    return {
        f"{voters} voters in {SECONDS} s: lost, twice": f"{lost}, {marked - len(urn)}",
        "cast, ms: median, p95, slowest": " ".join(
            f"{1000 * t:.0f}" for t in (casting[len(casting) // 2], p95, casting[-1])
        ),
        "open the ballot, ms: median, p95": " ".join(
            f"{1000 * sorted(row[2] for row in found)[int(voters * part)]:.0f}"
            for part in (0.5, 0.95)
        ),
        "p95 of a bare durable commit, ms": f"{1000 * bound:.1f}",
        "cast, p95 as a ratio to that": f"{p95 / bound:.1f}",
        "urn opened, mixed and counted, s": f"{opening:.1f}",
    }


def bare_commit(times: int = 400) -> float:
    """The 95th percentile of one inserted row in SQLite, written through to the disk."""
    with tempfile.TemporaryDirectory(dir=os.environ["BARRIO_HOME"]) as folder:
        db = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE t (a TEXT)")
        took = []
        for _time in range(times):
            start = time.perf_counter()
            db.execute("INSERT INTO t VALUES (?)", ["x" * 600])
            took.append(time.perf_counter() - start)
        db.close()
    return sorted(took)[int(times * 0.95)]


if __name__ == "__main__":
    main(int(sys.argv[1]))
