"""Whoever is shown somebody's archive is told of, with ids and codes only."""

import json
from typing import Any

from kit.db import Pool
from tests.service.archive.conftest import PAPER, Browser


async def looks(pool: Pool) -> list[dict[str, Any]]:
    rows = await pool.fetch("select body from outbox where topic = 'archive.read' order by position")
    assert "张三" not in json.dumps([row["body"] for row in rows], ensure_ascii=False)
    return [row["body"]["access"] for row in rows]


async def test_every_page_of_the_clerk_tells_who_was_on_it(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    await clerk.get("/archive/verification")
    assert await looks(pool) == []  # nobody was on it
    await applicant.fill_basic()
    await applicant.add("paper", PAPER)
    await applicant.submit()
    await clerk.get("/archive/verification")
    await clerk.get("/archive/verification/batch", person=str(applicant.id))
    await clerk.verify_all(applicant)
    await clerk.get("/archive/verification/decided")
    told = await looks(pool)
    assert [look["shown"] for look in told] == ["archive_list", "archive", "archive", "archive_list"]
    assert {(look["account_id"], look["role"], *look["person_ids"]) for look in told} == {
        (str(clerk.id), "clerk", str(applicant.id))
    }


async def test_a_refused_decision_shows_the_file_again_and_counts(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    await applicant.fill_basic()
    await applicant.submit()
    page = await clerk.judge(applicant, all="verified")
    assert page.status == 422
    assert [look["shown"] for look in await looks(pool)] == ["archive", "archive"]


async def test_ones_own_pages_are_nobody_elses_look(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    await applicant.get("/archive")
    assert await looks(pool) == []
