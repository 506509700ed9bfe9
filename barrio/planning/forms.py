from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barrio.accounts.models import Collective
from barrio.assemblies.enums import AssemblyState
from barrio.assemblies.forms import BothLanguages, DutyForm
from barrio.assemblies.forms_acts import ActField, ActForm, people_to_choose
from barrio.assemblies.models import AgendaItem
from barrio.core.forms import Line, Paragraphs
from barrio.planning.enums import FindingKind, IdeaState, Verdict
from barrio.planning.models import Idea, Plan
from barrio.planning.queries import findings_of, ideas_of
from barrio.runtime.once import OnceForm

MOST_MONEY = 10**12


class PlanForm(BothLanguages):
    title_es = Line(label=_("Title in Spanish"), max_length=120, required=False)
    title_en = Line(label=_("Title in English"), max_length=120, required=False)

    in_both = ("title",)

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = ActField(collective)


class PhaseForm(ActForm):
    """Which act closed the phase."""


class FindingForm(BothLanguages):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=FindingKind.choices, widget=forms.RadioSelect,
        initial=FindingKind.NEED,
    )  # fmt: skip
    title_es = Line(label=_("In Spanish"), max_length=200, required=False)
    title_en = Line(label=_("In English"), max_length=200, required=False)
    people = forms.IntegerField(
        label=_("How many people it concerns"), min_value=1, max_value=1_000_000, required=False
    )

    in_both = ("title",)


class PersonForm(OnceForm):
    """Somebody of the roll, who said it at the table or at the door."""

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, collective: Collective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people_to_choose(collective)


class ProposeForm(OnceForm):
    """In one's own language; who reads another is shown it as it was written."""

    title = Line(label=_("What you propose, in a line"), max_length=120)
    text = Paragraphs(label=_("What would be done, where, for whom"), max_length=3000)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        findings = [(str(row.pk), row.title_in(language)) for row in findings_of(plan)]
        if findings:
            self.fields["finding"] = forms.ChoiceField(
                label=_("What it answers to"), choices=[("", "—"), *findings], required=False
            )

    def said(self) -> dict[str, Any]:
        """Title and text in the reader's language, and the finding's id or nothing."""
        code = (get_language() or "en").split("-")[0]
        said = self.cleaned_data
        return {
            "title": {code: said["title"]},
            "texts": {code: said["text"]},
            "finding": said.get("finding") or None,
        }


class ProposeForForm(ProposeForm):
    person = forms.ChoiceField(label=_("Who proposes it"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.fields["person"].choices = people_to_choose(plan.collective)
        self.order_fields(["form_id", "person", "title", "text", "finding"])


class MergeForm(OnceForm):
    into = forms.ChoiceField(label=_("Into which"))

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        others = ideas_of(idea.plan, IdeaState.OPEN).exclude(pk=idea.pk)
        self.fields["into"].choices = [
            ("", "—"),
            *((str(row.pk), f"{row.number}. {row.title_in(language)}") for row in others),
        ]


class CostForm(OnceForm):
    cost = forms.IntegerField(label=_("Cost, in whole units"), min_value=1, max_value=MOST_MONEY)
    reckoned = Line(
        label=_("How it was reckoned"), max_length=300,
        help_text=_("Two quotes, last year's bill, hours times wage."),
    )  # fmt: skip


class BudgetForm(OnceForm):
    budget = forms.IntegerField(
        label=_("Money to share, in whole units"), min_value=1, max_value=MOST_MONEY
    )


class VoteForm(OnceForm):
    item = forms.ChoiceField(label=_("Under which item of the agenda"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        ahead = [AssemblyState.CONVENED, AssemblyState.OPEN]
        rows = AgendaItem.objects.filter(
            collective=plan.collective_id, assembly__state__in=ahead
        ).select_related("assembly")
        self.fields["item"].choices = [
            ("", "—"),
            *(
                (str(row.pk), f"{row.assembly.title_in(language)}: {row.number}. "
                              f"{row.title_in(language)}")
                for row in rows.order_by("assembly__starts_at", "number")
            ),
        ]  # fmt: skip


class StepForm(DutyForm):
    """A piece of work, as the duties of an act are."""


class FinishForm(OnceForm):
    spent = forms.IntegerField(
        label=_("Spent, in whole units"), min_value=0, max_value=MOST_MONEY, required=False
    )
    said = Line(label=_("What became of it"), max_length=500, required=False)


class ReviewForm(OnceForm):
    verdict = forms.ChoiceField(
        label=_("What you found"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    said = Paragraphs(label=_("What you saw, and where the papers are"), max_length=2000)
