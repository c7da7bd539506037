import pytest

from kit.web.site import load

SITE = load()


def current(role: str, path: str) -> list[tuple[str, bool]]:
    return [(link.href, link.current) for link in SITE.links(role, path) if link.active]


def test_the_page_itself_and_those_below_it_are_marked() -> None:
    assert current("applicant", "/declarations") == [("/declarations", True)]
    assert current("applicant", "/declarations/1/form") == [("/declarations", False)]


def test_the_longest_link_wins_and_home_is_only_home() -> None:
    assert current("visitor", "/register/employer") == [("/register/employer", True)]
    assert current("visitor", "/register/done") == [("/register", False)]
    assert current("visitor", "/") == [("/", True)]
    assert current("visitor", "/elsewhere") == []
    assert current("visitor", "/registered") == []


def test_every_role_has_a_name_and_links() -> None:
    assert set(SITE.navigation) - {"visitor"} == set(SITE.roles)
    assert SITE.links("unheard-of", "/") == []


@pytest.mark.parametrize("role", SITE.roles)
def test_whoever_signed_in_has_a_menu_to_take_in_at_a_glance(role: str) -> None:
    assert len(SITE.links(role, "/")) <= 7


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize("role", ["visitor", "applicant", "clerk", "official"])
def test_what_is_public_is_in_the_menu(role: str) -> None:
    assert "/publicity" in {link.href for link in SITE.links(role, "/")}


def test_an_unknown_status_says_what_its_class_says() -> None:
    assert SITE.error(418) == SITE.errors["400"]
    assert SITE.error(502) == SITE.errors["500"]
    assert SITE.error(404)["title"] == "没有找到这个页面"
