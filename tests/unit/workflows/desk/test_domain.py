"""When the people of a desk are told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contracts.dues import DueStanding, Reached
from contracts.notification import Template
from contracts.offices import DeskStanding
from kit.clock import SHANGHAI
from workflows.desk.domain import (
    PAUSE,
    Memory,
    in_words,
    is_newly_late,
    late_in_words,
    notice,
    told,
    wakes_at,
)

TEN = datetime(2022, 9, 28, 10, tzinfo=SHANGHAI)
EVENING = TEN.replace(hour=20)
MORNING = datetime(2022, 9, 29, 8, 35, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
BUSY = DeskStanding(
    name="绍兴市生态环境局",
    cases=2,
    archives=0,
    filled_at=TEN,
    people=(),
    at_once=(),
    open_until=EVENING,
    next_morning=MORNING,
)
EMPTY = replace(BUSY, cases=0, filled_at=None)
NIGHT = replace(BUSY, open_until=None)


def looked(desk: DeskStanding, memory: Memory, now: datetime) -> tuple[Template | None, Memory]:
    found = notice(desk, memory, now)
    return found, told(desk, memory, found, now)


def test_what_arrives_is_told_once_and_summed_up_in_the_morning() -> None:
    first, memory = looked(BUSY, Memory(), TEN)
    assert first is Template.WORK_ARRIVED
    assert wakes_at(BUSY, memory, TEN) == MORNING
    again, memory = looked(BUSY, memory, TEN + MINUTE)
    assert again is None
    summed, _ = looked(replace(BUSY, next_morning=MORNING + timedelta(1)), memory, MORNING)
    assert summed is None, "20:00 of the day before is over"
    summed, memory = looked(replace(BUSY, open_until=MORNING.replace(hour=20)), memory, MORNING)
    assert summed is Template.WORK_WAITING


def test_what_arrives_in_the_night_is_told_with_the_morning_s_sum_only() -> None:
    first, memory = looked(NIGHT, Memory(), TEN.replace(hour=23))
    assert first is None
    assert wakes_at(NIGHT, memory, TEN.replace(hour=23)) == MORNING
    day = replace(BUSY, open_until=MORNING.replace(hour=20), next_morning=MORNING + timedelta(1))
    assert looked(day, memory, MORNING)[0] is Template.WORK_WAITING
    assert looked(day, looked(day, memory, MORNING)[1], MORNING + MINUTE)[0] is None


def test_a_look_that_was_answered_in_the_night_tells_nobody() -> None:
    """identity was away; what it said of the evening is no longer so."""
    assert notice(BUSY, Memory(), EVENING) is None
    assert notice(BUSY, Memory(digest_at=TEN), EVENING - MINUTE) is Template.WORK_WAITING


def test_a_desk_that_fills_again_soon_is_told_after_the_pause() -> None:
    _, memory = looked(BUSY, Memory(), TEN)
    assert wakes_at(EMPTY, memory, TEN + MINUTE) == TEN + PAUSE
    refilled = replace(BUSY, filled_at=TEN + 2 * MINUTE)
    found, memory = looked(refilled, memory, TEN + 2 * MINUTE)
    assert found is None
    assert wakes_at(refilled, memory, TEN + 2 * MINUTE) == TEN + PAUSE
    assert looked(refilled, memory, TEN + PAUSE)[0] is Template.WORK_ARRIVED


@pytest.mark.parametrize("memory", [Memory(), Memory(arrival_at=TEN - PAUSE, filled_at=TEN - PAUSE)])
def test_an_empty_desk_is_told_of_to_nobody_and_needs_no_other_look(memory: Memory) -> None:
    assert looked(EMPTY, memory, TEN)[0] is None
    assert wakes_at(EMPTY, memory, TEN) is None


DAY = timedelta(days=1)
FIRST = Reached(soon=EVENING + DAY)
ALL = DueStanding(soon=1, today=2, late=3, reached=Reached(soon=EVENING, today=EVENING, late=TEN))


@pytest.mark.rule("B1.1")
def test_a_case_that_comes_into_a_stage_is_told_and_the_others_of_the_same_day_are_not() -> None:
    memory = Memory(digest_at=TEN)
    dues = DueStanding(soon=1, today=0, late=0, reached=FIRST)
    assert notice(BUSY, memory, TEN, dues) is Template.WORK_DUE
    memory = replace(told(BUSY, memory, Template.WORK_DUE, TEN, dues), digest_at=TEN)
    assert notice(BUSY, memory, TEN, replace(dues, soon=9)) is Template.WORK_WAITING
    later = replace(dues, reached=Reached(soon=EVENING + 2 * DAY))
    assert notice(BUSY, memory, TEN, later) is Template.WORK_DUE
    on_its_day = replace(dues, reached=Reached(today=EVENING + DAY))
    assert notice(BUSY, memory, TEN, on_its_day) is Template.WORK_DUE
    assert not is_newly_late(on_its_day, memory)
    assert is_newly_late(ALL, memory)


@pytest.mark.rule("B1.1")
def test_what_could_not_be_told_any_more_in_the_evening_is_told_in_the_morning() -> None:
    memory = Memory(digest_at=TEN)
    assert notice(BUSY, memory, EVENING, ALL) is None
    assert told(BUSY, memory, None, EVENING, ALL).due == Reached()


@pytest.mark.rule("B1.1")
def test_what_was_taken_back_after_it_was_late_is_late_anew() -> None:
    memory = told(BUSY, Memory(digest_at=TEN), Template.WORK_DUE, TEN, ALL)
    none = DueStanding(soon=0, today=0, late=0, reached=Reached())
    assert not is_newly_late(ALL, memory)
    memory = told(BUSY, memory, Template.WORK_WAITING, MORNING, none)
    assert is_newly_late(ALL, memory)


@pytest.mark.rule("B1.1")
def test_what_is_due_is_told_in_numbers() -> None:
    assert in_words(BUSY, ALL) == "2件职称申报待审查（其中1件即将到期、2件今日到期、3件已超期）"
    assert late_in_words(ALL) == "3件职称申报超过办理期限"
    assert late_in_words(replace(ALL, unsent=1)) == "3件职称申报超过办理期限，其中1件审查通过未报送"


@pytest.mark.rule("E3.1")
@pytest.mark.parametrize(
    ("cases", "archives", "words"),
    [
        (2, 0, "2件职称申报待审查"),
        (0, 3, "3人的业绩档案待审核"),
        (2, 3, "2件职称申报待审查、3人的业绩档案待审核"),
    ],
)
def test_both_queues_count_and_what_is_empty_is_not_named(cases: int, archives: int, words: str) -> None:
    desk = replace(BUSY, cases=cases, archives=archives)
    assert in_words(desk) == words
    assert notice(desk, Memory(), TEN) is Template.WORK_ARRIVED


def test_what_is_passed_and_not_sent_on_is_told_each_morning_and_never_as_an_arrival() -> None:
    desk = replace(EMPTY, passed=2)
    first, memory = looked(desk, Memory(), TEN)
    assert first is None
    assert wakes_at(desk, memory, TEN) == MORNING
    summed, _ = looked(replace(desk, open_until=MORNING.replace(hour=20)), memory, MORNING)
    assert summed is Template.WORK_WAITING
    assert in_words(desk) == "2件审查通过待报送"
    assert in_words(replace(BUSY, passed=1)) == "2件职称申报待审查、1件审查通过待报送"
