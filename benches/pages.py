"""The main pages over a large collective, as a ratio to a bare view with as many rows."""

import json
import sys
import time
import uuid

from benches.ground import percentile, prepare

TIMES = 20


def people(collective, count: int, at) -> None:
    from barrio.people.models import ContactPoint, Person
    from barrio.runtime.keyring import keyring
    from barrio.runtime.sealed import blind_index

    for start in range(0, count, 5000):
        ids = [uuid.uuid4() for _number in range(min(5000, count - start))]
        keys = keyring.create_many(ids, collective.pk)
        rows, points = [], []
        for number, pk in enumerate(ids, start):
            person = Person(id=pk, key_id=pk, collective=collective, added_on=at.date())
            person.seal(keys[pk], name=f"Given{number % 977} Surname{number}")
            rows.append(person)
            phone = f"+1215{5_000_000 + number:07d}"
            point = ContactPoint(
                collective=collective, person=person, key_id=pk, kind="phone",
                index=blind_index(collective.pk, "phone", phone),
            )  # fmt: skip
            point.seal(keys[pk], value=phone)
            points.append(point)
        Person.objects.bulk_create(rows, batch_size=1000)
        ContactPoint.objects.bulk_create(points, batch_size=1000)


def timed(client, path: str) -> list[float]:
    seconds = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        response = client.get(path)
        seconds.append(time.perf_counter() - begun)
        assert response.status_code == 200, path
    return seconds


def main(count: int) -> None:
    prepare()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    from barrio.accounts.models import Collective, User
    from barrio.canvass.models import Turf
    from barrio.core.clock import now
    from barrio.ops.demo import load_demo
    from barrio.people.models import Person

    load_demo()
    home = Collective.objects.get(slug="norris-square")
    people(home, count, now())
    client = Client()
    client.force_login(User.objects.get(handle="ana"))
    dispatch = Client()
    dispatch.force_login(User.objects.get(handle="delia"))
    person, turf = Person.objects.first(), Turf.objects.first()
    pages = {
        "home": (client, "/"),
        "people, page 1": (client, "/people/"),
        "people, page 900": (client, "/people/?page=900"),
        "people, by name": (client, "/people/?q=surname4242"),
        "people, by number": (client, "/people/?q=%2B12155004242"),
        "a person": (client, f"/people/{person.pk}/"),
        "doors": (client, "/doors/"),
        "a turf on the phone": (client, f"/doors/turf/{turf.pk}/walk/"),
        "what was heard": (client, "/heard/"),
        "reports": (dispatch, "/respond/"),
    }
    bare = bare_view()
    answer: dict = {
        "people": count,
        "bare view of 50 rows, p50 ms": round(1000 * percentile(bare, 0.5), 2),
    }
    for name, (who, path) in pages.items():
        first = time.perf_counter()
        who.get(path)
        cold = time.perf_counter() - first
        seconds = timed(who, path)
        p50, p95 = percentile(seconds, 0.5), percentile(seconds, 0.95)
        ratio = p50 / percentile(bare, 0.5)
        answer[name] = (
            f"p50 {1000 * p50:.1f} ms  p95 {1000 * p95:.1f} ms  x{ratio:.1f}"
            f"  (first {1000 * cold:.0f} ms)"
        )
    print(json.dumps(answer))


def bare_view() -> list[float]:
    """A plain Django view: one query of 50 clear rows, one template, no middleware."""
    from django.http import HttpResponse
    from django.template import engines
    from django.test import RequestFactory

    from barrio.places.models import Dwelling

    template = engines["django"].from_string(
        "<!doctype html><ul>{% for row in rows %}"
        "<li>{{ row.number }} {{ row.street.name }}</li>{% endfor %}</ul>"
    )

    def view(request):
        rows = Dwelling.objects.select_related("street").order_by("pk")[:50]
        return HttpResponse(template.render({"rows": rows}))

    request, seconds = RequestFactory().get("/"), []
    from django.contrib.auth.models import AnonymousUser

    request.user, request.session = AnonymousUser(), {}
    for _time in range(TIMES):
        begun = time.perf_counter()
        view(request)
        seconds.append(time.perf_counter() - begun)
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]))
