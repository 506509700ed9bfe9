from typing import Any

from barrio.accounts.enums import EVERYBODY
from barrio.accounts.permissions import has_role, load_for
from barrio.assemblies.models import Assembly
from barrio.assemblies.permissions import KEEPERS
from barrio.minutes.models import Amendment


def can_keep(user: Any, collective_id: Any) -> bool:
    return has_role(user, collective_id, *KEEPERS)


def _assemblies() -> Any:
    return Assembly.objects.select_related("collective", "rule_set", "snapshot")


def get_assembly_for(user: Any, pk: Any) -> Assembly:
    return load_for(user, _assemblies(), pk, *EVERYBODY)


def get_assembly_to_keep(user: Any, pk: Any) -> Assembly:
    return load_for(user, _assemblies(), pk, *KEEPERS)


def get_amendment_to_answer(user: Any, pk: Any) -> Amendment:
    rows = Amendment.objects.select_related("collective", "minutes__assembly__collective")
    return load_for(user, rows, pk, *KEEPERS)
