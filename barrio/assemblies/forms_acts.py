"""Forms of higher apps: by which act of our assembly, and who of the roll."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.forms import MotionForm
from barrio.assemblies.models import Act
from barrio.assemblies.queries import by_name, roll_of
from barrio.runtime.once import OnceForm
from barrio.runtime.sealed import open_all

NEWEST = 50  # acts to choose from


class ActField(forms.ModelChoiceField):
    """An act of our own assembly, the newest first; of `acts` where they are given."""

    def __init__(self, collective: Collective, acts: list[Act] | None = None, **more: Any) -> None:
        if acts is None:
            rows = Act.objects.filter(collective=collective, superseded_by__isnull=True)
            acts = list(rows.order_by("-number")[:NEWEST])
        # A slice cannot be filtered again, which is how the field would look the choice up.
        queryset = Act.objects.filter(pk__in=[act.pk for act in acts]).order_by("-number")
        more = {"label": _("By which act of our assembly"), "empty_label": "—", **more}
        super().__init__(queryset, **more)

    def label_from_instance(self, act: Act) -> str:
        return f"{act.number}. {act.title_in(get_language() or 'en')}"


class ActForm(OnceForm):
    """Something that only an act of our assembly can do."""

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class PutForm(MotionForm):
    """A motion; it can name an act that ends when the motion is adopted."""

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["undoes"] = ActField(
            collective, required=False, label=_("Which act it undoes or replaces"),
            help_text=_("Leave it empty for a new decision."),
        )  # fmt: skip


def people_to_choose(collective: Collective) -> list[tuple[str, str]]:
    """Everybody on the roll, by name, as choices of a field."""
    entries = by_name(collective.pk, roll_of(collective.pk))
    open_all(entry.person for entry in entries)
    return [("", "—"), *((str(entry.person_id), entry.person.name) for entry in entries)]
