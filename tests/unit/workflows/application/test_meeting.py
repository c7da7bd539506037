"""A committee's stop with a meeting: the case waits for its vote and goes on, or is over."""

from dataclasses import replace

import pytest

from contracts.application import Fact, Status
from contracts.candidates import CandidateReturned, Judged
from contracts.case import Duty, Role
from contracts.payment import Settled
from contracts.rereview import Finding, ReReviewAnswered, ReReviewAsked
from contracts.results import Outcome
from kit.ids import new_id
from tests.unit.workflows.application.cases import (
    CHARGING,
    STOPS,
    a_case,
    a_stop,
    after,
    decided,
    opened,
    told,
)
from workflows.application import domain
from workflows.application.domain import Case
from workflows.application.rows import PASSED_FREE, Event, Kind

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


CHARGING_MEETING = (
    STOPS[0],
    a_stop("mid", Role.COMMITTEE, Duty.EXAMINE, Duty.CHARGE_RECOMMENDATION, Duty.MEET, Duty.RECOMMEND),
    a_stop("senior", Role.COMMITTEE, *CHARGING),
)


def owing() -> Case:
    """Examined by the office of a committee that charges for a recommendation."""
    case = opened(a_case(Status.REVIEWING, stops=CHARGING_MEETING, place=1, duty=1, round=1))
    return told(case, decided(case))


def settled(case: Case) -> Case:
    """Paid, and on to what follows at once."""
    case = told(case, Fact(id=new_id(), kind=Settled.topic, answers=case.awaiting(Kind.ORDER)[0]))
    while follow := domain.follows(case):
        case = after(case, follow)
    return case


@pytest.mark.rule("B2.1")
def test_a_committee_that_charges_for_a_recommendation_meets_when_it_is_paid() -> None:
    case = owing()
    assert (case.status, case.stage) == (Status.AWAITING_RECOMMENDATION_FEE, "mid")
    assert domain.turn(case).who is Role.APPLICANT
    assert case.deadline is not None
    paid = settled(case)
    assert (paid.status, paid.stage) == (Status.AWAITING_MEETING, "mid")
    assert not domain.can(paid, Event.FORM_ISSUED)


@pytest.mark.rule("B2.1")
def test_who_is_passed_by_an_office_that_charges_nothing_now_goes_on_without_paying() -> None:
    case = opened(a_case(Status.REVIEWING, stops=CHARGING_MEETING, place=1, duty=1, round=1))
    free = told(case, decided(case, PASSED_FREE))
    assert (free.status, free.stage) == (Status.AWAITING_MEETING, "mid")
    last = opened(a_case(Status.REVIEWING, stops=CHARGING_MEETING, place=2, duty=1, round=1))
    fact = decided(last, PASSED_FREE)
    assert domain.event_of(last, fact) is Event.ACCEPTED
    assert told(last, fact).status is Status.ACCEPTED
    plain = opened(a_case(Status.REVIEWING, place=1, duty=1, round=1))
    assert told(plain, decided(plain, PASSED_FREE)).stops == plain.stops


@pytest.mark.rule("B2.1")
def test_a_recommendation_that_is_not_paid_ends_and_can_be_reinstated() -> None:
    ended = after(owing(), Event.FEE_LAPSED)
    assert ended.status is Status.UNPAID
    back = after(ended, Event.REINSTATED)
    assert back.status is Status.AWAITING_RECOMMENDATION_FEE
    assert settled(back).status is Status.AWAITING_MEETING


@pytest.mark.rule("B2.1")
def test_who_is_sent_back_after_the_recommendation_is_not_voted_on_and_does_not_pay_for_it_again() -> None:
    case = settled(owing())
    case = told(case, judged(case, Outcome.ELECTED))
    case = after(case, Event.RECOMMENDED)
    assert (case.status, case.stage) == (Status.REVIEWING, "senior")
    back = told(case, decided(case, "returned"))
    assert [stop.duties for stop in back.stops] == [
        STOPS[0].duties,
        (Duty.EXAMINE,),
        CHARGING,
    ]
    again = after(back, Event.SUBMITTED)
    assert (again.status, again.stage) == (Status.EXAMINING, "employer")


@pytest.mark.rule("B2.1")
def test_who_is_sent_back_before_the_recommendation_is_paid_pays_then() -> None:
    case = opened(a_case(Status.REVIEWING, stops=CHARGING_MEETING, place=1, duty=1, round=1))
    assert told(case, decided(case, "returned")).stops == CHARGING_MEETING


@pytest.mark.rule("B2.1")
def test_a_return_before_the_meeting_keeps_what_was_paid_for_the_recommendation() -> None:
    case = settled(owing())
    fact = Fact(id=new_id(), kind=CandidateReturned.topic, answers=case.awaiting(Kind.CANDIDATE)[0])
    assert told(case, fact).stops[1].duties == (Duty.EXAMINE, Duty.MEET, Duty.RECOMMEND)


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
