from typing import Any

from barrio.accounts.permissions import load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.minutes.models import Amendment


def get_amendment_to_answer(user: Any, pk: Any) -> Amendment:
    rows = Amendment.objects.select_related("collective", "minutes__assembly__collective")
    return load_for(user, rows, pk, *KEEPERS)
