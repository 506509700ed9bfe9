import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from barrio.ui import navigation
from barrio.ui.navigation import NavItem

THEME, GALLERY, STYLES = "ui:theme", "ui:gallery", "ui:styles"


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_items", "_account_items", "_searches"):
        monkeypatch.setattr(navigation, name, [])


def always(_request: HttpRequest) -> bool:
    return True


def never(_request: HttpRequest) -> bool:
    return False


def page(path: str = "/") -> HttpRequest:
    return RequestFactory().get(path)


def test_it_shows_nothing_that_nobody_registered() -> None:
    assert navigation.items_for(page()) == []
    assert navigation.search_for(page()) is None


def test_it_shows_words_in_the_order_of_the_mission() -> None:
    for key in ("steward", "meet", "respond"):
        navigation.section(key, url_name=GALLERY, visible=always)
    shown = [str(item.label) for item in navigation.items_for(page())]
    assert shown == ["Meet", "Respond", "Steward"]


def test_it_hides_what_this_request_may_not_see() -> None:
    navigation.section("meet", url_name=GALLERY, visible=never)
    navigation.section("decide", url_name=THEME, visible=always)
    assert [item.key for item in navigation.items_for(page())] == ["decide"]


def test_it_hides_everything_from_somebody_not_signed_in() -> None:
    navigation.section("meet", url_name=GALLERY)
    assert navigation.items_for(page()) == []


def test_it_leads_a_word_to_the_first_page_that_is_visible() -> None:
    navigation.section("meet", url_name=THEME, visible=never)
    navigation.section("meet", url_name=GALLERY, visible=always)
    assert [item.url for item in navigation.items_for(page())] == ["/components/"]


def test_it_puts_at_most_four_in_the_bar() -> None:
    for key in navigation.SECTIONS:
        navigation.section(key, url_name=GALLERY, visible=always, in_bar=always)
    shown = navigation.items_for(page())
    assert len(shown) == 6
    assert [item.key for item in shown if item.in_bar] == ["meet", "serve", "struggle", "respond"]


def test_it_shows_home_once() -> None:
    navigation.register(NavItem("home", "Home", GALLERY, "house", 0, visible=always))
    assert navigation.items_for(page()) == []


def test_it_gives_the_bar_to_the_words_a_role_needs() -> None:
    for key in navigation.SECTIONS:
        needs = always if key in {"respond", "steward"} else never
        navigation.section(key, url_name=GALLERY, visible=always, in_bar=needs)
    barred = [item.key for item in navigation.items_for(page()) if item.in_bar]
    assert barred == ["respond", "steward"]


def test_it_marks_the_section_the_page_lies_in() -> None:
    navigation.section("meet", url_name=GALLERY, visible=always)
    navigation.section("decide", url_name=THEME, visible=always)
    shown = navigation.items_for(page("/components/more/"))
    assert [(item.key, item.current) for item in shown] == [("meet", True), ("decide", False)]


def test_it_counts_the_same_item_once() -> None:
    navigation.section("meet", url_name=GALLERY, visible=always)
    navigation.section("meet", url_name=GALLERY, visible=always)
    assert len(navigation._items) == 1


def test_it_fills_the_account_menu_and_the_search() -> None:
    navigation.register_account(NavItem("team", "Team", GALLERY, "users", visible=always))
    navigation.register_search(NavItem("people", "People", STYLES, "search", visible=always))
    assert [item.url for item in navigation.account_items_for(page())] == ["/components/"]
    assert navigation.search_for(page()) == {"url": "/ui.css", "label": "People"}
