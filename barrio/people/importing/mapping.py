"""Which column is what: guessed by its header and its content, mended by a person."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from barrio.core.text import fold

FIELDS = {
    "": _("Leave out"),
    "name": _("Full name"),
    "given_name": _("Given name"),
    "surname": _("Surname"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "language": _("Language"),
    "address": _("Address (house number and street)"),
    "notes": _("Notes"),
    "tag": _("Tag"),
}
HEADERS = {
    "name": r"(full ?name|name|nombre( completo)?|nombre y apellidos?|nom)",
    "given_name": r"(first ?name|given ?name|nombres?( de pila)?|primer nombre|firstname)",
    "surname": r"(last ?name|surname|family ?name|apellidos?|lastname)",
    "phone": r"(.*(phone|tel[eé]?f?o?n?o?|movil|celular|mobile|cell|numero).*)",
    "email": r"(.*(e-?mail|correo).*)",
    "language": r"(language|idioma|lengua|lang)",
    "address": r"(address|direccion|domicilio|street address|home street|.*address 1 - street)",
    "notes": r"(notes?|notas?|comments?|comentarios?|observaciones)",
    "tag": r"(tags?|etiquetas?|groups?|grupos?)",
}
LANGUAGES = {
    "en": {"en", "eng", "english", "ingles", "inglés"},
    "es": {"es", "spa", "esp", "spanish", "espanol", "español", "castellano"},
}


def guess(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[int, str]:
    """A field for each column index; each field is given once, the first best column wins."""
    found: dict[int, str] = {}
    for index, header in enumerate(columns):
        field = _by_header(fold(header)) or _by_content([row[index] for row in sample])
        if field and (field not in found.values()):
            found[index] = field
    if "given_name" in found.values() and "surname" not in found.values():
        found = {i: "name" if f == "given_name" else f for i, f in found.items()}
    return found


def _by_header(header: str) -> str:
    order = (
        "given_name",
        "surname",
        "name",
        "email",
        "phone",
        "language",
        "address",
        "notes",
        "tag",
    )
    for field in order:
        if re.fullmatch(HEADERS[field], header.replace("_", " ").strip()):
            return field
    return ""


def _by_content(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    if not filled:
        return ""
    if all("@" in cell and "." in cell for cell in filled):
        return "email"
    if all(re.fullmatch(r"\+?[\d\s().-]{7,20}", cell) for cell in filled):
        return "phone"
    return ""


def language_code(text: str) -> str:
    """Our code for a language as people write it; empty for one we do not have."""
    word = text.strip().casefold()
    return next((code for code, words in LANGUAGES.items() if word in words), "")
