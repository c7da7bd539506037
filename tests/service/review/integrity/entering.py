"""Somebody is entered in the register of dishonesty, over HTTP."""

from typing import Any
from uuid import UUID

import httpx2

from contracts.review import Task
from kit.db import transaction
from tests.service.review.world import World, on_day, receipt_of, yesterday

WHY = "2022 年申报中提交了变造的论文发表证明。"
SOURCE = "关于取消某申报人评审资格的决定"
NUMBER = "绍市人社函〔2022〕15号"


async def belongs_to(world: World, task: Task, person_id: UUID) -> None:
    """The task is of somebody else's case."""
    async with transaction(world.pool) as conn:
        await conn.execute("update tasks set person_id = $2 where id = $1", task.id, person_id)


async def enter(
    world: World, browser: httpx2.AsyncClient, account_id: UUID, task: Task, **changes: Any
) -> httpx2.Response:
    """Somebody of the office enters the applicant of a case."""
    values = {"why": WHY, "source": SOURCE, "number": NUMBER, **on_day("from_on", yesterday())}
    values["receipt"] = receipt_of(world, account_id, purpose="integrity")
    return await browser.post(f"/review/{task.id}/integrity", data={**values, **changes})


async def registered(
    world: World, browser: httpx2.AsyncClient, account_id: UUID, task: Task, **changes: Any
) -> str:
    """The id of an entry that was confirmed."""
    made = await enter(world, browser, account_id, task, confirmed="yes", **changes)
    assert made.status_code == 303, made.text
    return made.headers["location"].removeprefix("/review/integrity/")
