from typing import Any

from django.http import Http404

from barrio.accounts.permissions import load_for
from barrio.assemblies.permissions import ROLL_KEEPERS
from barrio.census.models import Challenge, Letter
from barrio.comms.links import read_token


def get_letter_for(user: Any, pk: Any) -> Letter:
    return load_for(user, Letter.objects.select_related("collective", "person"), pk, *ROLL_KEEPERS)


def get_letter_by_code(token: str) -> Letter:
    """The letter whose square code somebody holds: the code is the permission."""
    pk = read_token("letter", token)
    found = Letter.objects.select_related("collective").filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def get_challenge_for(user: Any, pk: Any) -> Challenge:
    rows = Challenge.objects.select_related("collective", "person")
    return load_for(user, rows, pk, *ROLL_KEEPERS)
