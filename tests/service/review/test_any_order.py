"""Whatever offices, applicants, objectors and the workflow do, in whatever order: the rules hold."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cities import Cities
from contracts.application import Status, Verdict
from contracts.case import Duty, Role
from contracts.review import PublicityNotice
from kit.db import transaction
from kit.session import Session
from services.review.examination.domain.items import Mark
from services.review.objections.domain import Result
from services.review.publicity.domain import phase_of
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Phase, State, Task
from tests.service.review.examination.test_checks import YOUNG
from tests.service.review.hands import Hands, somebody
from tests.service.review.rows import Now, all_of, had_what_it_needs, look
from tests.service.review.shell import Shell, fact_of
from tests.service.review.tasks.test_merging import told as tell_merger
from tests.service.review.world import Office, World, department, employer
from workflows.application.rows import Event, Kind

T = TypeVar("T")
MINUTES = 90
# Of the office, a colleague, a neighbour; of a unit that is gone, and who came from there with it.
WHO = st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4])
MARKS = st.sampled_from([Mark.OK, Mark.OK, Mark.UNCLEAR, Mark.UNMET])
FOUND = st.sampled_from([Result.DISMISSED, Result.DISMISSED, Result.UPHELD])
VERDICTS = st.sampled_from([*Verdict, Verdict.PASSED])
ENOUGH = 60  # ordinary acts


class AnyOrder(RuleBasedStateMachine):
    """One case of new people at new offices, and everything that can happen to it in review."""

    world: ClassVar[World]
    cities: ClassVar[Cities]
    loop: ClassVar[asyncio.AbstractEventLoop]

    @initialize(is_young=st.booleans())
    def begin(self, *, is_young: bool) -> None:
        self.hands = Hands(self.world, self.cities)
        self.employers = [employer(name=f"绍兴市第{number}监测站") for number in range(3)]
        self.gone: list[Office] = []
        self.authorities = [
            department(stage="city-department"),
            Office("绍兴市人力资源和社会保障局", Role.HR, "city-hr", person="孙八"),
            Office("中级评审委员会办公室", Role.COMMITTEE, "committee", person="周九"),
        ]
        self.people = {
            office.id: [somebody(office.id, name, office.account_role) for name in (office.person, "吴十")]
            for office in (*self.employers, *self.authorities)
        }
        self.asked_to_send: set[UUID] = set()
        self.facts: dict[UUID, tuple[str, dict[str, Any]]] = {}  # all that was told, by its id
        self.heard: set[UUID] = set()
        self.passed: set[UUID] = set()
        self.newest: Task | None = None
        self.shell = self._do(self._a_case(is_young=is_young))
        self._do(self.shell.submit("one"))

    async def _a_case(self, *, is_young: bool) -> Shell:
        case = await self.world.a_case(**(YOUNG if is_young else {}))
        duties = {
            Role.EMPLOYER: (Duty.EXAMINE, Duty.PUBLICISE),
            Role.COMMITTEE: (Duty.EXAMINE, Duty.ACCEPT, Duty.CHARGE),
        }
        stops = tuple(
            replace(office.stop, duties=duties.get(office.role, (Duty.EXAMINE,)))
            for office in (self.employers[0], *self.authorities)
        )
        return Shell.of(self.world.activities, case.id, stops, case.manifest)

    # What offices do

    @rule(who=WHO, mark=MARKS, is_outdated=st.booleans())
    def examine(self, who: int, mark: Mark, *, is_outdated: bool) -> None:
        task, person = self._task(), self._person(who)
        version = task.version + 1 if is_outdated and mark is Mark.UNMET else 0
        done = self._do(self.hands.examine(person, task.id, mark, version=version))
        assert done == (self._acts_for(person, task) and task.is_open and not version)

    @rule(who=WHO, verdict=VERDICTS, is_confirmed=st.booleans())
    def decide(self, who: int, verdict: Verdict, *, is_confirmed: bool) -> None:
        task, person = self._task(), self._person(who)
        more = {"is_confirmed": is_confirmed}
        if self._do(self.hands.decide(person, task.id, verdict, **more)):
            assert self._acts_for(person, task)
            before = self._kept()
            assert self._do(self.hands.decide(person, task.id, verdict, **more))  # a second click
            assert self._kept() == before

    @rule(who=WHO)
    def post(self, who: int) -> None:
        self._do(self.hands.post(self._person(who), self._task().id))

    @rule(who=WHO, has_objections=st.sampled_from([None, None, True, False]))
    def record(self, who: int, *, has_objections: bool | None) -> None:
        self._do(self.hands.record(self._person(who), self._task().id, has_objections=has_objections))

    @rule(who=WHO, result=FOUND)
    def answer(self, who: int, result: Result) -> None:
        self._do(self.hands.answer(self._person(who), self._task().id, result))

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        task, person = self._task(), self._person(who)
        done = self._do(self.hands.take_back(person, task.id))
        assert done == (self._acts_for(person, task) and task.state in {State.OPEN, State.PASSED})
        if done:
            self.asked_to_send.discard(task.id)

    @rule(who=WHO)
    def take_refusal_back(self, who: int) -> None:
        task, person = self._task(), self._person(who)
        if self._do(self.hands.take_refusal_back(person, task)):
            assert task.state is State.REFUSED
            assert self._task().is_open

    @rule(who=WHO, is_batch=st.booleans())
    def send(self, who: int, *, is_batch: bool) -> None:
        task, person = self._task(), self._person(who)
        done = self._do((self.hands.ask_batch if is_batch else self.hands.send)(person, task.id))
        if done and task.state is State.PASSED:
            assert self._acts_for(person, task)
            self.asked_to_send.add(task.id)

    @rule()
    def send_and_think_again(self) -> None:
        """A batch is asked for, and the pass taken back before the worker comes to it."""
        task, who = self._task(), self._person(0)
        if task.state is State.PASSED:
            self._do(self.hands.commission(who))
            assert self._do(self.hands.ask_batch(who, task.id))
            assert self._do(self.hands.take_back(who, task.id))
            self.asked_to_send.discard(task.id)

    @rule()
    def the_worker_sends(self) -> None:
        self._do(self.hands.run_batches())

    @rule(who=WHO)
    def commission(self, who: int) -> None:
        self._do(self.hands.commission(self._person(who)))

    @rule(who=WHO, is_seen=st.booleans(), is_given_back=st.booleans())
    def take(self, who: int, *, is_seen: bool, is_given_back: bool) -> None:
        task, person = self._task(), self._person(who)
        if is_given_back:
            done = self._do(self.hands.give_back(person, task.id))
            is_right = task.taken_by in {None, person.account_id}
        else:
            done = self._do(self.hands.take(person, task.id, task.taken_by if is_seen else None))
            is_right = is_seen or task.taken_by in {None, person.account_id}
        assert done == (self._acts_for(person, task) and task.is_open and is_right)

    @precondition(lambda self: len(self.gone) < 2 and self._task().role is Role.EMPLOYER)
    @rule(data=st.data())
    def refuse_and_be_merged(self, data: st.DataObject) -> None:
        """Who refused comes along to the unit into which theirs was merged, and thinks again."""
        task, who = self._task(), self._person(0)
        if not self._do(self.hands.decide(who, task.id, Verdict.REFUSED)):
            return
        here = next(office for office in self.employers if office.id == task.office_id)
        self._merge(here, data)
        self.the_rules_hold()
        moved = self._task()
        assert self._do(self.hands.take_refusal_back(replace(who, org_id=moved.office_id), moved))

    # What others do

    @rule()
    def somebody_objects(self) -> None:
        task = self._task()
        done = self._do(self.hands.lodge(task.id))
        phase = phase_of(self._do(self.hands.stands(task.id)).publicity)
        assert done == (task.is_open and phase in {Phase.COUNTING, Phase.RUNNING} and self._is_own(task))

    @precondition(lambda self: self.shell.may(Event.SUBMITTED))
    @rule(shown=st.sampled_from(["one", "one", "two"]))
    def submit(self, shown: str) -> None:
        self._do(self.shell.submit(shown))

    @precondition(lambda self: self.shell.may(Event.WITHDRAWN))
    @rule(sure=st.integers(0, 11))
    def withdraw(self, sure: int) -> None:
        if sure == 11:
            self._do(self.shell.move(Event.WITHDRAWN))

    @precondition(lambda self: len(self.gone) < 2)
    @rule(sure=st.integers(0, 3), data=st.data())
    def merge(self, sure: int, data: st.DataObject) -> None:
        if sure < 3:
            return
        there = [office for office in self.employers if office not in self.gone]
        self._merge(data.draw(st.sampled_from(there)), data)

    def _merge(self, gone: Office, data: st.DataObject) -> None:
        there = [office for office in self.employers if office not in self.gone]
        successor = data.draw(st.sampled_from([office for office in there if office is not gone]))
        self.gone.append(gone)
        for _ in range(2):
            self._do(tell_merger(self.world, gone, successor))

    # What the workflow does

    @rule(data=st.data())
    def hear(self, data: st.DataObject) -> None:
        """What was told arrives: once, twice, in another order, or after the end."""
        if self.facts:
            self._hear(data.draw(st.sampled_from(list(self.facts))))

    @rule()
    def hear_all(self) -> None:
        for one in [one for one in self.facts if one not in self.heard]:
            self._hear(one)

    @rule()
    def wait(self) -> None:
        if self.shell.case.status is Status.PUBLICISING:
            self._do(self.shell.wait())

    @precondition(lambda self: self.shell.case.status is Status.PUBLICISING)
    @rule(days=st.integers(1, 3))
    def extend(self, days: int) -> None:
        deadline = self.shell.case.deadline
        assert deadline
        self._do(self.shell.extend(deadline.due_at + timedelta(days=days)))

    @rule()
    def the_ledger_hears_of_objections(self) -> None:
        is_held = bool(
            self._rows("select from objections where application_id = $1 and result is null", self.id)
        )
        if is_held or self.shell.case.holds:
            self._do(self.shell.hold(is_held=is_held))

    @rule(data=st.data())
    def a_refusal_s_time_is_over(self, data: st.DataObject) -> None:
        held = [body for topic, body in self.facts.values() if topic == "review.refusal_held"]
        if held:
            body, task = data.draw(st.sampled_from(held)), self._task()
            is_right = task.state is State.REFUSED and (str(task.id), task.version) == (
                body["task_id"],
                body["number"],
            )
            told = self._do(self.hands.settle(UUID(body["task_id"]), body["number"]))
            assert told or not is_right

    @rule(data=st.data())
    def ask_again(self, data: st.DataObject) -> None:
        """A question whose answer was lost: what it did is done."""
        known = [one for number, one in enumerate(self.shell.asked) if not self._is_outdated(number)]
        name, request = data.draw(st.sampled_from(known))
        before = self._kept()
        self._do(self.shell.ask_again(name, request))
        assert self._kept() == before, (name, request)

    def _is_outdated(self, number: int) -> bool:
        """Of a date that was moved since only the last is asked again; afterwards, any."""
        name, request = self.shell.asked[number]
        if name != "note_publicity" or request.is_over:
            return False
        later = [
            one
            for _, one in self.shell.asked[number + 1 :]
            if isinstance(one, PublicityNotice) and one.task_id == request.task_id
        ]
        return bool(later) and not later[-1].is_over

    # The usual way: without it few lives would come far

    @precondition(lambda self: not self.shell.is_over)
    @rule(steps=st.integers(1, 4))
    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            self._go_on()
            self.the_rules_hold()

    def _go_on(self) -> None:
        """Whoever is on turn does what is asked."""
        task, hands = self._task(), self.hands
        who = self._person(0)
        if new := [one for one in self.facts if one not in self.heard]:
            self._hear(new[0])
        elif self.shell.is_over:
            return
        elif self.shell.case.status is Status.RETURNED:
            self._do(self.shell.submit("three"))
        elif task.state is State.REFUSED:
            assert self._do(hands.settle(task.id, task.version))
        elif task.state is State.PASSED and task.id not in self.asked_to_send:
            self._do(hands.run_batches())  # what was asked for before is not meant any more
            self.the_rules_hold()
            self._do(hands.commission(who))
            self.asked_to_send.add(task.id)
            assert self._do(hands.send(who, task.id))
        elif task.state is State.PASSED:
            assert self._do(hands.send(who, task.id))
        else:
            self._decide_in_order(task, who)

    def _decide_in_order(self, task: Task, who: Session) -> None:
        hands = self.hands
        assert task.is_open
        assert self._do(hands.answer(who, task.id, Result.DISMISSED))
        self.the_ledger_hears_of_objections()
        standing = self._do(hands.stands(task.id))
        if standing.objections.upheld:
            assert self._do(hands.decide(who, task.id, Verdict.RETURNED))
            return
        if not standing.is_fulfilled:
            assert self._do(hands.examine(who, task.id, Mark.OK))
        if self.shell.case.status is Status.EXAMINING:
            assert self._do(hands.post(who, task.id))
        elif self.shell.case.status is Status.PUBLICISING:
            self._do(self.shell.wait())
        else:
            if task.role is Role.EMPLOYER:
                assert self._do(hands.record(who, task.id))
            self.asked_to_send.discard(task.id)
            assert self._do(hands.decide(who, task.id, Verdict.PASSED))

    def teardown(self) -> None:
        """Wherever it stands it comes to an end by ordinary acts, and every page can be opened."""
        if not hasattr(self, "shell"):
            return
        self._do(self._every_page_opens(self._task()))
        for _ in range(ENOUGH):
            if self.shell.is_over:
                break
            self._go_on()
            self.the_rules_hold()
        assert self.shell.is_over, self.shell.case
        assert not self._rows("select from tasks where application_id = $1 and state = 'open'", self.id)

    async def _every_page_opens(self, task: Task) -> None:
        office = Office(task.office_name, task.role, task.stage, id=task.office_id)
        browser = self.world.browser(office)
        for page in ("", "/findings", "/decision", "/objections"):
            shown = await browser.get(f"/review/{task.id}{page}")
            assert shown.status_code in {200, 303}, page  # what is decided leads to its decision
        assert (await browser.get("/review")).status_code == 200

    # What must hold, whatever happened

    @invariant()
    def the_rules_hold(self) -> None:
        if hasattr(self, "shell"):
            now = self._do(look(self.world, self.id, self._concerned()))
            self._what_was_told_stays(now)
            now.one_task_is_alive(self.shell.case.awaiting(Kind.TASK))
            names = {office.id: office.name for office in (*self.employers, *self.authorities)}
            now.nothing_lies_at_an_office_that_is_gone(names, {office.id for office in self.gone})
            now.offices_are_told_what_waits()

    def _what_was_told_stays(self, now: Now) -> None:
        for row in now.told:
            one = UUID(row["body"]["id"])
            assert self.facts.setdefault(one, (row["topic"], row["body"])) == (row["topic"], row["body"])
        decided = [body for topic, body in self.facts.values() if topic == "review.decided"]
        assert len(decided) == len({body["task_id"] for body in decided})
        for body in decided:
            task_id = UUID(body["task_id"])
            assert now.verdicts[task_id] == body["verdict"]
            if body["verdict"] == Verdict.PASSED and task_id not in self.passed:
                self.passed.add(task_id)
                standing = self._do(self.hands.stands(task_id))
                had_what_it_needs(standing)
                assert task_id in self.asked_to_send or not standing.task.awaits_sending

    # How it is done

    @property
    def id(self) -> UUID:
        return self.shell.start.application_id

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        self.newest = None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def _rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        return self._do(self.world.rows(statement, *values))

    async def _any_task(self, task_id: UUID) -> Task:
        async with transaction(self.world.pool) as conn:
            return await tasks.any_task(conn, self.hands.cipher, task_id)

    def _task(self) -> Task:
        """The newest, as it is; looked at once until somebody acts."""
        if self.newest is None:
            opened = [request.id for name, request in self.shell.asked if name == "open_task"]
            self.newest = self._do(self._any_task(opened[-1]))
        return self.newest

    def _concerned(self) -> set[UUID]:
        """The offices at which something can have changed since the last look."""
        return {office.id for office in self.employers} | {
            stop.office_id for stop in self.shell.case.stops[1 : self.shell.case.place + 1]
        }

    def _person(self, who: int) -> Session:
        here = self._task().office_id
        if who in {0, 1}:
            return self.people[here][who]
        if who == 4 and self.gone:
            return replace(self.people[self.gone[-1].id][0], org_id=here)
        others = self.gone if who == 3 and self.gone else [*self.authorities, *self.employers]
        return self.people[next(office.id for office in others if office.id != here)][0]

    def _acts_for(self, who: Session, task: Task) -> bool:
        return who.org_id == task.office_id

    def _is_own(self, task: Task) -> bool:
        return bool(self._rows("select from publicities where task_id = $1", task.id))

    def _hear(self, one: UUID) -> None:
        topic, body = self.facts[one]
        self.heard.add(one)
        if fact := fact_of(topic, body):
            self._do(self.shell.hear(fact))

    def _kept(self) -> dict[str, list[Any]]:
        return self._do(all_of(self.world, self.id))


@pytest.mark.rule("B3.1")
@pytest.mark.rule("B3.2")
@pytest.mark.rule("B3.3")
@pytest.mark.rule("B4.1")
@pytest.mark.rule("C2.1")
@pytest.mark.rule("E3.1")
@pytest.mark.rule("E4.2")
@pytest.mark.rule("E4.3")
@pytest.mark.rule("E4.4")
@pytest.mark.rule("E4.5")
async def test_no_order_of_acts_leads_to_a_forbidden_state(world: World) -> None:
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), refusal_minutes=MINUTES)
    AnyOrder.world, AnyOrder.loop = world, asyncio.get_running_loop()
    AnyOrder.cities = Cities({**known.by_slug, "shaoxing": city})
    await asyncio.to_thread(
        run_state_machine_as_test,
        AnyOrder,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
