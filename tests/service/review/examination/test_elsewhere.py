"""The same evidence in another person's case: to be looked at; a case that is not one's own has no number."""

import pytest

from contracts.review import CloseTask
from contracts.sections.checks import Result
from kit.ids import new_id
from kit.reference import reference
from tests.service.review.world import OPENED, World, decide, department, examine, passing

pytestmark = pytest.mark.rule("C2.1")
ROW = "select result, reason from checks where task_id = $1 and code = 'elsewhere'"
FOUND = "以下申报有相同的佐证文件或编号"


async def test_the_same_evidence_of_another_person_is_noted_and_blocks_nothing(world: World) -> None:
    office, other = department(), department(id=new_id(), name="绍兴市水利局")
    first, second, third = [await world.a_case(name=name) for name in ("甲某", "乙某", "丙某")]
    (before, mine, theirs) = (
        await first.task(office),
        await second.task(office),
        await third.task(other),
    )
    (alone,) = await world.rows(ROW, before.id)
    assert (alone["result"], alone["reason"]) == (Result.MET, "")
    (found,) = await world.rows(ROW, mine.id)
    assert found["result"] == Result.NOTED
    assert "在其他人员的 1 份申报中也有" in found["reason"]
    (twice,) = await world.rows(ROW, theirs.id)
    assert "在其他人员的 2 份申报中也有" in twice["reason"]

    browser = world.browser(office)
    page = (await browser.get(f"/review/{mine.id}/findings")).text
    assert FOUND in page
    assert reference(first.id) in page
    assert "不由本单位办理的 1 份" in page
    assert reference(third.id) not in page
    page = (await world.browser(other).get(f"/review/{theirs.id}/findings")).text
    assert "不由本单位办理的 2 份" in page
    for secret in (reference(first.id), reference(second.id), "甲某", "乙某"):
        assert secret not in page

    await examine(browser, mine)
    assert (await decide(browser, mine, **passing(office))).status_code == 303


async def test_what_was_taken_back_and_what_is_of_the_same_person_is_not_found(world: World) -> None:
    office = department()
    first = await world.a_case(name="甲某")
    task = await first.task(office)
    await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    second = await world.a_case(name="乙某")
    later = await second.task(office)
    (row,) = await world.rows(ROW, later.id)
    assert row["result"] == Result.MET
    assert FOUND not in (await world.browser(office).get(f"/review/{later.id}/findings")).text
    (kept,) = await world.rows("select count(distinct application_id) as cases from marks")
    assert kept["cases"] == 2
