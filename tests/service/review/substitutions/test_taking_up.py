"""An office above decides what an office below is late with: once, with reason and evidence, told to all."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import httpx2

from cities import Cities
from contracts.case import Role
from contracts.clock import Hold, HoldKind, HoldsChanged
from contracts.review import Task
from contracts.sections.decision import DecisionSection
from kit.clock import now
from kit.db import transaction
from kit.ids import new_id
from services.review.substitutions.store import note_holds
from tests.service.review.world import (
    OPENED,
    OPINION,
    Office,
    World,
    a_note,
    a_passed_case,
    decide,
    department,
    examine,
    passing,
    receipt_of,
    returning,
    version_of,
)

REASON = "经办人员调离，无人接替，已两次书面督促"


def below_and_above(world: World) -> tuple[Office, Office]:
    """A county's department, and the city's above it."""
    known: Cities = world.app.state.cities
    lower = next(one for one in known.city("shaoxing").offices if one.slug == "yuecheng-ecology")
    (upper, *_) = known.above(lower.id)
    return (
        department(id=lower.id, name=lower.name, stage="county_department"),
        department(id=upper.id, name=upper.name, person="孙七"),
    )


async def take_up(world: World, office: Office, task: Task, reason: str = REASON) -> httpx2.Response:
    """Somebody of the office above uploads the evidence and takes the case up."""
    account = new_id()
    receipt = receipt_of(world, account, purpose="substitution", name="督办单.pdf")
    browser = world.browser(office, account_id=account)
    page = await browser.get(f"/review/late/{task.id}", params={"receipt": receipt})
    assert page.status_code == 200
    return await browser.post(f"/review/late/{task.id}", data={"receipt": receipt, "reason": reason})


async def holds(world: World, application_id: UUID, *, number: int, count: int) -> None:
    """What declaration tells of an outage."""
    placed = tuple(Hold(id=new_id(), kind=HoldKind.OUTAGE, since=OPENED) for _ in range(count))
    async with transaction(world.pool) as conn:
        await note_holds(
            conn,
            HoldsChanged(
                id=new_id(),
                about=application_id,
                at=OPENED,
                application_id=application_id,
                kind=HoldKind.OUTAGE,
                number=number,
                holds=placed,
            ),
        )


async def test_what_is_late_is_taken_up_decided_and_sealed_under_the_name_of_who_acted(world: World) -> None:
    lower, upper = below_and_above(world)
    case = await world.a_case(name="濮阳不器")
    task = await case.task(lower)
    await a_note(world, world.browser(lower), task, "等待单位补充说明")
    above = world.browser(upper)
    seen = (await above.get("/review/late")).text
    assert lower.name in seen
    assert "已超期" in seen
    assert "濮阳不器" not in seen  # who it is about is not theirs to know yet
    assert "下级机构逾期未办" in (await above.get("/review")).text
    assert (await above.get(f"/review/{task.id}")).status_code == 404

    assert (await take_up(world, upper, task)).status_code == 303
    page = (await above.get(f"/review/{task.id}")).text
    assert "濮阳不器" in page
    assert "等待单位补充说明" not in page  # internal notes stay with their office
    assert (await above.get(f"/review/{task.id}/notes")).status_code == 404
    assert (await above.post(f"/review/{task.id}/take", data={"holder": ""})).status_code == 404
    late = (await world.browser(lower).get(f"/review/{task.id}")).text
    assert f"{upper.name} 孙七" in late
    assert REASON in late

    unexamined = await decide(above, task, **passing(upper))  # the same checks as of the office itself
    assert unexamined.status_code == 422
    await examine(above, task)
    assert (await decide(above, task, **passing(upper))).status_code == 303
    second = await decide(world.browser(lower), task, version="1", **passing(lower))
    assert second.status_code == 409
    assert upper.name in second.text

    sealed = await case.sealed(task)
    section = (await world.file.open(case.id, sealed, DecisionSection)).data
    acted = section.substitution
    assert acted is not None
    assert (section.office, section.signed_by, acted.office) == (lower.name, "孙七", upper.name)
    assert (acted.reason, acted.proof.pages) == (REASON, 2)
    assert acted.due_at < acted.taken_at
    (told,) = await world.rows("select about, body from outbox where topic = 'review.substituted'")
    assert told["about"] == task.person_id
    assert REASON not in str(told["body"])
    assert world.app.state.cipher.decrypt(told["body"]["reason_encrypted"]) == REASON

    following = await case.task(department(stage="city_hr", name="下一环节"))
    (hr,) = await world.rows("select office_id from tasks where id = $1", following.id)
    page = (await world.browser(department(id=hr["office_id"])).get(f"/review/{following.id}")).text
    assert f"{upper.name}代为办理：{REASON}" in page
    (kept,) = await world.rows("select file_id from substitutions")
    file = f"/review/{following.id}/substitutions/{kept['file_id']}"
    assert (await world.browser(department(id=hr["office_id"])).get(file)).status_code == 303
    assert (await world.browser(department()).get(file)).status_code == 404


async def test_the_office_above_sees_who_below_is_late_to_decide_and_to_send_on(world: World) -> None:
    lower, upper = below_and_above(world)
    there = department(id=lower.id, name=lower.name, stage="city-department")
    passed = await a_passed_case(world, there, name="濮阳不器")
    await (await world.a_case()).task(lower)
    above = world.browser(upper)
    page = (await above.get("/review/late")).text
    counts = re.search(rf"{lower.name}</t[dh]>(.*?)</tr>", page, re.DOTALL)
    assert counts is not None
    assert re.findall(r">\s*(\d+)\s*<", counts[1]) == ["1", "1"]
    assert "审查通过未报送" in page
    assert "濮阳不器" not in page
    assert f"/review/late/{passed.id}" not in page
    assert (await take_up(world, upper, passed)).status_code == 409
    assert (await world.browser(there).post(f"/review/{passed.id}/send")).status_code == 303
    assert "审查通过未报送</" not in (await above.get("/review/late")).text


async def test_nobody_acts_for_who_is_not_late_not_below_or_held(world: World) -> None:
    lower, upper = below_and_above(world)
    case = await world.a_case()
    in_time = await (await world.a_case()).task(lower, opened_at=now() - timedelta(days=1))
    refused = await take_up(world, upper, in_time)
    assert refused.status_code == 409
    assert "还没有超过办理期限" in refused.text
    task = await case.task(lower)
    path = f"/review/late/{task.id}"
    for stranger in (lower, department(), department(role=Role.HR, stage="city-hr")):
        assert (await world.browser(stranger).get(path)).status_code == 404
        assert (await world.browser(stranger).post(path, data={"reason": REASON})).status_code == 404
    wrong = await world.browser(upper).post(path, data={"reason": "太忙"})
    assert wrong.status_code == 422
    assert "过于简单" in wrong.text
    assert "请上传依据材料" in wrong.text

    await holds(world, case.id, number=1, count=1)
    held = await take_up(world, upper, task)
    assert held.status_code == 409
    assert "中止期间不能代为办理" in held.text
    await holds(world, case.id, number=2, count=0)
    await holds(world, case.id, number=1, count=1)  # told late
    assert (await take_up(world, upper, task)).status_code == 303
    again = await take_up(world, upper, task)  # a colleague
    assert again.status_code == 409
    await holds(world, case.id, number=3, count=1)
    above = world.browser(upper)
    await examine(above, task)
    assert (await decide(above, task, **passing(upper))).status_code == 409


async def test_of_both_offices_at_the_same_moment_one_decides(world: World) -> None:
    lower, upper = below_and_above(world)
    task = await (await world.a_case()).task(lower)
    assert (await take_up(world, upper, task)).status_code == 303
    browsers = [world.browser(lower), world.browser(upper)]
    await examine(browsers[0], task)
    version = await version_of(browsers[0], f"/review/{task.id}/decision")
    answers = await asyncio.gather(
        decide(browsers[0], task, version=version, **passing(lower)),
        decide(browsers[1], task, version=version, **returning("photo")),
    )
    assert sorted(one.status_code for one in answers) == [303, 409]
    (made,) = await world.rows("select opinion, substitution_id from decisions")
    assert (made["opinion"] == OPINION) == (made["substitution_id"] is None)


async def test_what_one_office_passed_the_other_does_not_take_back(world: World) -> None:
    lower, upper = below_and_above(world)
    there = department(id=lower.id, name=lower.name, stage="city-department")
    task = await (await world.a_case()).task(there)
    assert (await take_up(world, upper, task)).status_code == 303
    above = world.browser(upper)
    await examine(above, task)
    assert (await decide(above, task, **passing(upper))).status_code == 303
    assert (await above.get("/review/late")).text.count(f"/review/{task.id}") == 1
    page = await above.get(f"/review/{task.id}/decision")
    assert "审核推荐" in page.text
    assert (await world.browser(lower).post(f"/review/{task.id}/take-back")).status_code == 403
    assert (await above.post(f"/review/{task.id}/take-back")).status_code == 303
    assert (await decide(above, task, **passing(upper))).status_code == 303
    assert await world.rows("select from outbox where topic = 'review.substituted'") == []
    assert (await above.post(f"/review/{task.id}/send")).status_code == 303
    assert len(await world.rows("select from outbox where topic = 'review.substituted'")) == 1
