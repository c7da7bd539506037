from contracts.notification import Template
from services.notification.domain import STATE_NAMES, TEMPLATE_NAMES, State
from services.notification.web.views import TONES, asked_state


def test_every_kind_and_state_has_words() -> None:
    assert set(TEMPLATE_NAMES) == set(Template)
    assert set(STATE_NAMES) == set(TONES) == set(State)


def test_an_unknown_state_is_no_state() -> None:
    assert asked_state("failed") is State.FAILED
    assert asked_state("eaten") is None
