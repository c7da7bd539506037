"""Numbers that come from a form or an address."""

import pytest

from services.identity.web.parts import number, version


@pytest.mark.parametrize("text", ["", "x", "-1", "²", "9" * 30, "9" * 5000])
def test_what_is_no_number_is_the_first_page_and_no_version(text: str) -> None:
    assert number(text) == 1
    assert version({"version": text}) == 0


def test_a_number_is_read() -> None:
    assert number("12") == 12
    assert version({"version": "12"}) == 12
    assert version({}) == 0
