from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.access.domain.sign_in import (
    FREE,
    LONGEST_WAIT,
    LONGEST_WAITS,
    Counter,
    local_path,
    wait_after,
)


def test_the_first_attempts_are_free_then_each_wait_is_twice_as_long_up_to_thirty_seconds() -> None:
    seconds = [wait_after(count, Counter.HERE).seconds for count in range(1, 12)]
    assert seconds == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]


@given(st.integers(0, 10**9), st.sampled_from(Counter))
def test_nobody_ever_waits_longer_than_half_a_minute_for_a_password(count: int, counter: Counter) -> None:
    longest = LONGEST_WAITS.get(counter, LONGEST_WAIT)
    assert timedelta(0) <= wait_after(count, counter) <= longest <= timedelta(minutes=5)
    assert wait_after(count, counter) <= wait_after(count + 1, counter)


def test_a_whole_office_behind_one_address_has_more_free_attempts_than_one_login() -> None:
    assert FREE[Counter.ADDRESS] > FREE[Counter.HERE]


@pytest.mark.parametrize(
    "path", ["/", "/plans", "/declarations/1?tab=2", "/admin/employers?status=pending&words=%E7%8E%AF"]
)
def test_paths_of_this_site_are_gone_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "plans",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/plans\r\nset-cookie: a=b",
        "/sign-in?next=/sign-in",
        "/sign-out",
        "/ evil",
    ],
)
def test_everything_else_leads_home(path: str) -> None:
    assert local_path(path) == "/"


@given(st.text(max_size=60))
def test_no_text_leads_to_another_site(text: str) -> None:
    path = local_path(text)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()
