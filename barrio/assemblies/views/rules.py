"""The rules: chosen from presets, changed as drafts, explained in sentences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.guards import for_roles
from barrio.assemblies.actions import rules as actions
from barrio.assemblies.enums import RulesState
from barrio.assemblies.forms import PresetForm, RulesForm
from barrio.assemblies.models import Act, RuleSet
from barrio.assemblies.permissions import KEEPERS, can_keep, get_rules_for, get_rules_to_change
from barrio.assemblies.presets import RULES, SOURCES
from barrio.assemblies.rules import sentences
from barrio.assemblies.views.common import done, now_by, show, tried
from barrio.assemblies.watching import why_not_binding
from barrio.runtime.once import once


@require_safe
@for_roles()
def rules_list(request: HttpRequest) -> HttpResponse:
    rows = RuleSet.objects.filter(collective=request.collective).order_by("-version")
    context = {"rows": rows, "keeps": can_keep(request.user, request.collective.pk)}
    return show(request, request.collective, "rules_list", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*KEEPERS)
@once
def rules_choose(request: HttpRequest) -> HttpResponse:
    form = PresetForm(request.POST or None)

    def draft() -> RuleSet:
        preset = form.cleaned_data["preset"]
        return actions.draft_rules(
            collective=request.collective,
            preset=preset,
            values=dict(RULES[preset]),
            **now_by(request),
        )

    if request.method == "POST" and (made := tried(form, draft)):
        return redirect("assemblies:rules-read", rules_id=made.pk)
    return show(request, request.collective, "rules_choose", {"form": form})


@require_safe
def rules_read(request: HttpRequest, rules_id: str) -> HttpResponse:
    row = get_rules_for(request.user, rules_id)
    in_force = RuleSet.objects.filter(collective_id=row.collective_id, state=RulesState.IN_FORCE)
    act = Act.objects.filter(vote__motion__rule_set=row).order_by("-number").first()
    context = {
        "row": row,
        "sentences": list(sentences(row.rules)),
        "commissions": row.rules.commissions,
        "source": SOURCES[row.preset],
        "act": act,
        "waits": why_not_binding(act) if act else "",
        "can_begin": not in_force.exists(),
        "keeps": can_keep(request.user, row.collective_id),
    }
    return show(request, row.collective, "rules_read", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def rules_change(request: HttpRequest, rules_id: str) -> HttpResponse:
    """Makes a draft of these with other numbers."""
    row = get_rules_to_change(request.user, rules_id)
    form = RulesForm(request.POST or None, rules=row.rules)

    def draft() -> RuleSet:
        return actions.draft_rules(
            collective=row.collective,
            preset=row.preset,
            values=form.cleaned_data["values"],
            **now_by(request),
        )

    if request.method == "POST" and (made := tried(form, draft)):
        return redirect("assemblies:rules-read", rules_id=made.pk)
    return show(request, row.collective, "rules_change", {"form": form, "row": row})


@require_POST
def rules_begin(request: HttpRequest, rules_id: str) -> HttpResponse:
    row = get_rules_to_change(request.user, rules_id)
    return done(
        request,
        lambda: actions.begin_with(rule_set=row, **now_by(request)),
        "assemblies:rules-read",
        _("In force. The first assembly should adopt them or others."),
        rules_id=row.pk,
    )
