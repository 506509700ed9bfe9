"""Which column of a table is what, by the names that English, Spanish, Catalan and OSM use."""

import re
import unicodedata
from collections.abc import Iterable

NAMES = {
    "number": (
        "number housenumber house_number house_no addr:housenumber street_number no num nro "
        "numero número núm número_de_casa numero_casa numero_portal portal altura"
    ),
    "street": (
        "street street_name streetname addr:street road calle nombre_calle via vía nom_via "
        "nombre_via carrer nom_carrer direccion_calle"
    ),
    "place": "addr:place place lugar lloc",
    "address": "address full_address street_address direccion dirección domicilio adreça",
    "unit": (
        "unit apt apartment addr:unit addr:flats addr:door flat unidad depto departamento piso "
        "apartamento puerta unitat pis porta"
    ),
    "lat": "lat latitude latitud y addr_lat",
    "lon": "lon lng long longitude longitud x addr_lon",
    "postcode": (
        "postcode zip zipcode zip_code postal_code addr:postcode codigo_postal código_postal cp "
        "codi_postal"
    ),
    "city": "city town addr:city municipality ciudad municipio localidad ciutat municipi",
    "side": "side lado costat",
    "synthetic": "synthetic",
}
FIELDS = {name: field for field, names in NAMES.items() for name in names.split()}


def plain(header: str) -> str:
    """A header without accents, case and punctuation, so that spellings of one word meet."""
    text = unicodedata.normalize("NFKD", header.strip().casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9:]+", "_", text).strip("_")


_BY_PLAIN = {plain(name): field for name, field in FIELDS.items()}


def recognise(headers: Iterable[str]) -> dict[str, str]:
    """The header that holds each field; the first one where several might."""
    found: dict[str, str] = {}
    for header in headers:
        field = _BY_PLAIN.get(plain(header))
        if field:
            found.setdefault(field, header)
    return found
