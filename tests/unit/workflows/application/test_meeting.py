"""A committee's stop with a meeting: the case waits for its vote and goes on, or is over."""

import pytest

from contracts.application import Fact, Status
from contracts.candidates import Judged
from contracts.case import Duty, Role
from contracts.results import Outcome
from kit.ids import new_id
from tests.unit.workflows.application.cases import STOPS, a_case, a_stop, decided, opened, told
from workflows.application import domain
from workflows.application.domain import Case
from workflows.application.rows import Kind

MEETING = (
    a_stop("mid", Role.COMMITTEE, Duty.EXAMINE, Duty.MEET, Duty.RECOMMEND),
    a_stop("senior", Role.COMMITTEE),
)


def waiting() -> Case:
    """Examined by a committee's office, and before its meeting."""
    stops = (STOPS[0], *MEETING)
    return told(opened(a_case(Status.REVIEWING, stops=stops, place=1, duty=1, round=1)), decided_of(stops))


def decided_of(stops: object) -> Fact:
    return decided(opened(a_case(Status.REVIEWING, stops=stops, place=1, duty=1, round=1)))


def judged(case: Case, outcome: Outcome) -> Fact:
    return Fact(id=new_id(), kind=Judged.topic, answers=case.awaiting(Kind.CANDIDATE)[0], code=outcome)


@pytest.mark.rule("M1.2")
def test_whoever_was_examined_waits_for_the_meeting_at_the_same_office() -> None:
    case = waiting()
    assert (case.status, case.stage) == (Status.AWAITING_MEETING, "mid")
    assert domain.turn(case).who is Role.COMMITTEE


def test_whoever_is_elected_goes_on() -> None:
    case = waiting()
    after = told(case, judged(case, Outcome.ELECTED))
    assert (after.status, after.stage) == (Status.RECOMMENDING, "mid")


def test_whoever_is_not_elected_is_at_the_end() -> None:
    case = waiting()
    after = told(case, judged(case, Outcome.NOT_ELECTED))
    assert after.status is Status.NOT_ELECTED
    assert domain.is_over(after)


def test_an_office_decides_nothing_of_what_a_meeting_votes_on() -> None:
    case = waiting()
    fact = Fact(id=new_id(), kind=Judged.topic, answers=new_id(), code=Outcome.ELECTED)
    assert domain.event_of(case, fact) is None
