import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from barrio.ui import assets
from barrio.ui.middleware import SecurityHeadersMiddleware, allow_script

pytestmark = pytest.mark.django_db


class Somebody:
    is_authenticated = True


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO = True


def answer(response: HttpResponse, user: object | None = None) -> HttpResponse:
    request = RequestFactory().get("/")
    if user is not None:
        request.user = user  # type: ignore[assignment]
    return SecurityHeadersMiddleware(lambda _request: response)(request)


def test_it_closes_what_the_page_does_not_need() -> None:
    policy = answer(HttpResponse())["Permissions-Policy"]
    assert "microphone=()" in policy
    assert "payment=()" in policy
    assert "geolocation=(self)" in policy
    assert "camera=(self)" in policy


def test_it_keeps_answers_for_our_own_origin() -> None:
    assert answer(HttpResponse())["Cross-Origin-Resource-Policy"] == "same-origin"


def test_it_never_stores_pages_of_somebody_signed_in() -> None:
    assert answer(HttpResponse(), Somebody())["Cache-Control"] == "no-store"


def test_it_lets_a_view_say_how_long() -> None:
    response = HttpResponse(headers={"Cache-Control": "private, max-age=60"})
    assert answer(response, Somebody())["Cache-Control"] == "private, max-age=60"


def test_it_leaves_public_pages_to_themselves() -> None:
    assert "Cache-Control" not in answer(HttpResponse())


def test_it_adds_hashes_to_what_a_view_asked_of_the_policy() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        allow_script(request, "'sha256-a'")
        allow_script(request, "'sha256-a'")
        response = HttpResponse()
        response._csp_update = {"script-src": "blob:", "img-src": ["https:"]}  # type: ignore[attr-defined]
        return response

    response = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert response._csp_update == {
        "script-src": ["blob:", "'sha256-a'"],
        "img-src": ["https:"],
    }


def test_it_allows_the_import_map_by_its_hash(client: Client, demo: None) -> None:
    response = client.get("/components/")
    script = response.content.decode().split('<script type="importmap">')[1].split("</script>")[0]
    assert assets.csp_hash(script) in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_it_has_no_other_inline_script_or_style(client: Client, demo: None) -> None:
    page = client.get("/components/").content.decode()
    assert page.count("<script") == page.count("<script src=") + 2  # the map, the entry module
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_it_names_every_module_that_is_served() -> None:
    assert '"barrio/map":"/static/ui/js/map.js?v=' in assets.import_map()
    assert '"maplibre-gl":"/static/vendor/maplibre-gl/maplibre-gl.mjs' in assets.import_map()


def test_it_takes_modules_of_other_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_modules", {})
    assets.register_module("barrio/doors", "canvass/js/doors.js")
    assert assets.import_map().startswith('{"imports":{"barrio/doors":"/static/canvass/js/doors.js')


def test_refuses_to_let_a_name_close_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_modules", {"</script>": "x.js"})
    assert "</script>" not in assets.import_map()
