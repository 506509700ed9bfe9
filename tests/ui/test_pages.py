import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from barrio.ui import assets, context, navigation
from barrio.ui.renderers import FormRenderer
from barrio.ui.templatetags.ui import message_kind, state_icon

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO = True


def gallery(client: Client, language: str = "en") -> str:
    response = client.get("/components/", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Components", "Skip to the content"]), ("es", ["Componentes", "Ir al contenido"])],
)
def test_it_shows_the_gallery_in_both_languages(
    client: Client, demo: None, language: str, words: list[str]
) -> None:
    page = gallery(client, language)
    assert f'<html lang="{language}"' in page
    for word in words:
        assert word in page


def test_refuses_the_gallery_on_a_real_installation(client: Client, settings) -> None:
    settings.DEMO = settings.DEBUG = False
    assert client.get("/components/").status_code == 404


def test_it_has_one_address_for_each_id(client: Client, demo: None) -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery(client))
    assert len(ids) == len(set(ids))


def test_it_uses_every_component_in_the_gallery() -> None:
    templates = assets.STATIC.parent.parent / "templates"
    shown = (templates / "ui/gallery.html").read_text()
    elsewhere = {"error_summary", "field", "icon"}
    for path in (templates / "cotton").glob("*.html"):
        name = path.stem.replace("_", "-")
        assert path.stem in elsewhere or f"<c-{name}" in shown, name


def test_it_says_at_the_top_what_each_component_takes() -> None:
    for path in (assets.STATIC.parent.parent / "templates/cotton").glob("*.html"):
        assert path.read_text().startswith("{# "), path.name


def test_it_offers_the_other_language_and_comes_back(client: Client, demo: None) -> None:
    page = gallery(client)
    assert 'name="language" value="es" lang="es"' in page
    target = "/components/?a=1"
    response = client.post("/i18n/setlang/", {"language": "es", "next": target})
    assert response["Location"] == target


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_remembers_the_theme(client: Client, demo: None, theme: str) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/components/"})
    assert response["Location"] == "/components/"
    assert response.cookies[context.THEME_COOKIE]["samesite"] == "Lax"
    assert f'data-theme="{theme}"' in gallery(client)


def test_it_forgets_the_theme(client: Client, demo: None) -> None:
    client.post("/theme/", {"theme": "dark"})
    client.post("/theme/", {"theme": "auto"})
    assert "data-theme" not in gallery(client)


def test_refuses_a_theme_that_is_none(client: Client, demo: None) -> None:
    assert client.post("/theme/", {"theme": '"><script>'}).status_code == 400
    client.cookies[context.THEME_COOKIE] = "pink"
    assert "data-theme" not in gallery(client)


def test_refuses_to_read_the_theme_address(client: Client) -> None:
    assert client.get("/theme/").status_code == 405


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_refuses_to_lead_elsewhere(client: Client, target: str) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": target})
    assert response["Location"] == "/"


def test_it_serves_the_styles_once_and_for_long(client: Client) -> None:
    response = client.get("/ui.css", {"v": assets.version()})
    assert "immutable" in response["Cache-Control"]
    assert "--paper: #fbf8f3" in response.content.decode()
    assert client.get("/ui.css", {"v": "old"})["Cache-Control"] == "no-cache"


def test_it_serves_a_brand_with_readable_text(client: Client) -> None:
    css = client.get("/brand/ffe14d.css").content.decode()
    assert "--brand:#ffe14d;--on-brand:#000000;--brand-edge:#1d1a16" in css


@pytest.mark.parametrize("colour", ["red", "12345", "}body{"])
def test_refuses_a_brand_that_is_no_colour(client: Client, colour: str) -> None:
    assert client.get(f"/brand/{colour}.css").status_code == 404


def test_it_switches_language_before_sign_in(client: Client, demo: None) -> None:
    client.post("/i18n/setlang/", {"language": "es"})
    assert '<html lang="es"' in gallery(client)


def test_it_supplies_everything_without_user_or_collective() -> None:
    values = context.page(RequestFactory().get("/x?y=1"))
    assert (values["collective_name"], values["collective_brand"]) == ("", "")
    assert values["current_path"] == "/x?y=1"
    assert [choice["name"] for choice in values["language_choices"]] == ["English", "Español"]


def test_refuses_a_brand_that_would_break_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", [])
    request = RequestFactory().get("/")
    request.collective = SimpleNamespace(  # type: ignore[attr-defined]
        name="Casa Ñ", brand_colour="#123456;}*{", slug="n"
    )
    values = context.page(request)
    assert (values["collective_name"], values["collective_brand"]) == ("Casa Ñ", "")


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "offline"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_shows_errors_without_any_context(name: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"{name}.html")
    assert f'<html lang="{language}"' in page
    assert "<h1>" in page


@pytest.mark.parametrize("name", ["base", "public_base", "print_base"])
def test_it_renders_each_base_page_for_a_stranger(name: str) -> None:
    page = render_to_string(f"ui/{name}.html", request=RequestFactory().get("/"))
    assert "</html>" in page


class Question(forms.Form):
    default_renderer = FormRenderer
    name = forms.CharField(help_text="As they say it.")
    choice = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(required=False)


def test_it_ties_hints_and_errors_to_their_fields() -> None:
    page = str(Question({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'href="#id_choice_0"' in page
    assert 'id="id_choice_0"' in page
    assert "<legend" in page


def test_it_has_no_summary_before_anything_was_sent() -> None:
    assert "summary" not in str(Question())


def test_it_escapes_what_people_typed() -> None:
    page = str(Question({"name": '"><script>x</script>', "choice": "<b>"}))
    assert "<script>" not in page
    assert "<b>" not in page


def test_it_gives_every_state_an_icon() -> None:
    assert len({state_icon(s) for s in ("ok", "wait", "stop", "drill", "info", "plain")}) == 6
    assert state_icon("unheard-of") == state_icon("plain")


@pytest.mark.parametrize(
    ("tags", "kind"), [("error", "stop"), ("warning", "wait"), ("success", "ok"), ("", "info")]
)
def test_it_shows_messages_by_their_level(tags: str, kind: str) -> None:
    assert message_kind(tags) == kind
