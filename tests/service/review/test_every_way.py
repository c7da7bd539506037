"""Every kind of unit × every plan: from the submission to the acceptance, by the pages of all its offices.

The table and the steps of the workflow move a case (`shell`); offices, clerks and objectors act by HTTP.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from cities import Cities, Sender
from contracts.application import Status
from contracts.candidates import Candidate as Entered
from contracts.case import Duty, Role, Stop
from contracts.sections.decision import DecisionSection
from kit.clock import SHANGHAI
from kit.db import transaction
from services.review.results.domain import Candidate
from services.review.results.operations import recording
from tests.service.review.results.electing import PASSES
from tests.service.review.shell import Shell, fact_of
from tests.service.review.world import (
    Office,
    World,
    answer,
    decide,
    employer,
    examine,
    give_commission,
    lodge,
    passing,
    post,
    record_result,
    returning,
    token_of,
)

GROUP, OTHER = "91330000MA2XH00015", "91330000MA2XH00023"
UNITS: dict[str, tuple[str, dict[str, Any]]] = {  # B5.1, B5.2, P1.1, P2.1
    "of-shaoxing": ("shaoxing", {"level": "city", "place": "市本级"}),
    "of-a-county-of-shaoxing": ("shaoxing", {"level": "county", "place": "越城区"}),
    "of-xinhai": ("xinhai", {"level": "city", "place": "市本级"}),
    "of-a-county-of-xinhai": ("xinhai", {"level": "county", "place": "海东区"}),
    "of-a-district-without-department": ("xinhai", {"level": "county", "place": "高新功能区"}),
    "of-the-province-with-a-committee": (
        "xinhai",
        {"level": "province", "place": "省直", "credit_code": GROUP, "own_committee": True},
    ),
    "of-the-province-without": (
        "xinhai",
        {"level": "province", "place": "省直", "credit_code": OTHER, "department": "province-water"},
    ),
}
PLANS = {
    "shaoxing": ("2022-engineer", "2022-senior-engineer"),
    "xinhai": ("2022-xinhai-engineer", "2022-xinhai-senior"),
}
WAYS = [(unit, plan) for unit, (city, _) in UNITS.items() for plan in PLANS[city]]
# What comes in between, for some of them.
TROUBLE: dict[tuple[str, str], str] = {
    ("of-shaoxing", "2022-engineer"): "extension",
    ("of-a-county-of-xinhai", "2022-xinhai-senior"): "objection",
    ("of-the-province-without", "2022-xinhai-engineer"): "return",
}


@dataclass
class Walk:
    """One case, with somebody at each of its offices."""

    world: World
    shell: Shell
    trouble: str = ""

    @classmethod
    async def begin(cls, world: World, unit: str, plan: str) -> "Walk":
        city, facts = UNITS[unit]
        known: Cities = world.app.state.cities
        slugs = {office.slug: office.id for office in known.city(city).offices}
        sender = Sender(
            department_id=slugs.get(facts.get("department", "")),
            **{name: value for name, value in facts.items() if name != "department"},
        )
        own = employer()
        first = Stop(
            stage=own.stage,
            role=own.role,
            office_id=own.id,
            office_name=own.name,
            duties=(Duty.EXAMINE, Duty.PUBLICISE),
        )
        rest = [
            Stop(
                stage=stop.stage,
                role=Role(stop.kind),
                office_id=stop.office_id,
                office_name=stop.office_name,
                duties=tuple(map(Duty, stop.duties)),
            )
            for stop in known.route(city, plan, sender)
        ]
        case = await world.a_case()
        shell = Shell.of(world.activities, case.id, (first, *rest), case.manifest, city=city, plan=plan)
        return cls(world, shell, TROUBLE.get((unit, plan), ""))

    async def go(self) -> None:
        """Whoever is on turn does what is asked, until the case is accepted."""
        await self.shell.submit("one")
        while not self.shell.is_over:
            before = self.shell.case.position
            await self._act()
            await self._hear()
            assert self.shell.case.position > before, self.shell.case.status

    async def _act(self) -> None:
        status = self.shell.case.status
        if status is Status.RETURNED:
            await self.shell.submit("two")
        elif status is Status.EXAMINING:
            assert (await examine(self.browser, self.task)).status_code == 303
            assert (await post(self.browser, self.task)).status_code == 303
        elif status is Status.PUBLICISING:
            await self._is_public()
        elif status is Status.AWAITING_MEETING:
            await self._meet()
        elif status is Status.RECOMMENDING:
            path = f"/review/results/plans/{self.shell.start.plan}"
            assert (await self.browser.post(path, data={})).status_code == 303
        else:
            await self._decide()

    async def _is_public(self) -> None:
        deadline = self.shell.case.deadline
        assert deadline
        if self.trouble == "extension":
            await self.shell.extend(deadline.due_at + timedelta(days=3))
            page = (await self.browser.get(f"/review/{self.task.id}/publicity")).text
            later = (deadline.due_at + timedelta(days=3)).astimezone(SHANGHAI)
            assert f"{later.day}日" in page
        if self.trouble == "objection":
            lodged = await lodge(self.world.visitor(), await token_of(self.world, self.task))
            assert lodged.status_code == 303
            await self.shell.hold(is_held=True)
            await self.shell.wait()
            assert self.shell.case.status is Status.PUBLICISING  # its clock stands
            (told,) = await answer(self.world, self.browser, self.task)
            assert told.status_code == 303
            await self.shell.hold(is_held=False)
        await self.shell.wait()
        typed = {
            "objections": "yes" if self.trouble == "objection" else "no",
            "handling": "收到异议一件，经核查不成立，已答复异议人。",
            "result": "公示五个工作日，期满。",
        }
        assert (await record_result(self.browser, self.task, **typed)).status_code == 303

    async def _decide(self) -> None:
        """Passed, and sent where a pass does not go on by itself; once returned where that is the trouble."""
        task, browser = self.task, self.browser
        if self.trouble == "return" and self.shell.case.place == 1:
            self.trouble = ""
            assert (await decide(browser, task, **returning("photo"))).status_code == 303
            return
        await examine(browser, task)
        answered = await decide(browser, task, **passing(self.office))
        assert answered.status_code == 303, answered.text
        (row,) = await self.world.rows("select state, needs_commission from tasks where id = $1", task.id)
        lies = row["state"] == "passed"
        if row["needs_commission"]:
            if lies:
                assert (await browser.post(f"/review/{task.id}/send")).status_code == 409
            given = await give_commission(self.world, self.office, plan=self.shell.start.plan)
            assert given.status_code == 303, given.text
        if lies:
            assert (await browser.post(f"/review/{task.id}/send")).status_code == 303

    async def _meet(self) -> None:
        """What the meeting voted comes in by its one door."""
        entered = next(one for _, one in reversed(self.shell.asked) if isinstance(one, Entered))
        candidate = Candidate(
            id=entered.id,
            application_id=entered.application_id,
            person_id=entered.person_id,
            city=entered.city,
            plan=entered.plan,
            office_id=entered.stop.office_id,
            stage=entered.stop.stage,
            round=entered.round,
            place=1,
            roster=1,
        )
        async with transaction(self.world.pool) as conn:
            await recording.record(conn, candidate, PASSES, by="钱七、孙八")

    async def _hear(self) -> None:
        rows = await self.world.rows(
            "select topic, body from outbox where about = $1 order by position",
            self.shell.start.application_id,
        )
        for row in rows:
            if fact := fact_of(row["topic"], row["body"]):
                await self.shell.hear(fact)

    @property
    def task(self) -> Any:
        return [request for name, request in self.shell.asked if name == "open_task"][-1]

    @property
    def office(self) -> Office:
        stop = self.shell.case.stops[self.shell.case.place]
        return Office(stop.office_name, stop.role, stop.stage, id=stop.office_id)

    @property
    def browser(self) -> httpx2.AsyncClient:
        return self.world.browser(self.office)


@pytest.mark.rule("B5.1")
@pytest.mark.rule("B5.2")
@pytest.mark.rule("P1.1")
@pytest.mark.rule("P2.1")
@pytest.mark.parametrize(("unit", "plan"), WAYS)
async def test_a_case_goes_from_its_submission_to_its_acceptance(world: World, unit: str, plan: str) -> None:
    walk = await Walk.begin(world, unit, plan)
    await walk.go()
    shell = walk.shell
    assert shell.case.status is Status.AWAITING_PAYMENT
    assert Duty.ACCEPT in shell.case.stops[shell.case.place].duties
    rounds = 2 if (unit, plan) in TROUBLE and TROUBLE[unit, plan] == "return" else 1
    assert shell.case.round == rounds
    opened = [one.stop.stage for name, one in shell.asked if name == "open_task" and one.round == rounds]
    assert opened == [stop.stage for stop in shell.case.stops]
    decisions = [one for one in shell.case.sections if one.name.startswith(f"decision-{rounds}-")]
    assert len(decisions) == len(opened)
    last = await world.file.open(shell.start.application_id, decisions[-1], DecisionSection)
    assert last.data.office == shell.case.stops[-1].office_name
