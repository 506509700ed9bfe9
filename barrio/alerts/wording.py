"""Reviewed sentences of alerts by kind and language; only the place differs.

An alert carries no free text: what a stranger could type must never reach a neighbourhood.
"""

from dataclasses import dataclass

from barrio.alerts.enums import ReportKind

LANGUAGES = ("en", "es")
MAX_PLACE = 80


@dataclass(frozen=True)
class Wording:
    title: str
    body: str


WORDINGS: dict[tuple[str, str], Wording] = {
    (ReportKind.RAID, "en"): Wording(
        "Confirmed: raid or detention near {place}",
        "Two people of the network have confirmed it. You need not open your door without an "
        "order signed by a judge. If it is safe, watch and write down what you see.",
    ),
    (ReportKind.RAID, "es"): Wording(
        "Confirmado: redada o detención cerca de {place}",
        "Dos personas de la red lo han confirmado. No tiene que abrir la puerta sin una "
        "orden firmada por un juez. Si no hay peligro, observe y anote lo que vea.",
    ),
    (ReportKind.EVICTION, "en"): Wording(
        "Confirmed: eviction near {place}",
        "Two people of the network have confirmed it. Neighbours are gathering. Come if you can, "
        "calmly, and follow those in charge there.",
    ),
    (ReportKind.EVICTION, "es"): Wording(
        "Confirmado: desalojo cerca de {place}",
        "Dos personas de la red lo han confirmado. El vecindario se está reuniendo. Venga si "
        "puede, con calma, y siga a quienes coordinan allí.",
    ),
    (ReportKind.FIRE, "en"): Wording(
        "Confirmed: fire near {place}",
        "Keep away from the smoke and leave the street free for the fire brigade. Check on "
        "neighbours who need help to get out.",
    ),
    (ReportKind.FIRE, "es"): Wording(
        "Confirmado: incendio cerca de {place}",
        "Aléjese del humo y deje libre la calle para los bomberos. Vea si hay vecinos que "
        "necesitan ayuda para salir.",
    ),
    (ReportKind.SHUTOFF, "en"): Wording(
        "Confirmed: water, light or heat cut off near {place}",
        "Check on neighbours who depend on it. Tell us if you need water, heat or a place to "
        "charge a medical device.",
    ),
    (ReportKind.SHUTOFF, "es"): Wording(
        "Confirmado: corte de agua, luz o calefacción cerca de {place}",
        "Vea si hay vecinos que dependen de ello. Avísenos si necesita agua, calor o dónde "
        "cargar un aparato médico.",
    ),
    (ReportKind.WEATHER, "en"): Wording(
        "Confirmed: storm, flood or heat near {place}",
        "Stay where you are safe and check on neighbours who live alone. Tell us what is needed.",
    ),
    (ReportKind.WEATHER, "es"): Wording(
        "Confirmado: tormenta, inundación o calor cerca de {place}",
        "Quédese a salvo y vea cómo están los vecinos que viven solos. Díganos qué hace falta.",
    ),
    (ReportKind.OTHER, "en"): Wording(
        "Confirmed: emergency near {place}",
        "Two people of the network have confirmed it. Look out for each other and read the "
        "page behind the link.",
    ),
    (ReportKind.OTHER, "es"): Wording(
        "Confirmado: emergencia cerca de {place}",
        "Dos personas de la red lo han confirmado. Cuídense entre todos y lea la página del "
        "enlace.",
    ),
}

ALL_CLEAR: dict[str, Wording] = {
    "en": Wording(
        "All clear near {place}",
        "What we told you of is over. Thank you for looking out for each other.",
    ),
    "es": Wording(
        "Fin de alerta cerca de {place}",
        "Lo que le avisamos ha terminado. Gracias por cuidarnos entre todos.",
    ),
}


def texts_for(kind: str, place: str) -> dict[str, tuple[str, str]]:
    """Title and body by language."""
    return {code: _fill(WORDINGS[ReportKind(kind), code], place) for code in LANGUAGES}


def all_clear_texts(place: str) -> dict[str, tuple[str, str]]:
    return {code: _fill(ALL_CLEAR[code], place) for code in LANGUAGES}


def _fill(wording: Wording, place: str) -> tuple[str, str]:
    return wording.title.format(place=place), wording.body
