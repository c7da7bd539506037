from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.application import DeadlineKind
from contracts.clock import Pause
from kit.calendar import Workdays
from services.declaration.progress.domain.deadlines import Due, postponed, reckon
from tests.unit.services.declaration.plans import a_plan


def reckoned(kind: DeadlineKind, starts_at: str) -> Due:
    start = datetime.fromisoformat(f"{starts_at}+08:00").astimezone(UTC)
    return reckon(kind, a_plan(), start, Workdays())


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize(
    ("posted_at", "due_at"),
    [
        ("2022-09-28T10:00", "2022-10-11T00:00"),
        ("2022-09-28T00:00", "2022-10-11T00:00"),
        ("2022-09-28T23:59", "2022-10-11T00:00"),
        ("2022-08-01T10:00", "2022-08-09T00:00"),
    ],
)
def test_publicity_counts_working_days_from_the_next_day(posted_at: str, due_at: str) -> None:
    due = reckoned(DeadlineKind.PUBLICITY, posted_at)

    assert (due.due_at, due.is_provisional, due.days) == (shanghai(due_at), False, 5)
    assert due.rule == "公示次日起 5 个工作日，期满当日 24:00 止"
    assert due.calendar_version.startswith("chinesecalendar ")


def test_the_day_is_that_of_shanghai() -> None:
    just_past_midnight = reckon(
        DeadlineKind.PUBLICITY, a_plan(), datetime(2022, 8, 1, 16, 30, tzinfo=UTC), Workdays()
    )

    assert just_past_midnight.due_at == shanghai("2022-08-10T00:00")


def test_an_unannounced_year_is_provisional() -> None:
    due = reckoned(DeadlineKind.PUBLICITY, "2061-01-04T10:00")

    assert due.is_provisional


def test_payment_counts_calendar_days_with_reminders_at_nine() -> None:
    due = reckoned(DeadlineKind.PAYMENT, "2022-10-20T15:00")

    assert due.due_at == shanghai("2022-11-05T00:00")
    assert due.remind_at == (shanghai("2022-11-01T09:00"), shanghai("2022-11-03T09:00"))
    assert not due.is_provisional


def test_a_reminder_before_the_start_is_none() -> None:
    start = datetime.fromisoformat("2022-10-20T15:00+08:00")
    due = reckon(DeadlineKind.PAYMENT, a_plan(payment_days=3, reminders=(3, 1)), start, Workdays())

    assert due.remind_at == (shanghai("2022-10-22T09:00"),)


def test_resubmission_counts_calendar_days_and_submission_ends_with_the_plan() -> None:
    assert reckoned(DeadlineKind.RESUBMISSION, "2022-10-01T09:00").due_at == shanghai("2022-10-12T00:00")
    assert reckoned(DeadlineKind.SUBMISSION, "2022-07-02T09:00").due_at == a_plan().closes


def stood(paused_at: str, resumed_at: str) -> Pause:
    return Pause(deadline_id=UUID(int=1), paused_at=shanghai(paused_at), resumed_at=shanghai(resumed_at))


@pytest.mark.parametrize(
    ("pauses", "due_at"),
    [
        # Monday the 1st of August: Tuesday to Monday count.
        ((), "2022-08-09T00:00"),
        # Tuesday counted; four days are left after Friday.
        ((("2022-08-03T12:00", "2022-08-05T12:00"),), "2022-08-12T00:00"),
        # Nothing counted yet.
        ((("2022-08-01T12:00", "2022-08-02T12:00"),), "2022-08-10T00:00"),
        # On the last day, for an hour: that day is left.
        ((("2022-08-08T12:00", "2022-08-08T13:00"),), "2022-08-10T00:00"),
        # Twice: Tuesday; then Monday the 8th; three are left after Wednesday the 10th.
        (
            (("2022-08-03T12:00", "2022-08-05T12:00"), ("2022-08-09T12:00", "2022-08-10T12:00")),
            "2022-08-16T00:00",
        ),
    ],
)
def test_days_on_which_the_clock_stood_do_not_count(pauses: tuple[tuple[str, str], ...], due_at: str) -> None:
    told = tuple(stood(*pause) for pause in pauses)
    due = reckon(DeadlineKind.PUBLICITY, a_plan(), shanghai("2022-08-01T10:00"), Workdays(), told)
    assert due.due_at == shanghai(due_at)


def test_a_date_that_was_set_is_later_by_the_days_that_it_stood() -> None:
    due = postponed(
        "至申报计划截止时间", shanghai("2022-09-01T17:30"), stood("2022-08-03T23:00", "2022-08-05T01:00")
    )
    assert due.due_at == shanghai("2022-09-03T17:30")


def test_grace_is_the_plans() -> None:
    assert reckoned(DeadlineKind.GRACE, "2022-08-01T10:00").due_at == shanghai("2022-09-01T00:00")
