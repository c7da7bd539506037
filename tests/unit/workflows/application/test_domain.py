"""Today's table: every status is reached, every way ends, nothing happens that it does not know."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts.application import STATUS_NAMES, Fact, Status
from contracts.case import Duty, Role
from contracts.clock import DeadlineChanged, DeadlineKind, Hold, HoldKind, HoldsChanged, Reinstated
from contracts.review import Decided
from kit.ids import new_id
from tests.unit.workflows.application.cases import (
    APPLICATION,
    CHARGING,
    NOON,
    STOPS,
    a_case,
    a_stop,
    after,
    decided,
    opened,
    posted,
    through_employer,
    told,
)
from workflows.application import domain
from workflows.application.domain import Case, IllegalTransition, can, on, turn
from workflows.application.rows import Event, Kind, Note
from workflows.application.table import ON_ITS_WAY, OVER, TABLE, diagram, targets

MOVES = {
    (status, event, target)
    for status, row in TABLE.items()
    for event in row.leads
    for target in targets(TABLE, status, event)
}


def sources(event: Event) -> set[Status]:
    return {status for status, row in TABLE.items() if event in row.leads}


def test_there_is_a_row_for_every_status() -> None:
    assert set(TABLE) == set(Status)


def test_every_status_is_reached_from_the_first() -> None:
    reached, edge = {Status.DRAFTING}, {Status.DRAFTING}
    while edge:
        edge = {target for source, _, target in MOVES if source in edge} - reached
        reached |= edge
    assert reached == set(Status)


def test_every_status_can_come_to_an_end() -> None:
    ends = {status for status, row in TABLE.items() if row.why == OVER or row.has_grace}
    while more := {source for source, _, target in MOVES if target in ends} - ends:
        ends |= more
    assert ends == set(Status)


@given(st.lists(st.sampled_from(list(Event)), max_size=60))
def test_whatever_happens_the_case_stays_in_the_table(events: list[Event]) -> None:
    case = a_case()
    for event in events:
        if can(case, event):
            case = opened(on(case, event, NOON))
            assert 0 <= case.place < len(STOPS)
            assert set(case.awaited) == {one for one in case.awaited if one.kind in TABLE[case.status].awaits}
        else:
            with pytest.raises(IllegalTransition):
                on(case, event, NOON)


@pytest.mark.rule("A9.2")
def test_a_fee_can_be_settled_only_while_it_is_awaited() -> None:
    assert sources(Event.SETTLED) == {Status.AWAITING_PAYMENT, Status.AWAITING_RECOMMENDATION_FEE}


@pytest.mark.rule("A10.1")
def test_the_form_is_issued_only_after_the_payment_or_where_nobody_pays() -> None:
    assert sources(Event.FORM_ISSUED) == {Status.PAID, Status.ACCEPTED, Status.REPRINTING}
    assert TABLE[Status.ACCEPTED].begins == (Duty.ISSUE_FORM,)
    assert {source for source, _, target in MOVES if target is Status.PAID} == {Status.AWAITING_PAYMENT}


@pytest.mark.rule("E4.4")
@pytest.mark.rule("E4.5")
def test_the_employer_passes_only_what_was_public_for_the_whole_period() -> None:
    assert sources(Event.PASSED) | sources(Event.ACCEPTED) == {Status.PUBLICISED, Status.REVIEWING}


def test_a_pass_means_what_the_duties_of_the_stop_say() -> None:
    case = through_employer(after(a_case(), Event.SUBMITTED))
    assert (case.stage, case.status) == ("department", Status.REVIEWING)
    case = told(told(case, decided(case)), decided(told(case, decided(case))))
    assert domain.event_of(case, decided(case)) is Event.ACCEPTED
    assert told(case, decided(case)).status is Status.AWAITING_PAYMENT
    assert domain.event_of(case, decided(case, "returned")) is Event.RETURNED
    plain = replace(
        case, stops=(*STOPS[:3], a_stop("last", Role.HR), a_stop("more", Role.COMMITTEE, *CHARGING))
    )
    assert domain.event_of(plain, decided(plain)) is Event.PASSED
    assert told(plain, decided(plain)).stage == "more"


@pytest.mark.rule("E4.3")
def test_a_new_submission_begins_again_at_the_employer() -> None:
    again = on(a_case(Status.RETURNED, place=2, duty=1, round=1), Event.SUBMITTED, NOON)
    assert (again.round, again.place, again.status) == (2, 0, Status.EXAMINING)


LAPSING = {Status.MISSED, Status.UNPAID, Status.NOT_ELECTED}


def test_every_deadline_leads_somewhere() -> None:
    clocks = {status: row.clock for status, row in TABLE.items() if row.clock}
    assert all(clock.end in TABLE[status].leads for status, clock in clocks.items() if clock.end)
    assert {status for status, clock in clocks.items() if clock.end is None} == LAPSING
    assert all(clock.unless in TABLE[status].leads for status, clock in clocks.items() if clock.check)


def test_the_applicant_may_withdraw_until_the_acceptance() -> None:
    assert {status for status, row in TABLE.items() if row.may_withdraw} == {
        Status.DRAFTING,
        Status.EXAMINING,
        Status.PUBLICISING,
        Status.PUBLICISED,
        Status.REVIEWING,
        Status.RETURNED,
    }


@pytest.mark.parametrize("status", list(Status))
def test_whose_turn_it_is_is_always_known(status: Status) -> None:
    now = turn(a_case(status, place=1))
    assert now.why
    assert STATUS_NAMES[status]
    if status is Status.REVIEWING:
        assert now.who is Role.DEPARTMENT


def test_the_picture_of_the_states_is_fresh() -> None:
    committed = Path(__file__).parents[4] / "docs" / "states.md"
    assert committed.read_text(encoding="utf-8") == diagram()


# What is awaited.


def test_an_answer_is_taken_once_and_what_answers_nothing_is_not_wanted() -> None:
    case = after(a_case(), Event.SUBMITTED)
    fact = decided(case, "returned")
    moved = told(case, fact)
    assert moved.status is Status.RETURNED
    assert not domain.is_wanted(moved, fact)
    assert moved.decided
    assert moved.decided.name == "decision-1-employer"


def test_a_decision_before_the_publicity_is_over_waits() -> None:
    case = after(a_case(), Event.SUBMITTED)
    early = decided(case)
    assert domain.event_of(case, early) is None
    assert domain.is_wanted(case, early)
    case = after(told(case, posted(case)), Event.PERIOD_OVER)
    assert domain.event_of(case, early) is Event.PASSED


def test_a_posting_that_is_told_twice_is_taken_once() -> None:
    case = after(a_case(), Event.SUBMITTED)
    fact = posted(case)
    case = told(case, fact)
    assert not domain.is_wanted(case, fact)
    assert case.awaiting(Kind.TASK) == (fact.answers,)


def test_what_a_withdrawal_leaves_open_is_known() -> None:
    case = after(a_case(), Event.SUBMITTED)
    task = case.awaiting(Kind.TASK)
    assert tuple(one.id for one in after(case, Event.WITHDRAWN).abandoned) == task


# The clock.


def the_holds(number: int, *holds: Hold, kind: HoldKind = HoldKind.OUTAGE) -> Fact:
    return Fact(
        id=new_id(), kind=HoldsChanged.topic, answers=APPLICATION, code=kind, number=number, holds=holds
    )


def test_while_anything_holds_it_the_clock_does_not_run() -> None:
    case = after(a_case(Status.EXAMINING, round=1, duty=2), Event.POSTED)
    outage = Hold(id=new_id(), kind=HoldKind.OUTAGE, since=NOON + timedelta(days=1))
    inquiry = Hold(id=new_id(), kind=HoldKind.INVESTIGATION, since=NOON + timedelta(days=2))
    assert domain.alarm(case, timedelta()) == NOON
    case = domain.held(case, the_holds(1, outage))
    case = domain.held(case, the_holds(1, inquiry, kind=HoldKind.INVESTIGATION))
    assert (domain.alarm(case, timedelta()), case.paused_at) == (None, outage.since)
    assert turn(case).until is None
    case = domain.held(case, the_holds(2))
    assert domain.alarm(case, timedelta()) is None
    case = domain.held(case, the_holds(2, kind=HoldKind.INVESTIGATION))
    assert not case.holds


@pytest.mark.parametrize("spread", [0, 119])
def test_the_end_of_a_window_is_the_same_for_every_case(spread: int) -> None:
    case = opened(a_case())
    assert domain.ended_before(case, NOON - timedelta(microseconds=1)) is None
    assert domain.ended_before(case, NOON) == NOON
    ends_at = domain.end(case, timedelta(seconds=spread))
    assert ends_at == NOON + ON_ITS_WAY + timedelta(seconds=spread)


def test_while_it_is_held_nothing_is_too_late() -> None:
    outage = Hold(id=new_id(), kind=HoldKind.OUTAGE, since=NOON)
    case = domain.held(opened(a_case()), the_holds(1, outage))
    assert domain.ended_before(case, NOON + timedelta(days=1)) is None


def test_news_of_holds_that_come_in_the_wrong_order_do_not_hold_for_ever() -> None:
    outage = Hold(id=new_id(), kind=HoldKind.OUTAGE, since=NOON)
    case = domain.held(a_case(), the_holds(2))
    assert not domain.is_wanted(case, the_holds(1, outage))
    assert domain.is_wanted(case, the_holds(3, outage))


def test_of_a_deadline_s_changes_none_is_taken_that_is_older_than_what_is_known() -> None:
    case = opened(a_case())
    assert case.deadline
    known = replace(case, deadline=replace(case.deadline, number=2))

    def changed(number: int) -> Fact:
        assert case.deadline
        return Fact(id=new_id(), kind=DeadlineChanged.topic, answers=case.deadline.id, at=NOON, number=number)

    assert [number for number in range(1, 4) if domain.is_wanted(known, changed(number))] == [3]
    assert domain.is_wanted(known, changed(0))  # told by a version that did not count


@pytest.mark.parametrize(
    ("left", "event"),
    [
        (Status.DRAFTING, Event.MISSED),
        (Status.RETURNED, Event.MISSED),
        (Status.AWAITING_PAYMENT, Event.FEE_LAPSED),
    ],
)
def test_an_automatic_end_can_be_undone_within_its_grace(left: Status, event: Event) -> None:
    before = opened(a_case(left, round=1, place=3, duty=3, visits={left: 1}))
    ended = after(before, event)
    assert not domain.is_over(ended)
    assert ended.deadline
    act = Fact(id=new_id(), kind=Reinstated.topic, answers=ended.deadline.id, at=NOON + timedelta(days=9))
    back = told(ended, act)
    assert (back.status, back.due_at) == (left, act.at)
    assert before.deadline
    assert back.deadline
    assert back.deadline.id != before.deadline.id
    assert set(back.awaited).isdisjoint(before.awaited)
    assert not domain.is_wanted(back, act)
    assert domain.is_over(replace(ended, is_closed=True))


def test_the_state_survives_being_written_down() -> None:
    case = after(a_case(Status.EXAMINING, round=1, duty=2), Event.POSTED)
    case = domain.held(case, the_holds(1, Hold(id=new_id(), kind=HoldKind.OUTAGE, since=NOON)))
    kind = TypeAdapter(Case)
    assert kind.validate_json(kind.dump_json(case)) == case


def test_notes_and_events_do_not_share_a_name() -> None:
    assert not {note.value for note in Note} & {event.value for event in Event}


def test_grace_is_a_deadline_of_its_own() -> None:
    assert all(row.clock and row.clock.kind is DeadlineKind.GRACE for row in TABLE.values() if row.has_grace)


def test_a_fact_of_another_kind_of_thing_is_not_taken() -> None:
    case = opened(a_case(Status.AWAITING_PAYMENT, round=1, place=3, duty=3))
    fact = Fact(id=new_id(), kind=Decided.topic, answers=case.awaiting(Kind.ORDER)[0], code="passed")
    assert domain.event_of(case, fact) is None


def test_duties_without_a_status_are_passed_by() -> None:
    table = {status: row for status, row in TABLE.items() if Duty.MEET not in row.begins}
    stops = (a_stop("a", Role.COMMITTEE, Duty.EXAMINE, Duty.MEET), a_stop("b", Role.HR))
    case = opened(a_case(Status.REVIEWING, stops=stops, duty=1, round=1))
    assert told(case, decided(case), table).stage == "b"
    assert told(case, decided(case)).stage == "a"
