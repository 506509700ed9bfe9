from typing import Any

from barrio.accounts.enums import EVERYBODY
from barrio.accounts.permissions import load_for
from barrio.assemblies.permissions import KEEPERS
from barrio.undertakings.models import Undertaking


def _rows() -> Any:
    return Undertaking.objects.select_related("collective", "act", "ended_by")


def get_undertaking_for(user: Any, pk: Any) -> Undertaking:
    return load_for(user, _rows(), pk, *EVERYBODY)


def get_undertaking_to_keep(user: Any, pk: Any) -> Undertaking:
    return load_for(user, _rows(), pk, *KEEPERS)
