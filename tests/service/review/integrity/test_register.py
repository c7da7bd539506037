"""诚信档案: entered by an office with a paper, told, objected to once, answered, repaired; offices see it."""

import asyncio
from uuid import UUID

import pytest

from contracts.case import Role
from contracts.erasure import PersonRequest
from contracts.integrity import Told
from contracts.review import Task
from kit.adapters import adapter
from kit.ids import new_id
from tests.access.cast import COMMITTEE
from tests.service.review.integrity.entering import NUMBER, SOURCE, WHY, belongs_to, enter, registered
from tests.service.review.world import (
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    receipt_of,
    version_of,
)

OFFICE = Office("评委会办公室", Role.COMMITTEE, "committee", person="钱七", id=COMMITTEE)
TOLD = "select body from outbox where topic = 'review.integrity_changed' order by position"
OBJECTED = "证书由本人取得，可向发证机关核实。"
ANSWERED = "经向发证机关核实，证书确为本人取得。"


async def a_task(world: World, person_id: UUID, office: Office = OFFICE) -> Task:
    task = await (await world.a_case()).task(office)
    await belongs_to(world, task, person_id)
    return task


async def told(world: World) -> list[tuple[str, bool]]:
    return [(row["body"]["change"], row["body"]["stands"]) for row in await world.rows(TOLD)]


async def test_whoever_is_entered_is_told_what_by_whom_until_when_and_it_takes_a_confirmation(
    world: World,
) -> None:
    account, person = new_id(), new_id()
    browser, task = world.browser(OFFICE, account_id=account), await a_task(world, person)
    empty = await browser.post(f"/review/{task.id}/integrity", data={})
    assert empty.status_code == 422
    for words in ("请填写失信事实", "请填写文件名称", "请填写文号", "请填写起始日期", "请先上传处理决定"):
        assert words in empty.text
    asked = await enter(world, browser, account, task)
    assert "确认记入诚信档案" in asked.text
    assert WHY in asked.text
    assert await told(world) == []
    made = await asyncio.gather(*(enter(world, browser, account, task, confirmed="yes") for _ in range(3)))
    assert {one.status_code for one in made} == {303}
    assert await told(world) == [("entered", True)]
    (event,) = await world.rows(TOLD)
    said = adapter(Told).validate_json(world.app.state.cipher.decrypt(event["body"]["told_encrypted"]))
    assert said == Told(why=WHY, office=OFFICE.name, source=SOURCE, number=NUMBER)
    assert WHY not in str(event["body"])
    other = await enter(world, browser, account, task, confirmed="yes", why="另有一项获奖证书是伪造的。")
    assert other.status_code == 409
    mine = world.visitor(world.sign_in("applicant", account_id=person))
    assert NUMBER in (await mine.get("/review/integrity/mine")).text
    stranger = world.visitor(world.sign_in("applicant"))
    entry = made[0].headers["location"].removeprefix("/review/integrity/")
    assert (await stranger.get(f"/review/integrity/mine/{entry}")).status_code == 404
    await world.activities.erase_person(PersonRequest(person_id=person))
    assert await world.rows("select from integrity_papers") == []


async def test_only_offices_that_keep_a_register_enter(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    page = await world.browser(office).get(f"/review/{task.id}/integrity")
    assert page.status_code == 404
    assert "由人力社保部门和评委会办公室登记" in page.text


@pytest.mark.parametrize("result", ["upheld", "dismissed"])
async def test_the_person_objects_once_with_papers_and_reads_the_answer(world: World, result: str) -> None:
    account, person = new_id(), new_id()
    browser, task = world.browser(OFFICE, account_id=account), await a_task(world, person)
    entry = await registered(world, browser, account, task)
    mine, page = (
        world.visitor(world.sign_in("applicant", account_id=person)),
        f"/review/integrity/mine/{entry}",
    )
    paper = receipt_of(world, person, purpose="integrity", name="证书原件.pdf")
    early = await mine.get(page, params={"receipt": paper})
    assert early.status_code == 409
    assert (await mine.post(page, data={"text": OBJECTED})).status_code == 303
    assert (await mine.post(page, data={"text": OBJECTED})).status_code == 303
    assert (await mine.post(page, data={"text": f"{OBJECTED}再补充。"})).status_code == 409
    assert (await mine.get(page, params={"receipt": paper})).status_code == 303
    there = f"/review/integrity/{entry}"
    seen = (await browser.get(there)).text
    assert OBJECTED in seen
    assert "证书原件.pdf" in seen
    assert (await browser.post(f"{there}/answer", data={})).status_code == 422
    answer = {"result": result, "answer": ANSWERED}
    assert (await browser.post(f"{there}/answer", data=answer)).status_code == 303
    assert (await browser.post(f"{there}/answer", data={**answer, "answer": OBJECTED})).status_code == 409
    after = {"upheld": ("revoked", False), "dismissed": ("dismissed", True)}[result]
    assert await told(world) == [("entered", True), after]
    assert ANSWERED in (await mine.get(page)).text


async def test_a_case_under_way_goes_on_and_its_office_sees_what_stands_against_it(world: World) -> None:
    account, person = new_id(), new_id()
    browser, task = world.browser(OFFICE, account_id=account), await a_task(world, person)
    entry = await registered(world, browser, account, task)
    await examine(browser, task)
    stopped = await decide(browser, task, **passing(OFFICE))
    assert stopped.status_code == 422
    assert "诚信档案" in stopped.text
    came, at_employer = await a_task(world, new_id(), department()), await a_task(world, person, employer())
    checks = await world.rows("select task_id from checks where code = 'integrity' order by 1")
    assert {row["task_id"] for row in checks} == {task.id, came.id}  # the same ID number, another account
    assert at_employer.id not in {row["task_id"] for row in checks}
    why = {"why": "已主动纠正，准予信用修复，文件已核对。"}
    page = f"/review/integrity/{entry}"
    bare = await browser.post(f"{page}/repair", data={**why, "version": "1"})
    assert "请先上传信用修复文件" in bare.text
    receipt = receipt_of(world, account, purpose="integrity")
    version = await version_of(browser, f"{page}?receipt={receipt}")
    sent = {**why, "version": version, "receipt": receipt}
    assert (await browser.post(f"{page}/repair", data=sent)).status_code == 303
    assert (await browser.post(f"{page}/repair", data=sent)).status_code == 303
    assert await told(world) == [("entered", True), ("repaired", False)]
    left = await world.rows("select task_id from checks where code = 'integrity'")
    assert [row["task_id"] for row in left] == [came.id]
    assert (await decide(browser, task, **passing(OFFICE))).status_code == 303
