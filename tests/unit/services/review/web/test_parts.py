"""What a browser sent."""

import pytest
from starlette.datastructures import FormData

from services.review.web.parts import text as text_of
from services.review.web.parts import version


def test_text_loses_control_characters_and_keeps_line_breaks() -> None:
    form = FormData([("reason", " 一\r\n二\x00\x07 "), ("version", "7")])
    assert text_of(form, "reason") == "一\n二"
    assert text_of(form, "missing") == ""
    assert version(form) == 7


@pytest.mark.parametrize("text", ["", "x", "-1", "٣", "99999999999999999999"])
def test_what_is_no_number_is_no_version(text: str) -> None:
    assert version(FormData([("version", text)])) == 0
