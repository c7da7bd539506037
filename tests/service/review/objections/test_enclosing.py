"""What somebody encloses with an objection: kept while it is open, seen by who investigates (E4.4, E4.5)."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest

from contracts.erasure import PersonRequest
from contracts.files import FILE_PAGE, OBJECTION, OPEN_UPLOAD_PAGE, OpenUpload, ViewGrant
from kit.ids import new_id
from services.review.objections.domain import MOST_FILES
from tests.service.review.objections.test_objections import public
from tests.service.review.world import World, answer, department, employer, lodge, receipt_of

pytestmark = pytest.mark.rule("E4.4", "E4.5")


async def lodged(world: World, token: str, **who: str) -> tuple[str, UUID]:
    """Where its receipt is, and its id."""
    told = await lodge(world.visitor(), token, **who)
    (row,) = await world.rows("select id from objections order by lodged_at desc limit 1")
    return told.headers["location"], row["id"]


async def bring(world: World, path: str, objection_id: UUID, *file_ids: UUID, **more: str) -> httpx2.Response:
    """Come back from the upload page, with these files."""
    receipts = [
        receipt_of(world, objection_id, purpose=OBJECTION, file_id=one, name="周知情的合同.pdf")
        for one in file_ids
    ]
    return await world.visitor().get(path, params={"receipt": receipts, **more})


async def test_files_are_added_while_it_is_open_and_seen_by_who_investigates_alone(world: World) -> None:
    office, case = employer(), await world.a_case()
    task, clerk, token = await public(world, office, case)
    path, objection_id = await lodged(world, token)
    assert "上传材料" in (await world.visitor().get(path)).text
    led = await world.visitor().get(f"{path}/files")
    assert led.headers["location"].startswith(f"{OPEN_UPLOAD_PAGE}?grant=")
    grant = world.app.state.grants.open(OpenUpload, led.headers["location"].partition("grant=")[2])
    assert (grant.owner_id, grant.most, grant.back) == (objection_id, MOST_FILES, path)
    first, second = new_id(), new_id()
    for _ in range(2):
        came = await bring(world, path, objection_id, first, first, second, unsent="1")
        assert (came.status_code, came.headers["location"]) == (303, f"{path}?unsent=1")
    told = (await world.visitor().get(f"{path}?unsent=1")).text
    assert "2 份" in told
    assert "有 1 个文件没有上传成功" in told
    assert "周知情" not in told  # nobody reads a name there
    (event,) = await world.rows("select about, body from outbox where topic = 'review.files_kept'")
    assert event["about"] == task.person_id
    assert event["body"]["account_id"] == str(objection_id)
    assert event["body"]["person_id"] == str(task.person_id)
    assert "周知情" not in str(event["body"])
    page = f"/review/{task.id}/objections/{objection_id}"
    assert (await clerk.get(page)).text.count("周知情的合同.pdf") == 2
    listed = f"/review/{task.id}/objections"
    assert ">2 份<" in (await clerk.get(listed)).text
    seen = await clerk.get(f"{page}/files/{first}")
    assert seen.headers["location"].startswith(f"{FILE_PAGE}/{first}/view")
    view = world.app.state.grants.open(ViewGrant, seen.headers["location"].partition("grant=")[2])
    assert (view.file_id, view.back) == (first, page)
    assert (await clerk.get(f"{page}/files/{new_id()}")).status_code == 404
    later = department()
    there = await case.task(later)
    reader = world.browser(later)
    assert "提交的材料" not in (await reader.get(f"/review/{there.id}/objections")).text
    elsewhere = f"/review/{there.id}/objections/{objection_id}"
    assert "周知情" not in (await reader.get(elsewhere)).text
    assert (await reader.get(f"{elsewhere}/files/{first}")).status_code == 409
    assert (await reader.get(f"{page}/files/{first}")).status_code == 404
    await answer(world, clerk, task)
    assert (await bring(world, path, objection_id, first)).status_code == 303  # it is there already
    late = await bring(world, path, objection_id, new_id())
    assert late.status_code == 409
    assert "已经办结" in late.text
    assert (await world.visitor().get(f"{path}/files")).status_code == 409
    assert "上传材料" not in (await world.visitor().get(path)).text
    await world.activities.erase_person(PersonRequest(person_id=task.person_id))
    assert not await world.rows("select from objection_files")


async def test_what_does_not_belong_to_it_is_refused_and_the_objection_stays(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    path, objection_id = await lodged(world, token)
    _, other_id = await lodged(world, token)
    too_many = await bring(world, path, objection_id, *(new_id() for _ in range(MOST_FILES + 1)))
    assert too_many.status_code == 422
    assert "最多 5 份材料，加上这次共 6 份" in too_many.text
    for odd in (
        receipt_of(world, other_id, purpose=OBJECTION),
        receipt_of(world, objection_id, purpose="posting"),
        receipt_of(world, objection_id, purpose=OBJECTION, lasts=timedelta(seconds=-1)),
        "x",
    ):
        assert (await world.visitor().get(path, params={"receipt": odd})).status_code == 403
    assert (await world.visitor().get(f"{path[:-4]}0000/files")).status_code == 404
    assert not await world.rows("select from objection_files")
    assert "正在核查" in (await world.visitor().get(path)).text
