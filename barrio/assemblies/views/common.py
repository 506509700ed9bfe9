"""What the pages of assemblies do alike: a form is tried, and objections stand beside it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from barrio.accounts.models import Collective
from barrio.core.actors import user_actor
from barrio.core.clock import now
from barrio.core.errors import Refused


def now_by(request: HttpRequest) -> dict[str, Any]:
    return {"by": user_actor(request.user), "at": now()}


def tried(form: Form, work: Callable[[], Any]) -> Any:
    """What `work` answers, or None with its objections on the form."""
    if not form.is_valid():
        return None
    try:
        return work() or True
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
    return None


def done(
    request: HttpRequest, work: Callable[[], Any], to: str, success: str = "", **where: Any
) -> HttpResponse:
    """For buttons: it is done, or the page it stands on says why not."""
    try:
        work()
        if success:
            messages.success(request, success)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    return redirect(to, **where)


def shows(app: str) -> Callable[[HttpRequest, Collective, str, dict[str, Any]], HttpResponse]:
    """What shows a page of that app, with the times of the clocks where the collective is."""

    def show(
        request: HttpRequest, collective: Collective, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        with timezone.override(collective.time_zone):
            return render(request, f"{app}/{template}.html", context)

    return show


show = shows("assemblies")
