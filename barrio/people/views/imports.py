from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barrio.accounts.enums import PEOPLE_ROLES
from barrio.accounts.guards import for_roles
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.people.enums import RowOutcome
from barrio.people.forms import MappingForm, UploadForm
from barrio.people.importing import actions
from barrio.people.importing.plan import REASONS
from barrio.people.models import ContactImport
from barrio.people.permissions import get_import_for
from barrio.people.tasks import commit_import, preview_import, undo_import
from barrio.runtime.jobs import start_job
from barrio.runtime.models import JobProgress
from barrio.runtime.once import once
from barrio.runtime.sealed import open_all
from barrio.runtime.uploads import disk_was_full

SAMPLE = 20
MOST_REFUSED = 500


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*PEOPLE_ROLES)
def import_list(request: HttpRequest) -> HttpResponse:
    """Upload a list; the ones brought in before."""
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    if disk_was_full(request):
        form.fields["file"].error_messages["required"] = actions.NO_ROOM
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            raw = file.read()
            # Read before the transaction: a large workbook takes seconds.
            return _begin(request, file.name, raw, actions.read_head(raw))
        except Refused as refusal:
            form.add_error("file", str(refusal))
    batches = ContactImport.objects.filter(collective=request.collective).order_by("-at")[:30]
    context = {"form": form, "batches": open_all(batches)}
    return render(request, "people/import_list.html", context)


@once
def _begin(request: HttpRequest, filename: str, raw: bytes, head: list[list[str]]) -> HttpResponse:
    batch = actions.begin_import(
        collective=request.collective,
        user=request.user,
        filename=filename,
        raw=raw,
        head=head,
        by=user_actor(request.user),
        at=now(),
    )
    return redirect("people:import-map", import_id=batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def import_map(request: HttpRequest, import_id: str) -> HttpResponse:
    """Which column is what; guessed, for a person to mend."""
    batch = get_import_for(request.user, import_id)
    values = batch.personal
    initial = {f"column{index}": name for index, name in values["mapping"].items()}
    initial["source"] = values["source"]
    form = MappingForm(
        request.POST or None, columns=values["columns"], sample=values["sample"], initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_mapping(
                batch=batch,
                mapping=form.mapping(),
                source=form.cleaned_data["source"],
                by=user_actor(request.user),
                at=now(),
            )
            _enqueue(request, batch, preview_import, 0)
            return redirect("people:import-read", import_id=batch.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "people/import_map.html", {"form": form, "batch": batch})


def _enqueue(request: HttpRequest, batch: ContactImport, task, total: int) -> None:
    job = start_job(
        task.name,
        collective_id=batch.collective_id,
        user_id=request.user.pk,
        total=total,
        at=now(),
    )
    ContactImport.objects.filter(pk=batch.pk).update(job_id=job.pk)
    task.enqueue(str(batch.pk))


@require_safe
def import_read(request: HttpRequest, import_id: str) -> HttpResponse:
    """What would change, what was left out and why; then what has changed."""
    batch = get_import_for(request.user, import_id)
    refused = batch.rows.filter(outcome=RowOutcome.REFUSE).order_by("number")[:MOST_REFUSED]
    sample = batch.rows.filter(outcome=RowOutcome.CREATE).order_by("number")[:SAMPLE]
    mine = batch.user_id == request.user.pk
    context = {
        "batch": batch,
        "job": JobProgress.objects.filter(pk=batch.job_id).first() if mine else None,
        "refused": [(row, REASONS.get(row.reason, row.reason)) for row in open_all(refused)],
        "sample": open_all(sample),
        "is_running": batch.state in {"reading", "committing", "undoing"},
    }
    return render(request, "people/import_read.html", context)


@require_POST
def import_commit(request: HttpRequest, import_id: str) -> HttpResponse:
    batch = get_import_for(request.user, import_id)
    return _step(request, batch, actions.start_commit, commit_import)


@require_POST
def import_undo(request: HttpRequest, import_id: str) -> HttpResponse:
    batch = get_import_for(request.user, import_id)
    return _step(request, batch, actions.start_undo, undo_import)


def _step(request: HttpRequest, batch: ContactImport, start, task) -> HttpResponse:
    try:
        start(batch=batch, by=user_actor(request.user), at=now())
        _enqueue(request, batch, task, batch.to_create + batch.to_change)
    except Refused:
        pass  # pressed twice: the page says where it stands
    return redirect("people:import-read", import_id=batch.pk)
