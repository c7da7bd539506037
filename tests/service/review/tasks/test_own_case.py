"""An official who is the applicant of a case neither sees nor acts on it; a colleague does (B1.1)."""

import httpx2
import pytest

from contracts.committee import OpenHandIn
from contracts.review import Task
from kit.reference import reference
from tests.service.review.world import (
    Office,
    World,
    a_passed_case,
    code_of,
    decide,
    department,
    examine,
    passing,
)

pytestmark = pytest.mark.rule("B1.1")
NAME = "濮阳不器"


def themselves(world: World, office: Office, task: Task | OpenHandIn) -> httpx2.AsyncClient:
    """An official of this office, who is the applicant, too."""
    return world.visitor(world.sign_in("official", org_id=office.id, name="经办人", person_id=task.person_id))


async def test_one_s_own_case_is_in_no_list_and_every_page_of_it_is_refused(world: World) -> None:
    office = department()
    task = await (await world.a_case(name=NAME)).task(office)
    await (await world.a_case(name="张三")).task(office)
    own, colleague = themselves(world, office, task), world.browser(office)
    listed = (await own.get("/review")).text
    assert "待审查（1）" in listed
    assert str(task.id) not in listed
    number = reference(task.application_id)
    assert str(task.id) not in (await own.get("/review", params={"number": number})).text
    assert str(task.id) in (await colleague.get("/review", params={"number": number})).text
    page = f"/review/{task.id}"
    for path in ("", "/findings", "/decision", "/objections"):
        answer = await own.get(page + path)
        assert answer.status_code == 403, path
        assert "张三" not in answer.text
    assert "按回避的规定" in (await own.get(page)).text
    assert (await own.post(f"{page}/take", data={"holder": ""})).status_code == 403
    await examine(colleague, task)
    assert (await decide(own, task, version="1", **passing(office))).status_code == 403
    assert (await decide(colleague, task, **passing(office))).status_code == 303


async def test_one_s_own_case_is_not_sent_on_by_oneself_alone_or_with_all(world: World) -> None:
    office = department(stage="city-department")
    task = await a_passed_case(world, office, name=NAME)
    other = await a_passed_case(world, office, name="张三")
    own = themselves(world, office, task)
    listed = (await own.get("/review/passed")).text
    assert (NAME in listed, "张三" in listed) == (False, True)
    assert (await own.post(f"/review/{task.id}/send")).status_code == 403
    assert (await own.post(f"/review/{task.id}/take-back")).status_code == 403
    assert (await own.post("/review/batches", data={"scope": "all"})).status_code == 303
    assert (await own.post("/review/batches", data={"tasks": str(task.id)})).status_code == 422
    items = await world.rows("select task_id from batch_items")
    assert [row["task_id"] for row in items] == [other.id]


async def test_one_s_own_papers_are_received_by_somebody_else(world: World) -> None:
    office = department(stage="committee")
    awaited = await (await world.a_case(name=NAME)).awaited_papers(office)
    own = themselves(world, office, awaited)
    assert NAME not in (await own.get("/review/hand-ins")).text
    assert (await own.get(f"/review/hand-ins/{awaited.id}")).status_code == 403
    typed = await own.post("/review/hand-ins", data={"numbers": code_of(awaited)})
    assert "按回避的规定" in typed.text
    assert (await own.post(f"/review/hand-ins/{awaited.id}", data={"copies": "3"})).status_code == 403
    assert (await world.browser(office).get(f"/review/hand-ins/{awaited.id}")).status_code == 200
