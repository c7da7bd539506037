"""A task that lies where nobody is goes to an office above; what was decided is told again."""

from collections.abc import Callable
from typing import Any

import pytest

from cities import Office as CityOffice
from contracts.case import Role
from contracts.remedies import Act, OneCase
from contracts.review import Decided, QueueChanged
from contracts.stuck import Kind
from kit.clock import now
from kit.ids import new_id
from tests.fixtures.remedies import REASON, an_act, contents
from tests.fixtures.stuck import HOUR, a_question
from tests.service.review.world import Case, Office, World, decide, department, employer, examine, passing

Asking = Callable[..., OneCase]


@pytest.fixture
def asking(world: World) -> Asking:
    def asks(act: Act, case: Case, **changes: Any) -> OneCase:
        return an_act(world.app.state.cipher, act, case.id, **changes)

    return asks


def offices(world: World) -> tuple[CityOffice, CityOffice]:
    """One of the city's offices that is below another, and that one."""
    cities = world.app.state.cities
    return next(
        (office, above)
        for office in cities.city("shaoxing").offices
        for above in cities.above(office.id)[:1]
        if office.kind == Role.DEPARTMENT
    )


def known(office: CityOffice, person: str) -> Office:
    return Office(office.name, Role(office.kind), "city_department", person=person, id=office.id)


async def places(world: World) -> list[tuple[Any, ...]]:
    rows = await world.rows("select office_id, office_name, taken_by, taken_by_name from tasks")
    return [tuple(row.values()) for row in rows]


async def test_the_office_above_gets_the_task_and_decides_it(world: World, asking: Asking) -> None:
    below, above = offices(world)
    case = await world.a_case(name="张三")
    task = await case.task(known(below, "赵六"))
    before = await contents(world.pool)
    trial = await world.activities.remedy(asking(Act.REASSIGN, case, to=above.id, is_dry_run=True))
    assert await contents(world.pool) == before
    one = asking(Act.REASSIGN, case, to=above.id)
    done, again = [await world.activities.remedy(one) for _ in range(2)]
    assert (trial.code, done.code, again.code) == ("would_do", "done", "unchanged")
    assert trial.words == done.words == f"由“{below.name}”改派给“{above.name}”。"
    assert await places(world) == [(above.id, above.name, None, "")]
    old, new = world.browser(known(below, "赵六")), world.browser(known(above, "孙芳"))
    assert (await old.get(f"/review/{task.id}")).status_code == 404
    page = (await new.get(f"/review/{task.id}")).text
    assert "原机构无人办理，改由本机构办理" in page
    assert REASON.why not in page
    assert (await examine(new, task)).status_code == 303
    assert (await decide(new, task, **passing(known(above, "孙芳")))).status_code == 303
    waits = await world.rows(
        "select distinct on (about) about, body ->> 'waiting' as waiting from outbox where topic = $1 "
        "order by about, position desc",
        QueueChanged.topic,
    )
    assert {row["about"]: row["waiting"] for row in waits} == {below.id: "0", above.id: "0"}


async def test_the_task_of_an_office_that_is_gone_goes_to_one_of_its_kind(
    world: World, asking: Asking
) -> None:
    below, _ = offices(world)
    gone, case = department(), await world.a_case()
    await case.task(gone)
    hr = next(one for one in world.app.state.cities.city("shaoxing").offices if one.kind == Role.HR)
    refused = await world.activities.remedy(asking(Act.REASSIGN, case, to=hr.id))
    done = await world.activities.remedy(asking(Act.REASSIGN, case, to=below.id))
    assert (refused.code, done.code) == ("NotItsPlace", "done")
    assert await places(world) == [(below.id, below.name, None, "")]


async def test_what_does_not_fit_is_refused_with_the_reason(world: World, asking: Asking) -> None:
    below, above = offices(world)
    none, of_employer, of_department = [await world.a_case() for _ in range(3)]
    await of_employer.task(employer())
    await of_department.task(known(below, "赵六"))
    codes = [
        (await world.activities.remedy(asking(Act.REASSIGN, case, to=to))).code
        for case, to in (
            (none, above.id),
            (of_employer, above.id),
            (of_department, None),
            (of_department, new_id()),
            (of_department, below.id),
        )
    ]
    assert codes == ["NothingOpen", "OfEmployer", "NoOffice", "NotItsPlace", "NotItsPlace"]


async def test_decisions_are_told_again(world: World, asking: Asking) -> None:
    office = department()
    case = await world.a_case()
    nothing = await world.activities.remedy(asking(Act.NUDGE, case))
    task = await case.task(office)
    browser = world.browser(office)
    assert (await examine(browser, task)).status_code == 303
    assert (await decide(browser, task, **passing(office))).status_code == 303
    later = a_question(now() + 2 * HOUR, kind=Kind.DECISION_NOT_DELIVERED)
    (finding,) = (await world.activities.find_stuck(later)).findings
    assert finding.case_id == case.id
    await world.rows("update outbox set sent_at = now()")
    told = await world.activities.remedy(asking(Act.NUDGE, case))
    unsent = await world.rows("select topic from outbox where sent_at is null")
    assert [row["topic"] for row in unsent] == [Decided.topic]
    assert (nothing.code, told.code, told.words) == ("unchanged", "done", "review：1 个事件将重新发送")
    assert (await world.activities.remedy(asking(Act.RESET, case))).code == "done"
    await case.sealed(task)  # the workflow has heard
    assert (await world.activities.find_stuck(later)).findings == ()
