from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from barrio.accounts.models import Device
from barrio.accounts.permissions import collectives_of
from barrio.core.clock import now

SEEN_EVERY = timedelta(minutes=10)
COLLECTIVE_KEY = "collective"


class SessionDeviceMiddleware:
    """Keeps the list of a user's signed-in devices; a device ended elsewhere is signed out.

    Ending a device deletes its session row, so the next request is anonymous already;
    here a session that began before its device was listed gets its row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            self._see(request)
        return response

    def _see(self, request: HttpRequest) -> None:
        at, key = now(), request.session.session_key
        device = Device.objects.filter(session_key=key).first()
        if device is None:
            kind = device_kind(request.headers.get("User-Agent", ""))
            fields = {"user": request.user, "kind": kind, "first_seen_at": at, "last_seen_at": at}
            Device.objects.get_or_create(session_key=key, defaults=fields)
        elif at - device.last_seen_at > SEEN_EVERY:
            Device.objects.filter(pk=device.pk).update(last_seen_at=at)


def device_kind(agent: str) -> str:
    """A few words for the owner to know the device by; the agent itself is not kept."""
    system = next(
        (s for s in ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux") if s in agent), ""
    )
    browser = next((b for b in ("Firefox", "Edg", "Chrome", "Safari") if b in agent), "")
    return " · ".join(part for part in (browser.replace("Edg", "Edge"), system) if part) or "?"


class CollectiveMiddleware:
    """Sets ``request.collective``: the one chosen in this session, or the first of the user's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.collective = self._collective(request)
        if self._wants_second_factor(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _collective(self, request: HttpRequest):
        if not request.user.is_authenticated:
            return None
        mine = {str(c.pk): c for c in collectives_of(request.user)}
        chosen = mine.get(request.session.get(COLLECTIVE_KEY, ""))
        return chosen or next(iter(mine.values()), None)

    def _wants_second_factor(self, request: HttpRequest) -> bool:
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return False
        if request.path.startswith(("/sign-in/", "/i18n/", "/static/", "/theme/")):
            return False
        from allauth.mfa.utils import is_mfa_enabled

        return not is_mfa_enabled(request.user)
