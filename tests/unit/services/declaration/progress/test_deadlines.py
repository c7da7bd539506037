from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from cities.fees import FREE
from cities.plan import plan_faults
from contracts.clock import DeadlineKind, Pause
from kit.calendar import Workdays
from services.declaration.plans.web import shown
from services.declaration.progress.domain.deadlines import Due, postponed, reckon
from tests.unit.services.declaration.plans import CITIES, a_plan
from workflows.application.attributes import last_day


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
    start = datetime.fromisoformat("2022-10-24T15:00+08:00")
    due = reckon(DeadlineKind.PAYMENT, a_plan(payment_days=3, reminders=(3, 1)), start, Workdays())

    assert due.remind_at == (shanghai("2022-10-26T09:00"),)


def test_resubmission_counts_calendar_days_and_submission_ends_with_the_plan() -> None:
    assert reckoned(DeadlineKind.RESUBMISSION, "2022-10-01T09:00").due_at == shanghai("2022-10-12T00:00")
    assert reckoned(DeadlineKind.SUBMISSION, "2022-07-02T09:00").due_at == a_plan().closes


ENDS_ON_A_DAY_OFF = [
    (DeadlineKind.RESUBMISSION, "2026-09-24T10:00", "2026-10-08"),  # National Day
    (DeadlineKind.PAYMENT, "2026-09-18T10:00", "2026-10-08"),
    (DeadlineKind.RESUBMISSION, "2026-02-09T10:00", "2026-02-24"),  # Spring Festival
    (DeadlineKind.RESUBMISSION, "2026-05-27T10:00", "2026-06-08"),  # a Saturday
    (DeadlineKind.RESUBMISSION, "2026-12-22T10:00", "2027-01-04"),  # New Year's Day of a year not announced
    (DeadlineKind.GRACE, "2026-09-03T10:00", "2026-10-08"),
]
ENDS_ON_A_WORKING_DAY = [
    (DeadlineKind.RESUBMISSION, "2026-05-29T10:00", "2026-06-08"),  # a Monday
    (DeadlineKind.RESUBMISSION, "2026-09-30T10:00", "2026-10-10"),  # a Saturday that is made up for
]


@pytest.mark.rule("A9.2")
@pytest.mark.parametrize(("kind", "starts_at", "last_day"), [*ENDS_ON_A_DAY_OFF, *ENDS_ON_A_WORKING_DAY])
def test_what_people_have_to_keep_ends_on_a_working_day(
    kind: DeadlineKind, starts_at: str, last_day: str
) -> None:
    due = reckoned(kind, starts_at)

    assert due.due_at == shanghai(f"{last_day}T00:00") + timedelta(1)
    assert due.rule.endswith("天，最后一天是节假日、休息日的，顺延到下一个工作日，期满当日 24:00 止") or (
        kind is DeadlineKind.GRACE
    )


def test_the_reminders_come_before_the_day_on_which_it_really_ends() -> None:
    due = reckoned(DeadlineKind.PAYMENT, "2026-09-18T10:00")

    assert due.remind_at == (shanghai("2026-10-05T09:00"), shanghai("2026-10-07T09:00"))


def test_a_plan_may_exclude_days_off_in_words() -> None:
    words = "最后一天是节假日的不顺延"
    plan = a_plan(ends_on_days_off=words)
    due = reckon(DeadlineKind.PAYMENT, plan, shanghai("2026-09-18T10:00"), Workdays())

    assert (due.due_at, due.is_provisional) == (shanghai("2026-10-04T00:00"), False)
    assert due.rule == f"审核通过次日起 15 天，{words}，期满当日 24:00 止"


@pytest.mark.rule("A9.2")
def test_each_deadline_ends_at_the_time_of_day_that_the_plan_says() -> None:
    plan = a_plan(resubmission_at=time(17), payment_at=time(16, 30))
    start = shanghai("2022-09-01T10:00")

    def ends(kind: DeadlineKind) -> tuple[datetime, str]:
        due = reckon(kind, plan, start, Workdays())
        return due.due_at, due.rule.rpartition("，")[2]

    assert ends(DeadlineKind.RESUBMISSION) == (shanghai("2022-09-13T17:00"), "期满当日 17:00 止")
    assert ends(DeadlineKind.PAYMENT) == (shanghai("2022-09-16T16:30"), "期满当日 16:30 止")
    assert ends(DeadlineKind.GRACE)[1] == "期满当日 24:00 止"
    assert last_day(ends(DeadlineKind.PAYMENT)[0]) == "2022年09月16日 16:30"
    assert last_day(shanghai("2022-09-17T00:00")) == "2022年09月16日 24:00"


def test_days_of_rest_are_used_up_before_a_pause() -> None:
    # Friday to Monday: three of ten days are used, though two of them are a weekend; seven are left.
    pause = stood("2026-06-08T12:00", "2026-06-10T12:00")
    due = reckon(DeadlineKind.RESUBMISSION, a_plan(), shanghai("2026-06-04T10:00"), Workdays(), (pause,))

    assert due.due_at == shanghai("2026-06-18T00:00")


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
    pause = stood("2022-08-03T23:00", "2022-08-05T01:00")

    assert later("2022-08-30T17:30", pause) == shanghai("2022-09-01T17:30")
    assert later("2022-08-31T00:00", pause) == shanghai("2022-09-02T00:00")


def test_a_date_that_is_later_does_not_fall_on_a_day_off() -> None:
    pause = stood("2022-08-03T23:00", "2022-08-05T01:00")

    assert later("2022-09-01T17:30", pause) == shanghai("2022-09-05T17:30")
    assert later("2022-09-02T00:00", pause) == shanghai("2022-09-06T00:00")


def later(due_at: str, pause: Pause) -> datetime:
    return postponed("至申报计划截止时间", shanghai(due_at), pause, Workdays()).due_at


def test_grace_is_the_plans() -> None:
    assert reckoned(DeadlineKind.GRACE, "2022-08-01T10:00").due_at == shanghai("2022-09-01T00:00")


CUT = {"resubmission_until": date(2022, 11, 30), "payment_until": date(2022, 11, 30)}


@pytest.mark.rule("A9.2", "E4.3")
@pytest.mark.parametrize("kind", [DeadlineKind.RESUBMISSION, DeadlineKind.PAYMENT])
@pytest.mark.parametrize(
    ("starts_at", "last_day", "is_told"),
    [
        ("2022-10-08T10:00", {"resubmission": "2022-10-18", "payment": "2022-10-24"}, True),
        ("2022-11-28T10:00", {"resubmission": "2022-11-30", "payment": "2022-11-30"}, True),
        ("2022-11-30T16:59", {"resubmission": "2022-11-30", "payment": "2022-11-30"}, True),
        ("2022-11-30T17:00", {"resubmission": "2022-12-12", "payment": "2022-12-15"}, False),
    ],
)
def test_a_period_ends_with_its_days_or_with_the_plan_s_day_whichever_comes_first(
    kind: DeadlineKind, starts_at: str, last_day: dict[str, str], *, is_told: bool
) -> None:
    plan = a_plan(**CUT, resubmission_at=time(17), payment_at=time(17))

    due = reckon(kind, plan, shanghai(starts_at), Workdays())

    assert due.due_at == shanghai(f"{last_day[kind]}T17:00")
    assert due.rule.endswith("止，最迟 2022年11月30日 17:00") is is_told


def test_what_ends_with_the_plan_s_day_is_certain_and_reminded_of_before_it() -> None:
    plan = a_plan(payment_until=date(2060, 12, 30), payment_days=15)

    due = reckon(DeadlineKind.PAYMENT, plan, shanghai("2060-12-20T10:00"), Workdays())

    assert (due.due_at, due.is_provisional) == (shanghai("2060-12-31T00:00"), False)
    assert due.remind_at == (shanghai("2060-12-27T09:00"), shanghai("2060-12-29T09:00"))


def test_after_a_pause_beyond_the_plan_s_day_the_days_that_are_left_count() -> None:
    pause = Pause(
        deadline_id=UUID(int=1),
        paused_at=shanghai("2022-11-27T10:00"),
        resumed_at=shanghai("2022-12-05T10:00"),
    )

    due = reckon(DeadlineKind.RESUBMISSION, a_plan(**CUT), shanghai("2022-11-24T10:00"), Workdays(), (pause,))

    assert due.due_at > shanghai("2022-12-06T00:00")
    assert "最迟" not in due.rule


def test_the_plan_s_day_is_told_before_one_begins_in_the_words_of_the_ledger() -> None:
    plan = a_plan(**CUT, resubmission_at=time(17), payment_at=time(17))
    city = CITIES.city("shaoxing")

    facts = dict(shown(city, plan, CITIES.fees(city.slug, plan.id), shanghai("2022-08-01T10:00")).facts)

    assert str(facts["退回后修改"]).endswith("，最迟 2022年11月30日 17:00")
    assert "，最迟 2022年11月30日 17:00，截止前" in facts["缴费期限"]


@pytest.mark.rule("B2.1")
def test_a_plan_that_is_free_says_so_and_tells_no_time_to_pay() -> None:
    plan = a_plan(fee_item=FREE, payment_days=0, reminders=())

    told = shown(CITIES.city("shaoxing"), plan, (), shanghai("2022-08-01T10:00"))

    assert "不收费" in told.fee
    assert "缴费期限" not in dict(told.facts)


@pytest.mark.parametrize("name", [*CUT])
def test_no_period_is_cut_off_while_the_window_is_open(name: str) -> None:
    assert [field for field, _ in plan_faults(a_plan(**{name: date(2022, 8, 31)}))] == [name]
    assert not [*plan_faults(a_plan(**{name: date(2022, 9, 1)}))]
