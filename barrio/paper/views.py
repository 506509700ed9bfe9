from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from barrio.accounts.enums import Role
from barrio.accounts.guards import for_roles
from barrio.canvass.models import Assignment
from barrio.canvass.permissions import get_canvass_for, get_turf_for
from barrio.canvass.queries import doors_of
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.paper import actions
from barrio.paper.forms import NumberForm, PrintForm, TallyForm
from barrio.paper.grid import Grid
from barrio.paper.models import Sheet
from barrio.paper.permissions import (
    get_sheet_for,
    get_sheet_to_key,
    get_shift_to_count,
    sheets_to_key,
    shifts_to_count,
)
from barrio.paper.press.pdf import pdf_of
from barrio.paper.queries import (
    compare,
    current_tally,
    held_of_sheet,
    held_of_shift,
    lines_of,
    sheets_of,
    shifts_of,
)
from barrio.runtime.once import once

NEWEST = 30  # sheets offered beside the number; older ones are found by it


@require_http_methods(["GET", "HEAD", "POST"])
@once
def turf_print(request: HttpRequest, turf_id: str) -> HttpResponse:
    turf = get_turf_for(request.user, turf_id)
    form = PrintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            sheet = actions.print_sheet(
                turf=turf,
                language=said["language"],
                with_names=said["with_names"],
                leave_out=_finished(turf) if said["doors"] == "left" else frozenset(),
                by=user_actor(request.user),
                at=now(),
            )
        except Refused as refusal:
            form.add_error("doors", str(refusal))
        else:
            text = _("Sheet %(number)s is ready. Open it and print it.")
            messages.success(request, text % {"number": sheet.number})
            return redirect("paper:turf-print", turf_id=turf.pk)
    sheets = sheets_of(Sheet.objects.filter(turf=turf).order_by("-printed_at"))
    context = {"turf": turf, "form": form, "sheets": sheets}
    return render(request, "paper/turf_print.html", context)


def _finished(turf: Any) -> frozenset:
    return frozenset(door.dwelling.pk for door in doors_of(turf) if door.is_done)


@require_safe
@never_cache
def sheet_pdf(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """The same doors in the same order, however often it is opened."""
    sheet = get_sheet_for(request.user, sheet_id)
    response = HttpResponse(pdf_of(sheet), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sheet.number}.pdf"'
    return response


@require_safe
@for_roles(Role.ORGANIZER, Role.CANVASSER)
def key_find(request: HttpRequest) -> HttpResponse:
    """Asks for the number of a sheet; the square code on the paper brings it along."""
    at = now()
    sheets = sheets_to_key(request.user, request.collective, at)
    form = NumberForm(request.GET if "number" in request.GET else None, sheets=sheets)
    if form.is_bound and form.is_valid():
        return redirect("paper:sheet-key", sheet_id=form.cleaned_data["number"].pk)
    context = {
        "form": form,
        "sheets": sheets_of(sheets[:NEWEST]),
        "shifts": shifts_to_count(request.user, request.collective, at),
    }
    return render(request, "paper/key_find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet_key(request: HttpRequest, sheet_id: str) -> HttpResponse:
    """The grid: a row for each door, in the order of the paper."""
    at = now()
    sheet = get_sheet_to_key(request.user, sheet_id, at)
    grid = Grid(sheet, request.user, at, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        kept = grid.keep()
        if kept is not None:
            _say_kept(request, kept)
        if not grid.has_errors:
            return redirect("paper:sheet-key", sheet_id=sheet.pk)
    tally = current_tally(sheet=sheet)
    held = held_of_sheet(lines_of(sheet))
    context = {
        "sheet": sheet,
        "grid": grid,
        "keyed": len(held.doors["doors_knocked"]),
        "tally": tally,
        "comparison": compare(tally, held) if tally else None,
    }
    return render(request, "paper/sheet_key.html", context)


def _say_kept(request: HttpRequest, kept: int) -> None:
    if kept:
        text = ngettext("%(n)d row was kept.", "%(n)d rows were kept.", kept)
        messages.success(request, text % {"n": kept})
    else:
        messages.info(request, _("Nothing was new: all of it is kept already."))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@once
def sheet_count(request: HttpRequest, sheet_id: str) -> HttpResponse:
    sheet = get_sheet_to_key(request.user, sheet_id, now())
    return _count(request, sheet, {"sheet": sheet, "turf": sheet.turf})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@once
def shift_count(request: HttpRequest, assignment_id: str) -> HttpResponse:
    shift = get_shift_to_count(request.user, assignment_id, now())
    return _count(request, shift, {"shift": shift, "turf": shift.turf})


def _count(request: HttpRequest, of: Sheet | Assignment, context: dict[str, Any]) -> HttpResponse:
    """The signed tally of a sheet or a shift, and beside it what we have."""
    which = {"sheet": of} if isinstance(of, Sheet) else {"assignment": of}
    tally = current_tally(**which)
    form = TallyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.sign_tally(
            of=of,
            figures=form.figures(),
            walker=form.cleaned_data["walker"],
            by=user_actor(request.user),
            at=now(),
        )
        messages.success(request, _("The tally is kept."))
        return redirect(request.path)
    held = held_of_sheet(lines_of(of)) if isinstance(of, Sheet) else held_of_shift(of)
    context |= {
        "form": form,
        "tally": tally,
        "comparison": compare(tally, held) if tally else None,
    }
    return render(request, "paper/count.html", context)


@require_safe
def canvass_paper(request: HttpRequest, canvass_id: str) -> HttpResponse:
    """For the organizer: sheets printed and keyed, tallies, and what still differs."""
    canvass = get_canvass_for(request.user, canvass_id)
    sheets = Sheet.objects.filter(turf__canvass=canvass).select_related(
        "turf", "printed_by", "walker"
    )
    rows = sheets_of(sheets.order_by("-printed_at"))
    shifts = shifts_of(canvass, now())
    context = {
        "canvass": canvass,
        "sheets": rows,
        "shifts": shifts,
        "open_sheets": [row for row in rows if row.comparison and row.comparison.differs],
        "open_shifts": [row for row in shifts if row.comparison and row.comparison.differs],
    }
    return render(request, "paper/canvass_paper.html", context)
