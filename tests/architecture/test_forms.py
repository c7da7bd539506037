"""Every route that takes a form is sent one, several times at once."""

from pathlib import Path

from tests.access.forms import ELSEWHERE, FORMS
from tests.access.table import ROUTES

TESTS = Path("tests/service")


def test_every_form_has_a_row_or_a_test_of_its_own() -> None:
    routes = {(service, f"{method} {path}") for service, method, path, _ in ROUTES if method == "POST"}
    rows = {(service, route) for service, rows in FORMS.items() for route in rows}
    assert rows | ELSEWHERE.keys() == routes, "fill it in: tests/access/forms.py"
    assert not rows & ELSEWHERE.keys()
    assert all((TESTS / name).is_file() for name in ELSEWHERE.values())
