"""The shapes that are to come are rows and duties: none of them needs another mechanism."""

from dataclasses import replace
from datetime import timedelta

from contracts.application import Fact, Status
from contracts.candidates import Judged
from contracts.case import Duty, Role, SectionRef
from contracts.clock import Hold, HoldKind, HoldsChanged
from contracts.committee import HandedIn
from contracts.payment import Settled
from contracts.results import Outcome, Recommended, ResultPublished
from contracts.sections.names import SectionKind
from kit.adapters import adapter
from kit.ids import new_id
from tests.unit.workflows.application.cases import (
    APPLICATION,
    CHARGING,
    EMPLOYER,
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
from workflows.application.domain import Case
from workflows.application.rows import Event, Kind, Table
from workflows.application.table import TABLE

SECOND_DUTIES = (*CHARGING, Duty.HAND_IN, Duty.MEET)
TWO_COMMITTEES = (
    STOPS[0],
    a_stop("committee", Role.COMMITTEE, *SECOND_DUTIES, Duty.RECOMMEND),
    a_stop("senior-committee", Role.COMMITTEE, *SECOND_DUTIES, Duty.PUBLISH_RESULTS),
)


def settled(case: Case, table: Table = TABLE) -> Case:
    """Paid, and on through everything that follows by itself."""
    fact = Fact(id=new_id(), kind=Settled.topic, answers=case.awaiting(Kind.ORDER)[0])
    case = after(domain.answered(case, fact), Event.SETTLED, Event.FORM_ISSUED, table=table)
    while event := domain.follows(case, table):
        case = after(case, event, table=table)
    return case


def elected(case: Case) -> Fact:
    """The committee's meeting voted for the case."""
    candidate = case.awaiting(Kind.CANDIDATE)[0]
    return Fact(id=new_id(), kind=Judged.topic, answers=candidate, code=Outcome.ELECTED)


def test_a_senior_committee_is_more_stops_and_no_status() -> None:
    case = after(a_case(stops=TWO_COMMITTEES), Event.SUBMITTED)
    case = through_employer(case)
    way = []
    for stage in ("committee", "senior-committee"):
        assert (case.status, case.stage) == (Status.REVIEWING, stage)
        case = told(case, decided(case))
        assert case.status is Status.AWAITING_PAYMENT
        case = settled(case)
        way.append((stage, case.status))
        paper = Fact(id=new_id(), kind=HandedIn.topic, answers=case.awaiting(Kind.HAND_IN)[0])
        case = after(told(case, paper), Event.WENT_ON)
        way.append((stage, case.status))
        case = told(case, elected(case))
        way.append((stage, case.status))
        topic = Recommended.topic if stage == "committee" else ResultPublished.topic
        fact = Fact(id=new_id(), kind=topic, answers=case.awaiting(Kind.RELEASE)[0])
        case = told(case, fact)
    assert case.status is Status.RESULT_PUBLICISING
    case = after(case, Event.RESULT_STANDS)
    assert case.status is Status.TITLED
    assert domain.is_over(case)
    assert way == [
        ("committee", Status.HANDING_IN),
        ("committee", Status.AWAITING_MEETING),
        ("committee", Status.RECOMMENDING),
        ("senior-committee", Status.HANDING_IN),
        ("senior-committee", Status.AWAITING_MEETING),
        ("senior-committee", Status.RESULT_PENDING),
    ]


def test_a_fee_at_two_stages_has_two_orders_two_dates_and_two_sections() -> None:
    stops = (STOPS[0], a_stop("mid", Role.COMMITTEE, *CHARGING), a_stop("senior", Role.COMMITTEE, *CHARGING))
    case = through_employer(after(a_case(stops=stops), Event.SUBMITTED))
    orders, dates, names = [], [], []
    for stage in ("mid", "senior"):
        assert case.stage == stage
        case = told(case, decided(case))
        assert case.status is Status.AWAITING_PAYMENT
        assert case.deadline
        orders.append(case.awaiting(Kind.ORDER))
        dates.append(case.deadline.id)
        names.append(case.named(SectionKind.SETTLEMENT, is_of_stage=False))
        case = case.with_section(SectionRef(name=names[-1], key="k", sha256=names[-1]), is_chained=True)
        case = settled(case)
    assert len(set(orders)) == len(set(dates)) == 2
    assert names == ["settlement", "settlement.2"]
    assert case.status is Status.FORM_ISSUED
    assert domain.is_over(case)


def test_two_publicities_in_one_round_have_a_date_each() -> None:
    publicised = replace(
        TABLE[Status.PUBLICISED],
        leads={**TABLE[Status.PUBLICISED].leads, Event.POSTED: Status.PUBLICISING},
    )
    table = {**TABLE, Status.PUBLICISED: publicised}
    case = after(a_case(), Event.SUBMITTED, table=table)
    first = told(case, posted(case), table)
    again = after(first, Event.PERIOD_OVER, table=table)
    second = told(again, posted(again), table)
    assert (first.status, second.status) == (Status.PUBLICISING, Status.PUBLICISING)
    assert first.round == second.round
    assert first.deadline
    assert second.deadline
    assert first.deadline.id != second.deadline.id
    assert first.awaiting(Kind.TASK) == second.awaiting(Kind.TASK)


def test_an_objection_is_awaited_beside_the_task_and_holds_the_clock() -> None:
    publicising = replace(TABLE[Status.PUBLICISING], awaits=frozenset({Kind.TASK, Kind.OBJECTION}))
    table = {**TABLE, Status.PUBLICISING: publicising}
    case = after(a_case(), Event.SUBMITTED, table=table)
    case = told(case, posted(case), table)
    assert {one.kind for one in case.awaited} == {Kind.TASK, Kind.OBJECTION}
    objection = case.awaiting(Kind.OBJECTION)[0]
    assert objection != case.awaiting(Kind.TASK)[0]
    hold = Hold(id=objection, kind=HoldKind.OBJECTION, since=NOON + timedelta(days=2))
    held = domain.held(case, holds_changed(1, hold))
    assert domain.alarm(held, timedelta()) is None
    assert domain.turn(held, table).why.endswith("（期限中止）")
    # The employer's decision is still awaited, and the objection goes when the status does.
    assert domain.is_wanted(held, decided(held))
    returned = told(held, decided(held, "returned"), table)
    assert (returned.awaited, [one.kind for one in returned.abandoned]) == ((), [Kind.OBJECTION])
    lifted = domain.held(held, holds_changed(2))
    assert (lifted.holds, lifted.paused_at) == ((), hold.since)


def holds_changed(number: int, *holds: Hold) -> Fact:
    return Fact(
        id=new_id(),
        kind=HoldsChanged.topic,
        answers=APPLICATION,
        code=HoldKind.OBJECTION,
        number=number,
        holds=holds,
    )


def test_a_status_that_is_entered_under_a_hold_begins_with_its_clock_standing() -> None:
    case = after(a_case(), Event.SUBMITTED)
    case = domain.held(case, holds_changed(1, Hold(id=new_id(), kind=HoldKind.OBJECTION, since=NOON)))
    assert case.paused_at is None
    case = domain.paused(told(case, posted(case)))
    assert (case.paused_at, domain.alarm(case, timedelta())) == (NOON, None)


def test_ten_returns_leave_no_trace_but_the_file() -> None:
    case = after(a_case(), Event.SUBMITTED)
    tasks = set()
    sizes = []
    for number in range(1, 11):
        assert case.round == number
        tasks |= set(case.awaiting(Kind.TASK))
        case = told(case, decided(case, "returned"))
        case = after(replace(case, decided=None), Event.SUBMITTED)
        sizes.append(len(adapter(Case).dump_json(case)))
    assert len(tasks) == 10
    assert max(sizes) - min(sizes) <= 5


def test_reinstated_twice_is_three_orders() -> None:
    case = opened(
        a_case(Status.AWAITING_PAYMENT, round=1, place=3, duty=3, visits={Status.AWAITING_PAYMENT: 1})
    )
    orders = {case.awaiting(Kind.ORDER)}
    for _ in range(2):
        case = after(case, Event.FEE_LAPSED, Event.REINSTATED)
        orders.add(case.awaiting(Kind.ORDER))
    assert len(orders) == 3


def test_an_employer_may_have_other_duties_than_publicity() -> None:
    stops = (a_stop("employer", Role.EMPLOYER), a_stop("committee", Role.COMMITTEE, *CHARGING))
    case = after(a_case(stops=stops), Event.SUBMITTED)
    assert case.status is Status.REVIEWING
    assert domain.turn(case).who is Role.EMPLOYER
    assert stops[0].duties != EMPLOYER
