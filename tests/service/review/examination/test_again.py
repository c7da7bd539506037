"""A case that comes back after a return: what was found holds where nothing is different."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.case import SectionRef
from contracts.review import Task
from contracts.sections.names import SectionKind
from tests.service.review.world import (
    OPENED,
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
    returning,
)
from tests.unit.sections.written import declaration, documents

pytestmark = pytest.mark.rule("E4.1")

LATER = OPENED + timedelta(days=9)
RETURN = returning("form", text="本人述职过于简单，请补充。")


async def came_back(
    world: World, office: Office, *, mark: str = "ok", marks: dict[str, str] | None = None, **changes: str
) -> tuple[Task, Task]:
    """The first task of an office, returned; the second, with other things declared."""
    case = await world.a_case()
    first = await case.task(office)
    browser = world.browser(office)
    assert (await examine(browser, first, mark, **(marks or {}))).status_code == 303
    assert (await decide(browser, first, **RETURN)).status_code == 303
    again = await world.a_case(round=2, case_id=case.id, **changes)
    return first, await again.task(office, opened_at=LATER)


async def marks_of(world: World, task: Task) -> dict[str, str | None]:
    rows = await world.rows("select item, mark from findings where task_id = $1", task.id)
    return {row["item"]: row["mark"] for row in rows}


async def test_what_is_the_same_keeps_its_mark_and_what_changed_is_shown_old_beside_new(world: World) -> None:
    office = employer()
    first, second = await came_back(
        world, office, marks={"form": "unclear"}, statement="补充了三项监测工作。"
    )
    assert await marks_of(world, second) == {
        **dict.fromkeys(("basic", "records", "attachments", "photo"), "ok"),
        "form": None,
    }
    browser = world.browser(office)
    page = (await browser.get(f"/review/{second.id}/findings")).text
    assert page.count("内容与上次提交的相同，已保留上次的结果。") == 4
    assert page.count("内容有变化，请重新审查这一项。") == 1
    form = page.split("3. 申报信息")[1].split("4. 证件照")[0]
    before = declaration().declared.statement.split("\n")[0]
    table = form.split("申报信息的不同之处")[1].split("</table>")[0]
    assert table.index(before) < table.index("补充了三项监测工作。")
    assert "上次审查（首次提交）" in form
    assert "材料不清" in form.split("内容有变化")[0]
    case = (await browser.get(f"/review/{second.id}")).text
    assert "已审查 4/5" in case
    assert f'href="/review/{first.id}"' in case
    assert "补充了三项监测工作。" in case.split("与上次提交的不同之处")[1].split("申报人提交的材料")[0]
    line = (await browser.get("/review")).text
    assert "已审查 4/5 项" in line


async def test_only_the_mark_of_what_changed_is_missing_for_a_decision(world: World) -> None:
    office = department()
    _, second = await came_back(world, office, statement="补充了三项监测工作。")
    browser = world.browser(office)
    refused = await decide(browser, second, **passing(office))
    assert refused.status_code == 422
    assert refused.text.count("还没有审查，请先逐项审查") == 2  # once above the form, once beside it
    assert "“申报信息”还没有审查" in refused.text
    assert (await examine(browser, second)).status_code == 303
    assert (await decide(browser, second, **passing(office))).status_code == 303


async def test_when_nothing_changed_everything_is_kept_and_an_employer_can_make_it_public(
    world: World,
) -> None:
    office = employer()
    _, second = await came_back(world, office)
    assert set((await marks_of(world, second)).values()) == {"ok"}
    assert "没有不同之处" in (await world.browser(office).get(f"/review/{second.id}")).text
    await publicise(world, world.browser(office), second)


async def test_another_photo_is_examined_anew(world: World) -> None:
    office = employer()
    case = await world.a_case()
    first, browser = await case.task(office), world.browser(office)
    await examine(browser, first)
    await decide(browser, first, **RETURN)
    again = await world.a_case(round=2, case_id=case.id)
    told = documents()
    other = replace(told, photo=replace(told.photo, base64="/9j/4AAQ"))
    ref = await world.file.seal(case.id, SectionKind.DOCUMENTS, other)
    again.manifest += (SectionRef(name=SectionKind.DOCUMENTS, key=ref.key, sha256=ref.sha256),)
    second = await again.task(office, opened_at=LATER)
    assert [item for item, mark in (await marks_of(world, second)).items() if mark is None] == ["photo"]
    assert "换了一张" in (await browser.get(f"/review/{second.id}/findings")).text


async def test_another_office_at_the_same_stage_begins_with_nothing(world: World) -> None:
    """A person who changed the employer between two submissions: the new one sees none of it."""
    office, other = employer(), employer(name="绍兴市环境科学研究院")
    case = await world.a_case()
    first, browser = await case.task(office), world.browser(office)
    await examine(browser, first, remark="")
    await decide(browser, first, **RETURN)
    second = await (await world.a_case(round=2, case_id=case.id)).task(other, opened_at=LATER)
    assert await marks_of(world, second) == {}
    page = (await world.browser(other).get(f"/review/{second.id}/findings")).text
    assert "上次审查" not in page
    assert "上次提交" not in (await world.browser(other).get(f"/review/{second.id}")).text


async def test_an_earlier_submission_that_cannot_be_read_any_more_stops_nothing(world: World) -> None:
    office = employer()
    case = await world.a_case()
    first, browser = await case.task(office), world.browser(office)
    await examine(browser, first)
    await decide(browser, first, **RETURN)
    lost = [{"name": ref.name, "key": f"{ref.key}-gone", "sha256": "0" * 64} for ref in case.manifest]
    async with world.pool.acquire() as conn:
        await conn.execute("update tasks set manifest = $1", lost)
    second = await (await world.a_case(round=2, case_id=case.id)).task(office, opened_at=LATER)
    assert await marks_of(world, second) == {}
    assert (await browser.get(f"/review/{second.id}/findings")).status_code == 200
    assert (await examine(browser, second)).status_code == 303


async def test_a_task_that_is_opened_twice_keeps_what_was_marked_meanwhile(world: World) -> None:
    office = employer()
    _, second = await came_back(world, office, statement="补充了三项监测工作。")
    browser = world.browser(office)
    await examine(browser, second, "unmet")
    await world.activities.open_task(second)
    assert set((await marks_of(world, second)).values()) == {"unmet"}
