"""Events around the day on which the demo is loaded, at the hours people keep."""

import uuid
from datetime import datetime, time, timedelta

from barrio.accounts.models import Collective
from barrio.core.actors import Actor
from barrio.core.clock import local_date, moments_of
from barrio.events.actions import Plan, cancel_event, plan_event
from barrio.places.models import Site

# So that two demos have the same addresses for the same events.
NAMESPACE = uuid.UUID("5b0e7a52-6f0c-5d0e-9a43-0a5d5d1f7c11")
RAIN = {
    "en": "Heavy rain is forecast. We will choose another day together.",
    "es": "Se espera lluvia fuerte. Elegiremos otro día en conjunto.",
}
# key, days from today, from, until, what is said
EVENTS = [
    ("cook-out", -9, "12:00", "16:00", {
        "kind": "cook_out", "place": "Norris Square Park, by the fountain", "is_public": True,
        "title_en": "Autumn cook-out", "title_es": "Comida de otoño al aire libre",
        "description_en": "Pasteles, coffee and music. Thank you to everybody who cooked.",
        "description_es": "Pasteles, café y música. Gracias a quienes cocinaron.",
    }),
    ("assembly", 3, "18:30", "20:30", {
        "kind": "meeting", "place": "Community hall, W Susquehanna Ave and N Howard St", "is_public": True,
        "title_en": "Neighbours' meeting: heat and repairs", "title_es": "Reunión del vecindario: calefacción y reparaciones",
        "description_en": "What is broken, who answers for it, and what we do about it together.\n\nChildren are welcome; there is a corner to play in. Spanish and English.",
        "description_es": "Qué está dañado, quién responde y qué hacemos en conjunto.\n\nPueden venir niños; hay un rincón para jugar. En español y en inglés.",
    }),
    ("stewards", 5, "19:00", "20:00", {
        "kind": "meeting", "place": "Community hall, back room", "is_public": False,
        "title_en": "Canvassers' evening: what we heard", "title_es": "Noche de recorridos: lo que nos contaron",
        "description_en": "We read what was heard on the doorsteps and share out the next turfs.",
        "description_es": "Leemos lo que se oyó en las puertas y repartimos las próximas zonas.",
    }),
    ("block-party", 8, "13:00", "18:00", {
        "kind": "block_party", "place": "N Hancock St, between W Norris St and W Berks St", "is_public": True,
        "title_en": "Block party on Hancock Street", "title_es": "Fiesta de la cuadra en Hancock",
        "description_en": "Bring a chair and something to share.",
        "description_es": "Traiga una silla y algo para compartir.",
    }),
    ("class", 12, "10:00", "12:00", {
        "kind": "class", "place": "Library, reading room", "is_public": True,
        "title_es": "Clase: sus derechos como inquilina o inquilino",
        "description_es": "Qué puede exigir por escrito, y cómo. Traiga su contrato si lo tiene.",
    }),
    ("hearing", 17, "09:30", "11:30", {
        "kind": "hearing", "place": "City Hall, room 400", "is_public": True,
        "title_en": "Hearing on the heating ordinance", "title_es": "Audiencia sobre la ordenanza de calefacción",
        "description_en": "We go together: meet at 8:45 at Berks station.",
        "description_es": "Vamos en grupo: nos vemos a las 8:45 en la estación Berks.",
    }),
]  # fmt: skip


def load_events(home: Collective, by: Actor, at: datetime) -> None:
    square = Site.objects.get(collective=home, name="Norris Square")
    for key, days, start, end, said in EVENTS:
        begin, until = (_moment(home, at, days, clock) for clock in (start, end))
        plan = Plan(starts_at=begin, ends_at=until, site_id=square.pk, **said)
        planned_at = min(begin, at) - timedelta(days=10)
        event = plan_event(
            collective=home,
            plan=plan,
            event_id=uuid.uuid5(NAMESPACE, f"{home.slug}/{key}"),
            by=by,
            at=planned_at,
        )
        if key == "block-party":
            cancel_event(event=event, reasons=RAIN, by=by, at=at - timedelta(hours=20))


def _moment(home: Collective, at: datetime, days: int, clock: str) -> datetime:
    day = local_date(at, home.time_zone) + timedelta(days=days)
    return moments_of(datetime.combine(day, time.fromisoformat(clock)), home.time_zone)[0]
