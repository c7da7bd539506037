"""A committee's stop with a meeting: the case waits for its vote and goes on, or is over."""

from dataclasses import replace

import pytest

from contracts.application import Fact, Status
from contracts.candidates import CandidateReturned, Judged
from contracts.case import Duty, Role
from contracts.rereview import Finding, ReReviewAnswered, ReReviewAsked
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


def not_elected() -> Case:
    """Told so, and free to ask for a re-review."""
    case = waiting()
    return told(case, judged(case, Outcome.NOT_ELECTED))


def asked(case: Case) -> Fact:
    return Fact(id=new_id(), kind=ReReviewAsked.topic, answers=case.awaiting(Kind.RE_REVIEW)[0])


def answered(case: Case, finding: Finding) -> Fact:
    re_review = case.awaiting(Kind.RE_REVIEW)[0]
    return Fact(id=new_id(), kind=ReReviewAnswered.topic, answers=re_review, code=finding)


def test_whoever_is_not_elected_may_ask_for_a_re_review_until_the_end() -> None:
    case = not_elected()
    assert case.status is Status.NOT_ELECTED
    assert not domain.is_over(case)
    closed = replace(case, is_closed=True)
    assert domain.is_over(closed)
    assert domain.turn(closed).why != domain.turn(case).why


def test_the_answer_that_comes_before_its_request_waits() -> None:
    case = not_elected()
    early = answered(case, Finding.UPHELD)
    assert domain.event_of(case, early) is None
    assert domain.is_wanted(case, early)
    reviewing = told(case, asked(case))
    assert (reviewing.status, reviewing.stage) == (Status.RE_REVIEWING, "mid")
    assert domain.turn(reviewing).who is Role.COMMITTEE
    assert domain.event_of(reviewing, asked(reviewing)) is None
    assert domain.is_over(told(reviewing, early))


def test_a_result_that_is_set_aside_leads_to_the_meeting_of_the_same_office() -> None:
    before = waiting()
    first = told(before, judged(before, Outcome.NOT_ELECTED))
    reviewing = told(first, asked(first))
    again = told(reviewing, answered(reviewing, Finding.SET_ASIDE))
    assert (again.status, again.stage, again.round) == (Status.AWAITING_MEETING, "mid", before.round)
    assert again.awaiting(Kind.CANDIDATE) != before.awaiting(Kind.CANDIDATE)
    assert told(again, judged(again, Outcome.ELECTED)).status is Status.RECOMMENDING
    second = told(again, judged(again, Outcome.NOT_ELECTED))
    assert second.awaiting(Kind.RE_REVIEW) != first.awaiting(Kind.RE_REVIEW)


def test_an_office_decides_nothing_of_what_a_meeting_votes_on() -> None:
    case = waiting()
    fact = Fact(id=new_id(), kind=Judged.topic, answers=new_id(), code=Outcome.ELECTED)
    assert domain.event_of(case, fact) is None


@pytest.mark.parametrize("issues", [Duty.CHARGE, Duty.ISSUE_FORM])  # where nobody pays
def test_a_return_before_a_second_meeting_keeps_what_was_paid_and_voted(issues: Duty) -> None:
    here = a_stop("senior", Role.COMMITTEE, Duty.EXAMINE, Duty.ACCEPT, issues, Duty.HAND_IN, Duty.MEET)
    case = opened(a_case(Status.AWAITING_MEETING, stops=(STOPS[0], MEETING[0], here), place=2, round=1))
    fact = Fact(id=new_id(), kind=CandidateReturned.topic, answers=case.awaiting(Kind.CANDIDATE)[0])
    back = told(case, fact)
    assert (back.status, back.stage, back.returned) == (Status.RETURNED, "senior", fact.answers)
    assert [stop.duties for stop in back.stops] == [
        STOPS[0].duties,
        (Duty.EXAMINE,),
        (Duty.EXAMINE, Duty.ACCEPT, Duty.REPRINT, Duty.HAND_IN, Duty.MEET),
    ]
