"""What is printed on every sheet, in the languages it is printed in."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

WORDS: dict[str, str | Promise] = {
    "page": _("page"),
    "of": pgettext_lazy("page 2 of 5", "of"),
    "key_in": _("Key it in here"),
    "qr": _("Square code: leads to the page where this sheet is keyed in"),
    "how": _("At each door"),
    "how_long": _(
        "Mark one box. Write what they tell you in their own words. Take down a telephone "
        "number only if they say yes, and mark that they did."
    ),
    "walker": _("Who walks"),
    "when": _("Day and hour"),
    "map": _("Map of the doors, numbered in the order of the walk; the list says the same"),
    "map_note": _("The numbers are those of the list. The dashes are the walk."),
    "doors": _("Doors"),
    "not_home": _("Not home"),
    "spoke": _("Spoke"),
    "refused": _("Refused"),
    "come_back": _("Come back"),
    "said": _("They said"),
    "phone": _("Telephone"),
    "said_yes": _("They said yes to alerts"),
    "tally": _("Signed tally"),
    "tally_how": _("Count the marks on all pages, write the figures down and sign."),
    "t_knocked": _("Doors knocked"),
    "t_answered": _("Somebody answered"),
    "t_spoke": _("Spoke with us"),
    "t_refused": _("They refused"),
    "signature": _("Signature"),
    "date": _("Date"),
}


def words_in(codes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Each term with its language code, in the order asked for."""
    said: dict[str, list[tuple[str, str]]] = {key: [] for key in WORDS}
    for code in codes:
        with override(code):
            for key, word in WORDS.items():
                said[key].append((code, str(word)))
    return said
