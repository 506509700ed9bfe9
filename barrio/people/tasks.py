"""The long steps of an import, run by the worker. Arguments are ids only."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext
from django_tasks import task

from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.people.enums import ImportState
from barrio.people.importing import actions
from barrio.people.models import ContactImport
from barrio.runtime.jobs import Job, JobCancelled


def _run(import_id: str, step: Callable[[ContactImport, Job], Any]) -> None:
    batch = ContactImport.objects.select_related("collective").get(pk=import_id)
    job = Job(batch.job_id)
    try:
        step(batch, job)
    except JobCancelled:
        note_stop(
            batch, gettext("Cancelled. What was done until then stays; you can go on or undo.")
        )
    except Refused as refusal:
        _fail(batch, job, str(refusal))
    except FileNotFoundError:
        _fail(batch, job, gettext("The file is no longer here. Send it again."))
    except (DatabaseError, OSError) as error:
        _fail(batch, job, problem_of(error))
    else:
        job.finish()


def _fail(batch: ContactImport, job: Job, problem: str) -> None:
    try:
        job.fail(problem)
        note_stop(batch, problem)
    except DatabaseError:
        return  # a full disk cannot even be noted; the rows brought in so far are kept


def problem_of(error: DatabaseError | OSError) -> str:
    """What stopped an import, and what to do about it, in a sentence."""
    if "full" in str(error) or "No space" in str(error):
        return gettext("The disk is full. Make room and press Continue: nothing is lost.")
    return gettext("The database could not be written. Press Continue to try again.")


def note_stop(batch: ContactImport, problem: str) -> None:
    """The import waits, with what stopped it; it can go on or be taken back."""
    ContactImport.objects.filter(pk=batch.pk).update(
        state=ImportState.FAILED, problem=problem[:300]
    )


@task(queue_name="imports")
def preview_import(import_id: str) -> None:
    _run(import_id, lambda batch, job: actions.preview(batch=batch, advance=job.advance))


@task(queue_name="imports")
def commit_import(import_id: str) -> None:
    _run(
        import_id,
        lambda batch, job: actions.commit(
            batch=batch, today=actions.today_for(batch, now()), advance=job.advance
        ),
    )


@task(queue_name="imports")
def undo_import(import_id: str) -> None:
    _run(import_id, lambda batch, job: actions.undo(batch=batch, advance=job.advance))
