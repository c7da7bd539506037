"""Who may see what: one's own office's tasks, and nobody else's (B1.1)."""

import pytest

from kit.ids import new_id
from tests.service.review.world import World, department, employer

PATHS = (
    "",
    "/photo.jpg",
    "/publicity-sheet.pdf",
    "/pledge.pdf",
    "/findings",
    "/publicity",
    "/objections",
    "/decision",
)
POSTS = ("/take", "/give-back", "/id-number", "/findings", "/publicity", "/publicity/result", "/decision")
TYPED = {
    "verdict": "refused",
    "codes": "form-not-this-plan",
    "reason_refused": "不符合条件",
    "confirmed": "yes",
    "version": "1",
    "place": "公告栏",
    "telephone": "0575-88880000",
}


async def statuses(world: World, task_id: object, cookies: dict[str, str] | None) -> set[int]:
    browser = world.visitor(cookies)
    answers = [await browser.get(f"/review/{task_id}{path}") for path in PATHS]
    answers += [await browser.post(f"/review/{task_id}{path}", data=TYPED) for path in POSTS]
    assert all("张三" not in answer.text for answer in answers)
    return {answer.status_code for answer in answers}


@pytest.mark.rule("E3.1")
@pytest.mark.parametrize("role", ["clerk", "official"])
async def test_a_neighbour_does_not_find_the_task(world: World, role: str) -> None:
    case = await world.a_case()
    task = await case.task(employer(), sheet=await case.sheet())
    neighbour = world.sign_in(role, org_id=new_id())
    assert await statuses(world, task.id, neighbour) == {404}
    page = (await world.visitor(neighbour).get("/review")).text
    assert "待审查（0）" in page
    assert "张三" not in page
    assert "2022年度" not in page
    assert "张三" not in (await world.visitor(neighbour).get("/review?state=done")).text
    assert await world.rows("select 1 from outbox where topic = 'review.read'") == []


async def test_somebody_without_an_office_finds_nothing(world: World) -> None:
    task = await (await world.a_case()).task(employer())
    nowhere = world.sign_in("official")
    assert await statuses(world, task.id, nowhere) == {404}
    assert "待审查（0）" in (await world.visitor(nowhere).get("/review")).text


@pytest.mark.parametrize("role", ["applicant", "admin"])
async def test_other_roles_are_refused(world: World, role: str) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    other = world.sign_in(role, org_id=office.id)
    assert await statuses(world, task.id, other) == {403}
    assert (await world.visitor(other).get("/review")).status_code == 403


async def test_a_guest_is_sent_to_sign_in(world: World) -> None:
    task = await (await world.a_case()).task(employer())
    assert await statuses(world, task.id, None) == {303}
    answer = await world.visitor().get(f"/review/{task.id}/decision")
    assert answer.headers["location"] == f"/sign-in?next=/review/{task.id}/decision"


async def test_the_next_stop_cannot_be_read_by_the_one_before(world: World) -> None:
    office, case = employer(), await world.a_case()
    await case.task(office)
    later = await case.task(department())
    assert (await world.browser(office).get(f"/review/{later.id}")).status_code == 404


async def test_another_site_cannot_decide_with_somebodys_session(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    answer = await world.browser(office).post(
        f"/review/{task.id}/decision", data=TYPED, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert await world.rows("select 1 from decisions") == []


async def test_a_task_that_does_not_exist_is_not_found(world: World) -> None:
    assert await statuses(world, new_id(), world.sign_in("clerk", org_id=new_id())) == {404}
