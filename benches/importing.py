"""A contact list: rows a second for the preview and for bringing it in."""

import json
import sys
import time

from benches.ground import prepare


def table(rows: int) -> bytes:
    lines = ["Name,Phone,E-mail,Language"]
    for number in range(rows):
        phone = f"+1215{5_000_000 + number:07d}" if number % 3 else ""
        mail = f"neighbour{number}@example.org" if number % 2 else ""
        name = f"Given{number % 977} Surname{number % 7919} {number}"
        if number == rows // 2:
            phone = "no number"
        lines.append(f"{name},{phone},{mail},{'es' if number % 2 else 'en'}")
    return "\n".join(lines).encode()


def main(rows: int) -> None:
    prepare()
    from barrio.accounts.actions import found_collective, make_user
    from barrio.core.actors import SYSTEM
    from barrio.core.clock import now
    from barrio.people.importing import actions
    from barrio.people.models import ContactImport, Person

    at = now()
    collective = found_collective(slug="big", name="Big", kind="network", by=SYSTEM, at=at)
    user = make_user(handle="ana", password=None, language="en", by=SYSTEM, at=at)
    batch = actions.begin_import(
        collective=collective, user=user, filename="big.csv", raw=table(rows), by=SYSTEM, at=at
    )
    mapping = {"0": "name", "1": "phone", "2": "email", "3": "language"}
    actions.set_mapping(batch=batch, mapping=mapping, source="bench", by=SYSTEM, at=at)
    answer: dict = {"rows": rows}

    def timed(name, work):
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
        answer[f"{name}, s"] = round(seconds, 1)
        answer[f"{name}, rows/s"] = round(rows / seconds)

    nothing = lambda done, total: None  # noqa: E731
    timed("preview", lambda: actions.preview(batch=batch, advance=nothing))
    batch.refresh_from_db()
    actions.start_commit(batch=batch, by=SYSTEM, at=at)
    timed("bringing in", lambda: actions.commit(batch=batch, today=at.date(), advance=nothing))
    answer["people"] = Person.objects.count()
    answer["left out"] = ContactImport.objects.get().refused
    batch.refresh_from_db()
    actions.start_undo(batch=batch, by=SYSTEM, at=at)
    timed("undo", lambda: actions.undo(batch=batch, advance=nothing))
    answer["people after undo"] = Person.objects.count()
    print(json.dumps(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]))
