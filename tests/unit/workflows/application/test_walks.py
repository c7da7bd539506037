"""Random lives of a case on the table: whoever acts, in whatever order, once, twice or late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.application import Fact, Status
from contracts.clock import Hold, HoldKind, HoldsChanged, Reinstated
from contracts.payment import Settled
from contracts.review import Decided
from kit.ids import new_id
from tests.unit.workflows.application.cases import (
    APPLICATION,
    NOON,
    STOPS,
    a_case,
    after,
    decided,
    opened,
    posted,
)
from workflows.application import domain
from workflows.application.domain import Case, IllegalTransition
from workflows.application.rows import Event, Kind
from workflows.application.table import TABLE

ENDS = {Status.FORM_ISSUED, Status.REFUSED, Status.WITHDRAWN, Status.MISSED, Status.UNPAID}
DONE = {Status.AWAITING_PAYMENT, Status.PAID, Status.FORM_ISSUED, Status.UNPAID}
KINDS = st.sampled_from(list(HoldKind))


class Life(RuleBasedStateMachine):
    """One case, the sheet that was made public, and every fact that was ever told."""

    def __init__(self) -> None:
        super().__init__()
        self.case = opened(a_case())
        self.told: list[Fact] = []
        self.tasks: dict[object, tuple[int, str]] = {}
        self.passed: set[tuple[int, str]] = set()  # round and stage that were passed
        self.whole: set[str] = set()  # sheets that were public for a whole period
        self.number = 0

    def move(self, event: Event) -> None:
        """What the shell does: enter, open what is awaited, go on while nothing is left to ask."""
        before = self.case
        if event is Event.PERIOD_OVER:
            self.whole.add(before.public_sha256)
            self.case = replace(before, publicised=before.public_sha256)
        self.case = after(self.case, event)
        while follow := domain.follows(self.case):
            self.case = after(self.case, follow)
        assert self.case.position > before.position
        assert {one.id for one in self.case.abandoned}.isdisjoint(one.id for one in self.case.awaited)

    def take(self, fact: Fact) -> None:
        """A fact arrives: kept and taken only when the table says so."""
        self.told.append(fact)
        event = domain.event_of(self.case, fact)
        if event is None:
            return
        where = (self.case.round, self.case.stage)
        if fact.kind == Decided.topic and fact.code == "passed":
            self.passed.add(where)
        self.case = domain.answered(self.case, fact)
        self.move(event)

    @initialize(is_submitted=st.sampled_from([True, True, True, False]))
    def begin(self, *, is_submitted: bool) -> None:
        if is_submitted:
            self.move(Event.SUBMITTED)

    @precondition(lambda self: self.case.status not in ENDS)
    @rule(steps=st.integers(1, 4))
    def go_on(self, steps: int) -> None:
        """The usual way: without it few lives would come far."""
        for _ in range(steps):
            if self.case.status is Status.EXAMINING:
                self.post()
            elif self.case.status is Status.PUBLICISING:
                self.wait()
            elif self.case.status in {Status.PUBLICISED, Status.REVIEWING}:
                self.take(decided(self.case))
            elif self.case.status is Status.AWAITING_PAYMENT:
                self.pay()

    @precondition(lambda self: domain.can(self.case, Event.SUBMITTED))
    @rule(sheet=st.sampled_from(["one", "two"]))
    def submit(self, sheet: str) -> None:
        self.case = replace(self.case, public_sha256=sheet)
        self.move(Event.SUBMITTED)

    @precondition(lambda self: self.case.awaiting(Kind.TASK))
    @rule(code=st.sampled_from(["passed", "passed", "passed", "passed", "returned", "returned", "refused"]))
    def decide(self, code: str) -> None:
        self.take(decided(self.case, code))

    @precondition(lambda self: self.case.awaiting(Kind.TASK))
    @rule()
    def post(self) -> None:
        self.take(posted(self.case))

    @precondition(lambda self: self.case.awaiting(Kind.ORDER))
    @rule()
    def pay(self) -> None:
        self.take(Fact(id=new_id(), kind=Settled.topic, answers=self.case.awaiting(Kind.ORDER)[0]))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        """A message comes twice, or late: the case does not move by what answers nothing."""
        fact = data.draw(st.sampled_from(self.told))
        if not domain.is_wanted(self.case, fact):
            assert domain.event_of(self.case, fact) is None
            return
        self.take(fact)

    @precondition(lambda self: domain.can(self.case, Event.WITHDRAWN))
    @rule(sure=st.integers(0, 9))
    def withdraw(self, sure: int) -> None:
        if sure == 9:
            tasks = self.case.awaiting(Kind.TASK)
            self.move(Event.WITHDRAWN)
            assert tuple(one.id for one in self.case.abandoned) == tasks

    @precondition(lambda self: self.case.deadline)
    @rule()
    def wait(self) -> None:
        """The clock comes to its end, unless something holds the case."""
        clock = TABLE[self.case.status].clock
        assert clock
        if domain.end(self.case, timedelta()) is None:
            assert self.case.holds
        elif clock.end:
            self.move(clock.end)
        else:
            self.case = replace(self.case, is_closed=True)

    @precondition(lambda self: self.case.deadline)
    @rule()
    def reinstate(self) -> None:
        assert self.case.deadline
        act = Fact(id=new_id(), kind=Reinstated.topic, answers=self.case.deadline.id, at=NOON)
        if self.case.is_closed or domain.event_of(self.case, act) is None:
            assert self.case.is_closed or self.case.status not in {Status.MISSED, Status.UNPAID}
            return
        left = self.case.left
        self.take(act)
        assert self.case.status is left

    @rule(kind=KINDS, lasts=st.booleans())
    def hold(self, kind: HoldKind, *, lasts: bool) -> None:
        self.number += 1
        holds = (Hold(id=new_id(), kind=kind, since=NOON),) if lasts else ()
        fact = Fact(
            id=new_id(),
            kind=HoldsChanged.topic,
            answers=APPLICATION,
            code=kind,
            number=self.number,
            holds=holds,
        )
        self.case = domain.held(self.case, fact)
        assert not domain.is_wanted(self.case, fact)  # told again

    @rule(event=st.sampled_from(list(Event)))
    def whatever_the_table_does_not_know_is_refused(self, event: Event) -> None:
        if not domain.can(self.case, event):
            with pytest.raises(IllegalTransition):
                domain.on(self.case, event, NOON)

    @invariant()
    def at_most_one_task_is_open_and_it_is_of_this_stop(self) -> None:
        open_tasks = self.case.awaiting(Kind.TASK)
        assert len(open_tasks) <= 1
        for task in open_tasks:
            here = (self.case.round, self.case.stage)
            assert self.tasks.setdefault(task, here) == here

    @invariant()
    def what_is_over_waits_for_nobody(self) -> None:
        if self.case.status in ENDS:
            assert not self.case.awaited

    @invariant()
    def nothing_is_past_a_stop_that_did_not_pass_it_in_this_round(self) -> None:
        behind = len(STOPS) if self.case.status in DONE else self.case.place
        missing = {(self.case.round, stop.stage) for stop in STOPS[:behind]} - self.passed
        assert not missing

    @invariant()
    def nothing_is_past_the_employer_that_was_not_public_for_a_whole_period(self) -> None:
        if self.case.place > 0 and self.case.status not in {Status.RETURNED, Status.MISSED}:
            assert self.case.public_sha256 in self.whole

    @invariant()
    def whose_turn_it_is_is_known(self) -> None:
        now = domain.turn(self.case)
        assert now.why
        assert now.until is None or not self.case.holds

    def teardown(self) -> None:
        """Wherever it stands it can end: what holds it is lifted, and somebody does what is asked."""
        case = replace(self.case, holds=())
        for _ in range(4):
            if domain.is_over(case) or case.status in ENDS:
                return
            case = _ended(case)
        assert case.status in ENDS


def _ended(case: Case) -> Case:
    ending = (Event.WITHDRAWN, Event.FEE_LAPSED, Event.FORM_ISSUED)
    return after(case, next(event for event in ending if domain.can(case, event)))


class TestLife(Life.TestCase):  # type: ignore[misc,valid-type]  # made by hypothesis
    settings = settings(max_examples=60, stateful_step_count=40)
