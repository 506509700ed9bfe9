"""A cut of many doors, made by the worker. Arguments are ids only."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, override
from django_tasks import task

from barrio.canvass.cutting import (
    Advance,
    barriers_of,
    doors_inside,
    doors_on,
    free_doors,
    keep_cut,
    size_of,
    walks_through,
)
from barrio.canvass.enums import CuttingState
from barrio.canvass.models import Turf, TurfCutting
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused
from barrio.places.models import Dwelling
from barrio.runtime.jobs import Job, JobCancelled
from barrio.turf.cut import Cut, Terms


def doors_asked(cutting: TurfCutting) -> list[Dwelling]:
    if cutting.geometry:
        return doors_inside(cutting.collective, cutting.geometry)
    return doors_on(cutting.collective, [uuid.UUID(pk) for pk in cutting.streets])


def find_cut(
    cutting: TurfCutting,
    doors: list[Dwelling],
    terms: Terms | None = None,
    advance: Advance | None = None,
) -> Cut:
    start = cutting.start
    return walks_through(
        doors,
        size_of(cutting.size),
        barriers=barriers_of(cutting.collective, [uuid.UUID(pk) for pk in cutting.avoid]),
        start=(start.lat, start.lon) if start else None,
        terms=terms,
        advance=advance,
    )


def keep_found(cutting: TurfCutting, found: Cut, at: datetime) -> list[Turf]:
    return keep_cut(
        canvass=cutting.canvass,
        name=cutting.name,
        found=found,
        geometry=cutting.geometry,
        by=user_actor(cutting.asked_by),
        at=at,
    )


@task(queue_name="default")
def cut_in_background(cutting_id: str, language: str) -> None:
    rows = TurfCutting.objects.select_related("canvass", "collective", "start", "asked_by")
    cutting = rows.get(pk=cutting_id)
    if cutting.state != CuttingState.WAITING:
        return  # a worker that was killed had kept it already
    job = Job(cutting.job_id)
    with override(language):
        try:
            doors = free_doors(cutting.canvass, doors_asked(cutting))
            found = find_cut(cutting, doors, advance=job.advance)
            with transaction.atomic():  # kept and said to be, or neither
                keep_found(cutting, found, now())
                end_cutting(cutting, CuttingState.DONE)
        except JobCancelled:
            return end_cutting(cutting, CuttingState.FAILED, gettext("Cancelled."))
        except Refused as refusal:
            return fail(cutting, job, str(refusal))
        except ValidationError:
            name = gettext("There is a turf of that name. Choose another.")
            return fail(cutting, job, name)
    job.finish()


def fail(cutting: TurfCutting, job: Job, problem: str) -> None:
    job.fail(problem)
    end_cutting(cutting, CuttingState.FAILED, problem)


def end_cutting(cutting: TurfCutting, state: str, problem: str = "") -> None:
    TurfCutting.objects.filter(pk=cutting.pk).update(state=state, problem=problem[:300])
