"""Parts of a person's page that higher apps add: visits, dues, votes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from barrio.people.models import Person


@dataclass(frozen=True)
class Panel:
    key: str
    order: int
    template: str
    context: Callable[[Any, Person], dict[str, Any]]


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    _panels[panel.key] = panel


def panels_for(request: Any, person: Person) -> list[tuple[str, dict[str, Any]]]:
    """Template and context of each panel, in order."""
    rows = sorted(_panels.values(), key=lambda panel: panel.order)
    return [(panel.template, panel.context(request, person)) for panel in rows]
