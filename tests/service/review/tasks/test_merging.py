"""An employer was merged: its tasks are the successor's, whatever comes first and however often (E3.1)."""

from itertools import permutations
from uuid import UUID

import pytest

from contracts.sections.decision import DecisionSection
from kit.ids import new_id
from services.review.consumers import hear
from tests.service.review.world import (
    ITEMS,
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    post,
    publicise,
    returning,
)

TOPIC = "identity.employer_changed"

pytestmark = pytest.mark.rule("E3.1")


@pytest.fixture
def gone() -> Office:
    return employer(name="诸暨市环境监测站", person="王五")


@pytest.fixture
def successor() -> Office:
    return employer(name="绍兴市生态环境中心", person="孙芳")


async def told(world: World, gone: Office, successor: Office | None, **changes: str) -> None:
    """What identity tells of an employer."""
    body: dict[str, object] = {
        "id": str(new_id()),
        "about": str(gone.id),
        "at": "2022-09-27T00:00:00Z",
        "employer_id": str(gone.id),
        "version": 4,
        "status": "merged" if successor else "approved",
        "name": gone.name,
        "former_names": [],
        "credit_code": "12330600471234567X",
        "city": "shaoxing",
        "level": "city",
        "place": "市本级",
        "department": "绍兴市生态环境局",
        "merged_into": str(successor.id) if successor else None,
        "successor": successor.name if successor else "",
        **changes,
    }
    await hear(world.pool, world.app.state.cipher)(TOPIC, body)


async def offices(world: World) -> list[tuple[UUID, str]]:
    rows = await world.rows("select office_id, office_name from tasks order by opened_at, id")
    return [(row["office_id"], row["office_name"]) for row in rows]


@pytest.mark.rule("C1.1")
async def test_a_case_that_waits_at_the_merged_employer_is_decided_by_the_successor_s_clerk(
    world: World, gone: Office, successor: Office
) -> None:
    case = await world.a_case(name="张三")
    task = await case.task(gone, sheet=await case.sheet())
    old = world.browser(gone)
    assert (await examine(old, task)).status_code == 303
    assert (await post(old, task)).status_code == 303
    for _ in range(2):
        await told(world, gone, successor)
    assert (await old.get(f"/review/{task.id}")).status_code == 404
    assert (await decide(old, task, **passing(gone), version="2")).status_code == 404
    new = world.browser(successor)
    assert "张三" in (await new.get("/review")).text
    page = (await new.get(f"/review/{task.id}")).text
    assert page.count("单位合并，转由合并后的单位办理") == 1
    assert "诸暨市环境监测站 王五" in page  # who posted it is not called otherwise afterwards
    await world.rows("delete from publicities")
    await publicise(world, new, task)
    assert (await decide(new, task, **passing(successor))).status_code == 303
    (decision,) = await world.rows("select signed_by from decisions")
    assert decision["signed_by"] == "孙芳"
    sealed = await world.file.open(case.id, await case.sealed(task), DecisionSection)
    assert (sealed.data.office, sealed.data.signed_by) == ("绍兴市生态环境中心", "孙芳")


async def test_a_task_that_is_opened_later_by_an_old_route_comes_to_the_successor(
    world: World, gone: Office, successor: Office
) -> None:
    await told(world, gone, successor)
    await (await world.a_case(name="张三")).task(gone)
    assert await offices(world) == [(successor.id, successor.name)]
    assert "张三" in (await world.browser(successor).get("/review")).text


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_way_of_several_mergers_leads_to_its_end_in_any_order(
    world: World, gone: Office, successor: Office, order: tuple[int, int, int]
) -> None:
    last = employer(name="绍兴市生态环境局监测总站")
    await (await world.a_case()).task(gone)
    acts = [
        lambda: told(world, gone, successor),
        lambda: told(world, successor, last),
        lambda: told(world, gone, None, version="3"),  # an older one, late
    ]
    for one in order:
        await acts[one]()
    assert await offices(world) == [(last.id, last.name)]
    await (await world.a_case()).task(gone)
    await (await world.a_case()).task(successor)
    assert await offices(world) == [(last.id, last.name)] * 3
    assert await world.rows("select from timeline where event = 'moved'")


async def test_what_was_decided_keeps_the_name_of_who_decided_and_is_the_successor_s_to_read(
    world: World, gone: Office, successor: Office
) -> None:
    case = await world.a_case()
    task = await case.task(gone)
    browser = world.browser(gone)
    await examine(browser, task, "unmet")
    answer = await decide(browser, task, **returning(*ITEMS))
    assert answer.status_code == 303, answer.text
    await told(world, gone, successor)
    assert await offices(world) == [(successor.id, gone.name)]
    assert "已审查（1）" in (await world.browser(successor).get("/review")).text
    assert not await world.rows("select from timeline where event = 'moved'")


async def test_other_offices_keep_their_tasks(world: World, gone: Office, successor: Office) -> None:
    other = department()
    await (await world.a_case()).task(other)
    await told(world, gone, successor)
    assert await offices(world) == [(other.id, other.name)]
