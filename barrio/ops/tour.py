"""`barrio tour`: the main job from end to end, without hands, on a throw-away demo.

Through the same pages as people use, with the real worker, sender and sink: what it
prints is what came out.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from barrio.core.commands import CommandFailed
from barrio.ops.visitor import Visitor, find

DEMO_PASSWORD = "norris square demo"
PATIENCE = 60.0  # seconds that any one step may take
LIST = (
    "Nombre,Teléfono,Correo,Idioma\n"
    "Lucía Etxeberria-O'Donoghue,215 555 0190,lucia@example.org,español\n"
    "Walter Nowak,call me,walter@example.org,English\n"
    "Tamika Barnes,267-555-0191,,English\n"
)
GRIEVANCE = "Llevamos tres semanas sin agua caliente y el casero no contesta."


class Tour:
    """The running copy and what has been seen so far."""

    def __init__(self, base: str, sink: str, say: Callable[[str], None]) -> None:
        self.base, self.sink, self.say = base, sink, say
        self.steps: list[dict[str, Any]] = []
        self.people: dict[str, Visitor] = {}

    @contextmanager
    def step(self, what: str) -> Iterator[dict[str, Any]]:
        found: dict[str, Any] = {"step": what}
        begun = time.monotonic()
        yield found
        found["seconds"] = round(time.monotonic() - begun, 2)
        self.steps.append(found)
        came = "; ".join(f"{k} {v}" for k, v in found.items() if k not in {"step", "seconds"})
        self.say(f"{found['seconds']:6.2f} s  {what}: {came}")

    def as_(self, handle: str, language: str = "en") -> Visitor:
        if handle not in self.people:
            self.people[handle] = Visitor(self.base, language)
            self.people[handle].sign_in(handle, DEMO_PASSWORD)
        return self.people[handle]

    def sent(self) -> list[dict[str, Any]]:
        return httpx.get(f"{self.sink}/messages", trust_env=False).json()


def wait_for(what: str, ready: Callable[[], Any]) -> Any:
    """What `ready` gives once it is true. Raises `CommandFailed` after a minute."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = ready()
        if found:
            return found
        time.sleep(0.2)
    raise CommandFailed(f"{what} did not happen within {PATIENCE:.0f} seconds")


# --- the story ---


def tell(tour: Tour) -> None:
    bring_in_list(tour)
    turf = cut_and_give(tour)
    knock(tour, turf)
    alert = report_and_release(tour, see(tour))
    everybody_told(tour, alert)


def bring_in_list(tour: Tour) -> None:
    ana = tour.as_("ana")
    with tour.step("Ana brings in a contact list") as found:
        file = {"file": ("vecinos.csv", LIST.encode("latin-1"), "text/csv")}
        ana.submit("/people/imports/", files=file)
        columns, batch = ana.at, ana.at.removesuffix("columns/")
        fields = {"column0": "name", "column1": "phone", "column2": "email", "column3": "language"}
        ana.submit(columns, source="Sign-up sheet of the block party", **fields)
        wait_for("the preview", lambda: "commit/" in ana.read(batch))
        page = ana.read(batch)
        found["left out"] = find(r"<strong>((?:Row|Fila) \d+)</strong>", page, "the bad row")
        ana.submit(batch, batch + "commit/")
        wait_for("the import", lambda: "undo/" in ana.read(batch))
        hits = ana.read("/people/?q=etxeberria")
        find(r"(Etxeberria)", hits, "the new person")
        found["new people"] = 2


def cut_and_give(tour: Tour) -> str:
    ana = tour.as_("ana")
    with tour.step("Ana cuts a turf and gives it to Bruno") as found:
        canvass = find(r'href="(/doors/[0-9a-f-]{36}/)"', ana.read("/doors/"), "the canvass")
        cut = ana.read(canvass + "cut/")
        street = find(r'value="([0-9a-f-]{36})"[^>]*>\s*N Palethorp St', cut, "the street")
        ana.submit(canvass + "cut/", name="N Palethorp St", size="75", streets=street)
        turf = ana.at
        bruno = find(r'value="([0-9a-f-]{36})"[^>]*>\s*bruno', ana.read(turf), "Bruno")
        ana.submit(turf, turf + "assign/", user=bruno, hours="6")
        found["doors"] = ana.read(turf + "walk/").count("data-barrio-door")
    return turf


def knock(tour: Tour, turf: str) -> None:
    bruno = tour.as_("bruno", "es")
    with tour.step("Bruno knocks, hears a grievance, signs a neighbour up") as found:
        page = bruno.read(turf + "walk/")
        door = find(r'name="dwelling" value="([0-9a-f-]{36})"', page, "a door")
        envelope = {
            "id": str(uuid.uuid4()),
            "kind": "attempt",
            "made_at": "",
            "body": {
                "turf": turf.split("/")[-2],
                "dwelling": door,
                "result": "spoke",
                "grievance": {"words": GRIEVANCE, "topic": "utilities", "language": "es"},
                "sign_up": {
                    "name": "Noemí",
                    "phone": "215 555 0195",
                    "language": "es",
                    "consent": True,
                },
            },
        }
        for _time in range(3):  # a phone that got no answer sends it again
            answers = bruno.send_json(turf + "walk/", "/sync/", {"envelopes": [envelope]})[
                "answers"
            ]
        found["answer"] = answers[0]["outcome"]
        heard = tour.as_("ana").read("/heard/")
        found["kept"] = f"{heard.count(GRIEVANCE)} time"


def see(tour: Tour) -> Visitor:
    passer_by = Visitor(tour.base, "es")
    with tour.step("A passer-by reports, in Spanish, without an account") as found:
        page = passer_by.submit(
            "/c/norris-square/report/",
            kind="raid",
            place="N Howard y W Norris",
            words="Dos furgonetas sin placas, cuatro personas con chaleco.",
            first_hand="on",
            lat="39.9807",
            lon="-75.1348",
        )
        found["report"] = find(r"\b([0-9A-HJKMNP-TV-Z]{6})\b", page.split("<h1", 1)[-1], "the code")
    return passer_by


def report_and_release(tour: Tour, passer_by: Visitor) -> str:
    del passer_by
    delia, dario = tour.as_("delia"), tour.as_("dario", "es")
    with tour.step("Delia confirms it and composes the alert") as found:
        triage = delia.read("/respond/").split("furgonetas")[0]
        report = find(r'(?s).*href="(/respond/reports/[0-9a-f-]{36}/)"', triage, "the report")
        delia.submit(report, report + "confirm/")
        delia.submit(
            report + "alert/",
            kind="raid",
            place_name="Norris Square",
            lat="39.9807",
            lon="-75.1348",
            radius="1",
        )
        alert = delia.at
        found["goes to"] = find(r"(?:goes to|a) (\d+)", delia.read(alert), "the number of people")
    with tour.step("Dario, a second person, releases it") as found:
        before = len(tour.sent())
        dario.submit(alert, alert + "release/")
        begun = time.monotonic()
        wait_for("the first message", lambda: len(tour.sent()) > before)
        found["first message after"] = f"{time.monotonic() - begun:.2f} s"
    return alert


def everybody_told(tour: Tour, alert: str) -> None:
    dario = tour.as_("dario", "es")
    with tour.step("Everybody near who asked is told") as found:
        wait_for(
            "the end of the fan-out",
            lambda: "hx-trigger" not in dario.read(alert).split("progress", 1)[-1],
        )
        rows = [row for row in tour.sent() if "/m/" in row["text"]]
        spanish = sum("onfirmado" in row["title"] + row["text"] for row in rows)
        channels = {c: sum(r["channel"] == c for r in rows) for c in ("email", "sms")}
        found |= {
            "told": len(rows),
            "in Spanish": spanish,
            "in English": len(rows) - spanish,
            **channels,
        }
        if not 0 < spanish < len(rows):
            raise CommandFailed("people were not told each in their language")
    with tour.step("A neighbour says that she got it; Dario gives the all-clear") as found:
        link = find(r"(/messages/m/[\w-]+/)", rows[0]["text"], "the link")
        Visitor(tour.base, "es").submit(link)
        dario.submit(alert, alert + "clear/")
        wait_for("the all-clear", lambda: len(tour.sent()) >= 2 * len(rows))
        found["told that it is over"] = len(tour.sent()) - len(rows)


# --- the throw-away copy ---


def run_tour(say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Makes the copy, tells the story on it, and throws it away."""
    with tempfile.TemporaryDirectory(prefix="barrio-tour-") as home:
        web, smtp, http = free_ports(3)
        env = tour_environment(home, web, smtp, http)
        begun = time.monotonic()
        for arguments in (["migrate"], ["demo"]):
            run_quietly(arguments, env)
        say(f"{time.monotonic() - begun:6.2f} s  A fresh demo neighbourhood is ready")
        with crew(env, web, smtp, http):
            tour = Tour(f"http://127.0.0.1:{web}", f"http://127.0.0.1:{http}", say)
            wait_for("the start of the pages", lambda: answers(tour.base) and answers(tour.sink))
            tell(tour)
            return tour.steps


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def tour_environment(home: str, web: int, smtp: int, http: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BARRIO_")}
    return kept | {
        "BARRIO_HOME": home,
        "BARRIO_DEMO": "1",
        "BARRIO_BASE_URL": f"http://127.0.0.1:{web}",
        "BARRIO_SMTP_PORT": str(smtp),
        "BARRIO_SMS_URL": f"http://127.0.0.1:{http}/sms",
        "BARRIO_SINK_PORT": str(http),
        # The copy sees this very code, wherever the tour is run from.
        "PYTHONPATH": os.pathsep.join(
            [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        ),
    }


def run_quietly(arguments: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "barrio.cli", *arguments], env=env, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandFailed(f"barrio {arguments[0]}: {done.stderr.strip()[-400:]}")


@contextmanager
def crew(env: dict[str, str], web: int, smtp: int, http: int) -> Iterator[None]:
    barrio = [sys.executable, "-m", "barrio.cli"]
    commands = [
        [
            sys.executable,
            "-m",
            "uvicorn",
            "barrio.asgi:application",
            "--port",
            str(web),
            "--log-level",
            "error",
        ],
        [*barrio, "worker"],
        [*barrio, "sender"],
        [*barrio, "sink", "--smtp-port", str(smtp), "--http-port", str(http)],
    ]
    running = [
        subprocess.Popen(c, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
        for c in commands
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def answers(base: str) -> bool:
    try:
        return httpx.get(base + "/", trust_env=False, follow_redirects=True).status_code < 500
    except httpx.HTTPError:
        return False
