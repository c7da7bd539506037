from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from services.declaration.drafting.domain.readiness import Readiness, missing
from services.declaration.plans.domain import closing_words
from tests.unit.services.declaration.plans import a_plan

VERIFIED = Readiness(employer_id=UUID(int=1), has_basic_verified=True, has_records_verified=True)
PLAN = a_plan(opens_on=date(2022, 7, 1), opens_at=time(9), closes_on=date(2022, 8, 31), closes_at=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.rule("A3.1")
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2022-07-01T08:59:59", False),
        ("2022-07-01T09:00:00", True),
        ("2022-08-31T23:59:59", True),
        ("2022-09-01T00:00:00", False),
    ],
)
def test_the_window_ends_at_24_in_shanghai(moment: str, *, is_open: bool) -> None:
    assert (not missing(PLAN, VERIFIED, at(moment))) is is_open


@pytest.mark.rule("A3.1")
def test_a_closed_window_says_when() -> None:
    early, late = (missing(PLAN, VERIFIED, at(day))[0] for day in ("2022-06-30T10:00", "2022-09-01T10:00"))

    assert early.message == "申报尚未开始，2022年7月1日 09:00 起可以申报"
    assert late.message == "申报已于 2022年8月31日 24:00 截止"
    assert closing_words(a_plan(closes_on=date(2022, 8, 31), closes_at=time(17))) == "2022年8月31日 17:00"


@pytest.mark.rule("A2.3")
def test_everything_that_is_missing_is_named_at_once() -> None:
    found = missing(PLAN, Readiness(), at("2022-09-01T10:00"))

    assert [one.page for one in found] == ["", "/archive/basic", "/archive/records"]
    assert [one.rule for one in found] == ["A3.1", "A2.3", "A2.3"]


@pytest.mark.rule("A2.3")
def test_only_what_is_missing_is_named() -> None:
    basic_only = Readiness(employer_id=UUID(int=1), has_basic_verified=True)

    assert [one.page for one in missing(PLAN, basic_only, at("2022-08-01T10:00"))] == ["/archive/records"]
    assert not missing(PLAN, VERIFIED, at("2022-08-01T10:00"))
