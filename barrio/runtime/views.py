from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from barrio.runtime import jobs
from barrio.runtime.models import JobProgress


def get_job_for(user, job_id) -> JobProgress:
    """One's own job; 404 for any other."""
    job = JobProgress.objects.filter(pk=job_id, user_id=user.pk).first()
    if job is None:
        raise Http404
    return job


@require_safe
def job_progress(request: HttpRequest, job_id: str) -> HttpResponse:
    """The bar, asked for again by the page until the job is over; then the page reloads."""
    job = get_job_for(request.user, job_id)
    response = render(request, "runtime/_job.html", {"job": job})
    if job.is_over and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def job_cancel(request: HttpRequest, job_id: str) -> HttpResponse:
    job = get_job_for(request.user, job_id)
    jobs.cancel(job)
    return redirect("runtime:job-progress", job_id=job.pk)
