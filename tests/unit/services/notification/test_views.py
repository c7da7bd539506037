import pytest

from contracts.notification import Template
from services.notification.domain import STATE_NAMES, TEMPLATE_NAMES, State
from services.notification.web.views import TONES, asked_page, asked_state


def test_every_kind_and_state_has_words() -> None:
    assert set(TEMPLATE_NAMES) == set(Template)
    assert set(STATE_NAMES) == set(TONES) == set(State)


@pytest.mark.parametrize(
    ("text", "page"),
    [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("9", 3), ("99999999999999999999", 1), ("²", 1), ("x", 1)],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(text: str, page: int) -> None:
    assert asked_page(text, 3) == page


def test_an_unknown_state_is_no_state() -> None:
    assert asked_state("failed") is State.FAILED
    assert asked_state("eaten") is None
