"""Invented people. Numbers are of the 555-01xx range that is given to nobody."""

import random
from dataclasses import dataclass

from barrio.accounts.enums import Role

PASSWORD = "norris square demo"
# handle, roles, collective, what to do with it
ACCOUNTS = [
    (
        "ana",
        [Role.ADMINISTRATOR, Role.ORGANIZER],
        "norris-square",
        "organizes: people, doors, what was heard",
    ),
    ("bruno", [Role.CANVASSER], "norris-square", "knocks on doors: has a turf today"),
    ("delia", [Role.DISPATCHER], "norris-square", "dispatch: a report is waiting"),
    (
        "dario",
        [Role.CONFIRMER, Role.DISPATCHER],
        "norris-square",
        "the second person: releases alerts",
    ),
    (
        "ernesto",
        [Role.ADMINISTRATOR, Role.SPOKESPERSON, Role.TREASURER],
        "norris-square",
        "spokesperson, second administrator, keeps the communal bank",
    ),
    ("teresa", [Role.TREASURER], "norris-square", "finance commission: approves payments"),
    ("ines", [Role.TREASURER], "norris-square", "finance commission: the second approval"),
    ("flor", [Role.CONTROLLER], "norris-square", "social controllership: sees who did what"),
    ("gus", [Role.CAREGIVER], "norris-square", "care"),
    (
        "carla",
        [Role.ADMINISTRATOR, Role.ORGANIZER],
        "kensington-tenants",
        "another collective: sees none of this",
    ),
]
LOGINS = [(handle, PASSWORD, what) for handle, _roles, _slug, what in ACCOUNTS]

GIVEN_ES = [
    "María",
    "Josefina",
    "Carmen",
    "Luis",
    "José",
    "Rosa",
    "Ramón",
    "Milagros",
    "Héctor",
    "Iris",
    "Wilfredo",
    "Yolanda",
    "Ángel",
    "Migdalia",
    "Rafael",
    "Nilda",
    "Efraín",
    "Awilda",
    "Orlando",
    "Zoraida",
    "Tomás",
    "Lourdes",
    "Ismael",
    "Noemí",
]
GIVEN_EN = [
    "Denise",
    "Walter",
    "Tamika",
    "Joseph",
    "Brenda",
    "Malik",
    "Colleen",
    "Andre",
    "Patricia",
    "Terrence",
    "Maureen",
    "Kevin",
    "Yvonne",
    "Darnell",
    "Sharon",
    "Leroy",
    "Kathleen",
    "Marcus",
    "Ebony",
    "Dennis",
]
SURNAMES_ES = [
    "Rivera",
    "Santiago",
    "Ortiz",
    "Colón",
    "Vázquez",
    "Maldonado",
    "Figueroa",
    "Rosario",
    "Nieves",
    "Cintrón",
    "Báez",
    "Lebrón",
    "Peña",
    "Quiñones",
    "Arroyo",
    "Feliciano",
    "Montañez",
]
SURNAMES_EN = [
    "Johnson",
    "McBride",
    "Washington",
    "Kowalski",
    "Gallagher",
    "Freeman",
    "Dugan",
    "Tillman",
    "Brady",
    "Coleman",
    "Nowak",
    "Barnes",
    "Fitzgerald",
    "Harmon",
    "Whitaker",
]

GRIEVANCES = [
    ("housing", "es", "El casero no arregla la calefacción desde octubre y tengo dos niños."),
    ("rent", "en", "They raised the rent by two hundred dollars with two weeks of notice."),
    ("streets", "es", "El farol de la esquina lleva meses apagado; de noche da miedo."),
    (
        "utilities",
        "en",
        "The water has been brown since they dug up the street. Everybody on the block has it.",
    ),
    ("school", "es", "Cortaron el programa de la tarde y no tengo con quién dejar a la nena."),
    ("housing", "en", "Mould in the bedroom. The inspector never came."),
    ("work", "es", "En el almacén no nos pagan las horas extra."),
]


@dataclass(frozen=True)
class DemoPerson:
    name: str
    language: str
    phone: str
    email: str


def invent(count: int, seed: int = 1871) -> list[DemoPerson]:
    """The same people every time."""
    chance = random.Random(seed)
    people = []
    for number in range(count):
        spanish = chance.random() < 0.58
        given = chance.choice(GIVEN_ES if spanish else GIVEN_EN)
        surnames = SURNAMES_ES if spanish else SURNAMES_EN
        name = f"{given} {chance.choice(surnames)}"
        if spanish and chance.random() < 0.6:
            name += f" {chance.choice(surnames)}"
        phone = (
            f"+1{(215, 267, 445)[number % 3]}55501{number // 3 % 100:02d}" if number < 300 else ""
        )
        email = f"vecina{number}@example.org" if chance.random() < 0.55 else ""
        people.append(DemoPerson(name, "es" if spanish else "en", phone, email))
    return people
