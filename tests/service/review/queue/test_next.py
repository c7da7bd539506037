"""From case to case through a list that somebody narrowed, by a key and without a script (E3.1)."""

from datetime import timedelta

import httpx2
import pytest

from contracts.review import Task
from deploy.demo.page import Page
from tests.service.review.queue.test_stretches import cases, look
from tests.service.review.world import OPENED, World, decide, department, examine, passing, version_of

pytestmark = pytest.mark.rule("E3.1")
ASKED = "?kind=转评&order=time"


async def a_desk(world: World) -> tuple[httpx2.AsyncClient, list[Task]]:
    """Five cases, of which the first, third and fifth are of one kind."""
    office = department()
    tasks = []
    for number in range(5):
        task = await (await world.a_case()).task(office, opened_at=OPENED + timedelta(hours=number))
        kind = "正常申报" if number % 2 else "转评"
        await world.rows("update tasks set kind = $2 where id = $1", task.id, kind)
        tasks.append(task)
    return world.browser(office), tasks


def onward(page: Page) -> str:
    (link,) = page.soup.select("a[accesskey=n]")
    return str(link["href"])


async def test_a_key_leads_through_the_list_and_round_to_its_begin(world: World) -> None:
    browser, tasks = await a_desk(world)
    ids = [str(task.id) for task in tasks]
    page = await look(browser, f"/review{ASKED}")
    assert cases(page) == ids[::2]
    path = f"/review/{cases(page)[0]}{ASKED}"
    for expected in (ids[2], ids[4], ids[0]):
        page = await look(browser, path)
        assert "按 Alt+N 到下一份" in page.text
        path = onward(page)
        assert path.startswith(f"/review/{expected}?")
        assert "order=time" in path


async def test_the_list_goes_along_through_findings_and_decision_to_the_next_case(world: World) -> None:
    browser, tasks = await a_desk(world)
    ids = [str(task.id) for task in tasks]
    case = page = await look(browser, f"/review/{ids[0]}{ASKED}")
    for step in ("findings", "decision"):
        (link,) = set(case.links(f"/review/{ids[0]}/{step}"))
        page = await look(browser, link)
        forms = [form["action"] for form in page.soup.select("form[method=post]")]
        assert any(str(action).startswith(link) for action in forms)
    await examine(browser, tasks[0])
    assert (await decide(browser, tasks[0], **passing(department()))).status_code == 303
    done = await look(browser, f"/review/{ids[0]}/decision{ASKED}")
    assert onward(done).startswith(f"/review/{ids[2]}?")
    assert any("order=time" in link for link in done.links("/review?"))


async def test_the_answer_to_a_decision_keeps_the_list(world: World) -> None:
    browser, tasks = await a_desk(world)
    ids = [str(task.id) for task in tasks]
    await examine(browser, tasks[0])
    path = f"/review/{ids[0]}/decision"
    typed = {**passing(department()), "version": await version_of(browser, path)}
    answer = await browser.post(f"{path}{ASKED}", data=typed)
    assert answer.status_code == 303
    assert "order=time" in answer.headers["location"]


async def test_the_last_case_of_a_list_has_no_next(world: World) -> None:
    browser, tasks = await a_desk(world)
    ids = [str(task.id) for task in tasks]
    page = await look(browser, f"/review/{ids[1]}?round=again")
    assert not page.soup.select("a[accesskey=n]")
    assert "Alt+N" not in page.text
