from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from barrio.accounts.models import Collective


def show(
    request: HttpRequest, collective: Collective, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page, with the times of the clocks where the collective is."""
    with timezone.override(collective.time_zone):
        return render(request, f"federation/{template}.html", context)
