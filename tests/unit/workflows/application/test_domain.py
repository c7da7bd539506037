"""The table: every status is reached, every way ends, nothing happens that it does not know."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.application import STATUS_NAMES, Status, Verdict
from contracts.case import Role, Stop
from workflows.application.domain import (
    DEADLINES,
    TERMINAL,
    TRANSITIONS,
    Case,
    Event,
    IllegalTransition,
    diagram,
)

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
STOPS = tuple(
    Stop(stage=role.value, role=role, office_id=UUID(int=number), office_name=role.value)
    for number, role in enumerate([Role.EMPLOYER, Role.DEPARTMENT, Role.HR, Role.COMMITTEE])
)


def a_case(status: Status, place: int = 0) -> Case:
    return Case(status=status, since=NOON, stops=STOPS, place=place, round=1)


def test_every_status_is_reached_from_the_first() -> None:
    reached, edge = {Status.DRAFTING}, {Status.DRAFTING}
    while edge:
        edge = {target for (source, _), target in TRANSITIONS.items() if source in edge} - reached
        reached |= edge
    assert reached == set(Status)


def test_every_status_can_come_to_an_end() -> None:
    ends = set(TERMINAL)
    while more := {source for (source, _), target in TRANSITIONS.items() if target in ends} - ends:
        ends |= more
    assert ends == set(Status)


@given(st.lists(st.sampled_from(list(Event)), max_size=60))
def test_whatever_happens_the_case_stays_in_the_table(events: list[Event]) -> None:
    case = a_case(Status.DRAFTING)
    for event in events:
        if case.place == len(STOPS) - 1 and event is Event.PASSED:
            event = case.decided(Verdict.PASSED)  # noqa: PLW2901 - the last pass is the acceptance
        if case.can(event):
            case = case.on(event, NOON)
            assert 0 <= case.place < len(STOPS)
        else:
            with pytest.raises(IllegalTransition):
                case.on(event, NOON)


@pytest.mark.rule("A9.2")
def test_a_fee_can_be_settled_only_while_it_is_awaited() -> None:
    can = {status for status in Status if a_case(status).can(Event.SETTLED)}
    assert can == {Status.AWAITING_PAYMENT}


@pytest.mark.rule("A10.1")
def test_the_form_is_issued_only_after_the_payment() -> None:
    assert [source for (source, event) in TRANSITIONS if event is Event.FORM_ISSUED] == [Status.PAID]
    assert [target for (_, event), target in TRANSITIONS.items() if event is Event.SETTLED] == [Status.PAID]


@pytest.mark.rule("E4.4")
@pytest.mark.rule("E4.5")
def test_the_employer_passes_only_what_was_public_for_the_whole_period() -> None:
    passing = {source for (source, event) in TRANSITIONS if event in {Event.PASSED, Event.ACCEPTED}}
    assert passing == {Status.PUBLICISED, Status.REVIEWING}


def test_a_pass_at_the_last_stop_is_the_acceptance() -> None:
    assert a_case(Status.REVIEWING, place=2).decided(Verdict.PASSED) is Event.PASSED
    assert a_case(Status.REVIEWING, place=3).decided(Verdict.PASSED) is Event.ACCEPTED
    assert a_case(Status.REVIEWING, place=3).decided(Verdict.RETURNED) is Event.RETURNED


@pytest.mark.rule("E4.3")
def test_a_new_submission_begins_again_at_the_employer() -> None:
    again = a_case(Status.RETURNED, place=2).on(Event.SUBMITTED, NOON)
    assert (again.round, again.place, again.status) == (2, 0, Status.EXAMINING)


def test_every_deadline_leads_somewhere() -> None:
    assert all((status, event) in TRANSITIONS for status, (_, event) in DEADLINES.items())


@pytest.mark.parametrize("status", list(Status))
def test_whose_turn_it_is_is_always_known(status: Status) -> None:
    turn = a_case(status, place=1).turn
    assert turn.why
    assert STATUS_NAMES[status]
    if status is Status.REVIEWING:
        assert turn.who is Role.DEPARTMENT


def test_the_picture_of_the_states_is_fresh() -> None:
    committed = Path(__file__).parents[4] / "docs" / "states.md"
    assert committed.read_text(encoding="utf-8") == diagram()
