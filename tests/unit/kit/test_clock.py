from datetime import UTC, datetime

import pytest

from kit.clock import read_moment


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01 10:00:00",
        "2026-03-01T10:00:00",
        "2026-03-01 10:00:00.000",
        "2026/03/01 10:00:00",
        "20260301100000",
        "202603011000",
        "2603011000",
        "2026-03-01T10:00:00+08:00",
        "2026-03-01T10:00:00+0800",
        "2026-03-01T02:00:00Z",
    ],
)
def test_a_moment_from_outside_without_a_zone_is_shanghais(written: str) -> None:
    assert read_moment(written) == datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "yesterday", "202603", "1772330400000", "20261301100000"])
def test_what_is_no_moment_is_an_error(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        read_moment(written)
