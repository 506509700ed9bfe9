from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HASHES = "_barrio_script_hashes"
DENIED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# The door asks where it is and scans codes; passkeys must work on our own pages.
OWN = ("camera", "geolocation", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in DENIED] + [f"{name}=(self)" for name in OWN]
)


def allow_script(request: HttpRequest, source: str) -> None:
    """Lets one inline script, named by its hash, run on the page being rendered."""
    hashes = getattr(request, HASHES, ())
    setattr(request, HASHES, tuple(dict.fromkeys((*hashes, source))))


class SecurityHeadersMiddleware:
    """Headers that say what a page may do, and that pages of a person are never stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers and _signed_in(request):
            response.headers["Cache-Control"] = "no-store"
        _allow_scripts(request, response)
        return response


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def _allow_scripts(request: HttpRequest, response: HttpResponse) -> None:
    # django-csp, which runs outside of us, merges this into the policy of the response.
    hashes = getattr(request, HASHES, ())
    if hashes:
        update = dict(getattr(response, "_csp_update", None) or {})
        already = update.get("script-src", [])
        already = [already] if isinstance(already, str) else list(already)
        response._csp_update = {**update, "script-src": [*already, *hashes]}  # type: ignore[attr-defined]
