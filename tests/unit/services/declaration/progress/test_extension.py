"""How much later a window ends after an outage."""

from datetime import datetime, time, timedelta

import pytest

from kit.calendar import Workdays
from services.declaration.plans.domain import Outage, lost, with_end
from services.declaration.progress.domain.deadlines import fair_end
from tests.unit.services.declaration.plans import a_plan


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}+08:00")


def outage(since: str, until: str) -> Outage:
    return Outage(since=shanghai(since), until=shanghai(until))


@pytest.mark.parametrize(
    ("since", "until", "decided", "ends"),
    [
        ("08-10T10:00", "08-10T12:00", "08-11T09:00", "09-01T17:00"),  # a begun day is a day
        ("08-10T10:00", "08-11T10:00", "08-12T09:00", "09-01T17:00"),
        ("08-10T10:00", "08-11T10:01", "08-12T09:00", "09-02T17:00"),
        ("08-10T10:00", "08-13T09:00", "08-14T09:00", "09-05T17:00"),  # the third of September is a Saturday
        (
            "08-31T16:00",
            "09-02T10:00",
            "09-02T11:00",
            "09-05T17:00",
        ),  # an hour was lost; not before it was back
        (
            "06-01T10:00",
            "07-01T10:00",
            "07-02T09:00",
            "09-01T17:00",
        ),  # what was before the opening is not lost
    ],
)
def test_a_window_ends_as_many_days_later_as_were_lost(
    since: str, until: str, decided: str, ends: str
) -> None:
    assert fair_end(a_plan(), outage(since, until), shanghai(decided), Workdays()) == shanghai(ends)


def test_a_window_that_ends_at_24_still_does_and_days_off_may_be_excluded() -> None:
    plan = a_plan(closes_at=None, ends_on_days_off="不顺延")
    three_days = outage("08-10T10:00", "08-13T09:00")

    assert fair_end(plan, three_days, shanghai("08-14T09:00"), Workdays()) == shanghai("09-04T00:00")


def test_what_is_outside_of_the_window_is_not_lost() -> None:
    assert lost(a_plan(), outage("06-01T10:00", "07-01T09:00")) is None
    assert lost(a_plan(), outage("08-31T17:00", "09-02T10:00")) is None
    assert lost(a_plan(), outage("08-31T16:00", "09-02T10:00")) == timedelta(hours=1)


def test_an_extended_plan_ends_later_and_is_the_same_else() -> None:
    plan = a_plan()
    later, midnight = (with_end(plan, shanghai(end)) for end in ("09-05T17:00", "09-06T00:00"))

    assert later.closes == shanghai("09-05T17:00")
    assert (midnight.closes, midnight.closes_at) == (shanghai("09-06T00:00"), None)
    assert later.model_copy(update={"closes_on": plan.closes_on, "closes_at": time(17)}) == plan
    assert with_end(plan, None) is with_end(plan, shanghai("08-01T00:00")) is plan
