"""Internal notes: read and written in the office alone, never changed, taken back by who wrote them."""

import asyncio
import re

import httpx2
import pytest

from contracts.case import Role
from contracts.erasure import PersonRequest
from contracts.review import Task
from kit.ids import new_id
from services.review.notes.domain import LENGTHS, MOST
from tests.service.review.tasks.test_merging import told
from tests.service.review.world import (
    Office,
    World,
    a_note,
    decide,
    department,
    employer,
    examine,
    passing,
    returning,
    write_note,
)

pytestmark = pytest.mark.rule("E4.1")
NOTE = "社保缴纳单位与现单位不一致，已电话核实。"
OFFICES = [employer(), department(), Office("评委会办公室", Role.COMMITTEE, "committee")]


async def page_of(browser: httpx2.AsyncClient, task: Task) -> str:
    return (await browser.get(f"/review/{task.id}")).text


async def nonce_of(browser: httpx2.AsyncClient, task: Task) -> str:
    found = re.search(r'name="page" value="([^"]+)"', await page_of(browser, task))
    assert found
    return found[1]


async def texts(world: World) -> list[str]:
    return [
        world.app.state.cipher.decrypt(row["text_encrypted"])
        for row in await world.rows("select text_encrypted from notes order by written_at")
    ]


@pytest.mark.parametrize("office", OFFICES)
async def test_an_office_reads_who_noted_what_and_when(world: World, office: Office) -> None:
    task = await (await world.a_case()).task(office)
    browser = world.browser(office, person="王五（代钱七）")
    answer = await write_note(browser, task, f"{NOTE}\n\n待补充")
    assert answer.headers["location"] == f"/review/{task.id}#notes"
    colleague = world.browser(office, person="孙八")
    for path in ("", "/notes"):
        page = (await colleague.get(f"/review/{task.id}{path}")).text
        assert f"{NOTE}\n\n待补充" in page
        assert "王五（代钱七）" in page
        assert "/take-back" not in page
    (row,) = await world.rows("select * from notes")
    assert NOTE not in str(row)


async def test_another_office_of_the_case_and_strangers_see_nothing(world: World) -> None:
    first, second = employer(), department()
    case = await world.a_case()
    task = await case.task(first)
    browser = world.browser(first)
    note = await a_note(world, browser, task, NOTE)
    await examine(browser, task, basic="unmet", **{"remark-basic": "不符"})
    assert (await decide(browser, task, **returning("basic"))).status_code == 303
    sealed = await case.sealed(task)
    assert NOTE.encode() not in await world.file.open_bytes(case.id, sealed)
    later = await case.task(second)
    other = world.browser(second)
    for path in (f"/review/{later.id}", f"/review/{later.id}/notes"):
        assert NOTE not in (await other.get(path)).text
    for visitor in (other, world.browser(department())):
        assert (await visitor.get(f"/review/{task.id}/notes")).status_code == 404
        refused = await visitor.post(f"/review/{task.id}/notes", data={"page": "1", "note": "我也写一条"})
        assert refused.status_code == 404
    for about in (task.id, later.id):
        refused = await other.post(f"/review/{about}/notes/{note}/take-back")
        assert refused.status_code == 404
    assert await texts(world) == [NOTE]


async def test_no_event_and_no_timeline_tells_a_note(world: World) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id))
    await write_note(browser, task, NOTE)
    assert NOTE not in str(await world.rows("select * from timeline"))
    assert NOTE not in str(await world.rows("select * from outbox"))


async def test_an_office_that_had_the_case_reads_and_writes_on_in_every_round(world: World) -> None:
    office = department()
    case = await world.a_case()
    task, browser = await case.task(office), world.browser(office)
    await write_note(browser, task, NOTE)
    await examine(browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303
    assert (await write_note(browser, task, "报送后补记")).status_code == 303
    again = await world.a_case(round=2, case_id=case.id)
    second = await again.task(office)
    page = await page_of(browser, second)
    assert page.index("报送后补记") < page.index(NOTE)


async def test_one_page_writes_one_note(world: World) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id), account_id=new_id())
    typed = {"page": await nonce_of(browser, task), "note": NOTE}
    path = f"/review/{task.id}/notes"
    answers = await asyncio.gather(*(browser.post(path, data=typed) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    changed = await browser.post(path, data={**typed, "note": "另外一条"})
    assert changed.status_code == 409
    assert "已经写过一条备注" in changed.text
    assert "另外一条" in changed.text
    assert await texts(world) == [NOTE]
    fresh = re.search(r'name="page" value="([^"]+)"', changed.text)
    assert fresh
    assert (await browser.post(path, data={"page": fresh[1], "note": "另外一条"})).status_code == 303
    assert await texts(world) == [NOTE, "另外一条"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "请填写备注内容"),
        (" \u200b\n", "请填写备注内容"),
        ("很" * LENGTHS.stop, f"最多 {LENGTHS.stop - 1} 个字，现有 {LENGTHS.stop} 个字"),
    ],
)
async def test_what_is_no_note_is_refused_and_kept_on_the_page(world: World, text: str, told: str) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id))
    refused = await write_note(browser, task, text)
    assert refused.status_code == 422
    assert told in refused.text
    assert text.strip(" \u200b\n") in refused.text
    assert await texts(world) == []


async def test_the_longest_note_is_taken(world: World) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id))
    assert (await write_note(browser, task, "长" * (LENGTHS.stop - 1))).status_code == 303


async def test_more_notes_than_a_page_bears_are_refused(world: World) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id))
    await write_note(browser, task, NOTE)
    await world.rows(
        """
        insert into notes (id, city, task_id, text_encrypted, account_id, written_by, written_at)
        select gen_random_uuid(), city, task_id, text_encrypted, account_id, written_by, written_at
          from notes, generate_series(2, $1)
        """,
        MOST,
    )
    refused = await write_note(browser, task, "再写一条")
    assert refused.status_code == 409
    assert "已达上限" in refused.text
    assert "再写一条" in refused.text
    assert len(await texts(world)) == MOST


async def test_who_wrote_a_note_takes_it_back_and_its_text_goes(world: World) -> None:
    office, account = department(), new_id()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office, account_id=account)
    note = await a_note(world, browser, task, NOTE)
    path = f"/review/{task.id}/notes/{note}/take-back"
    assert path in await page_of(browser, task)
    for _ in range(2):
        assert (await browser.post(path)).headers["location"] == f"/review/{task.id}#notes"
    assert await texts(world) == [""]
    page = await page_of(world.browser(office), task)
    assert NOTE not in page
    assert "已撤回" in page
    assert office.person in page
    assert path not in await page_of(browser, task)


async def test_a_colleague_does_not_take_it_back(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    note = await a_note(world, world.browser(office), task, NOTE)
    refused = await world.browser(office).post(f"/review/{task.id}/notes/{note}/take-back")
    assert refused.status_code == 403
    assert "只能由写的人撤回" in refused.text
    assert await texts(world) == [NOTE]


async def test_a_note_of_another_case_is_not_found_under_this_one(world: World) -> None:
    office, account = department(), new_id()
    browser = world.browser(office, account_id=account)
    task, other = [await (await world.a_case()).task(office) for _ in range(2)]
    note = await a_note(world, browser, task, NOTE)
    assert (await browser.post(f"/review/{other.id}/notes/{note}/take-back")).status_code == 404
    assert await texts(world) == [NOTE]


async def test_the_notes_of_an_erased_person_are_gone(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await write_note(browser, task, NOTE)
    await world.activities.erase_person(PersonRequest(person_id=task.person_id))
    assert await texts(world) == []
    late = await browser.post(f"/review/{task.id}/notes", data={"page": "1", "note": NOTE})
    assert late.status_code == 404


async def test_the_notes_of_a_merged_employer_are_the_successors(world: World) -> None:
    gone, successor = employer(name="诸暨市环境监测站"), employer(name="绍兴市生态环境中心")
    task = await (await world.a_case()).task(gone)
    await write_note(world.browser(gone), task, NOTE)
    await told(world, gone, successor)
    assert NOTE in await page_of(world.browser(successor), task)
    assert (await world.browser(gone).get(f"/review/{task.id}/notes")).status_code == 404
