"""Every page is looked at in a browser, or it is said why it is none."""

from tests.access.pages import NO_PAGE, looks
from tests.access.table import BRACES, ROUTES

GET = {f"{method} {path}" for _, method, path, _ in ROUTES if method == "GET"}


def _path(address: str) -> str:
    return BRACES.sub(r"{\1}", address.split("?", maxsplit=1)[0])


def test_every_page_is_looked_at_or_says_why_not() -> None:
    seen = {f"GET {look.address.split('?')[0]}" for look in looks()}
    assert GET - seen == set(NO_PAGE), "what is no page says so: tests/access/pages.py"
    assert all(NO_PAGE.values())


def test_what_is_pressed_stands_on_a_page_that_is_looked_at() -> None:
    pages = {_path(look.address) for look in looks() if not look.pressed}
    assert {_path(look.address) for look in looks() if look.pressed} <= pages
