"""A title that was obtained here stands in the file as verified, once, and is the platform's own act."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from fastapi import FastAPI

from contracts.sections.result import Certificate
from kit.db import Pool, transaction
from kit.ids import new_id
from services.archive.file.operations import granting
from tests.service.archive.conftest import Browser
from tests.service.archive.factories import a_submitted_file

AT = datetime(2022, 12, 7, 16, tzinfo=UTC)
CERTIFICATE = Certificate(
    number="330600-2022-中级-00007",
    name="张三",
    id_number="330602199001010015",
    employer="绍兴市环境监测中心",
    title="生态环境专业工程师",
    specialty="环境监测",
    category="监测与分析",
    obtained_on=date(2022, 12, 8),
    authority="绍兴市中评委办公室",
)


async def grant(app: FastAPI, pool: Pool, person_id: UUID, application_id: UUID, employer: UUID) -> None:
    async with transaction(pool) as conn:
        await granting.record_title(
            conn,
            app.state.cipher,
            person_id=person_id,
            application_id=application_id,
            employer_id=employer,
            certificate=CERTIFICATE,
            at=AT,
        )


@pytest.mark.rule("B6.1")
async def test_a_title_is_recorded_once_as_verified_by_the_platform(
    applicant: Browser, app: FastAPI, pool: Pool, employer: UUID
) -> None:
    await a_submitted_file(applicant)
    case = new_id()
    await asyncio.gather(*(grant(app, pool, applicant.id, case, employer) for _ in range(3)))
    states = await pool.fetch(
        "select state, decision_id from item_versions join items i on i.id = item_id where kind = 'title'"
    )
    assert [(row["state"], row["decision_id"]) for row in states] == [("verified", None)]
    assert "生态环境专业工程师（环境监测）" in (await applicant.get("/archive/records")).text
    told = (await applicant.get("/archive")).text
    assert told.count("评审取得的职称记入档案 平台") == 1
    assert "提交 1 项内容" not in told


async def test_another_case_brings_another_title(
    applicant: Browser, app: FastAPI, pool: Pool, employer: UUID
) -> None:
    await a_submitted_file(applicant)
    for _ in range(2):
        await grant(app, pool, applicant.id, new_id(), employer)
    assert await pool.fetchval("select count(*) from items where kind = 'title'") == 2


async def test_whoever_has_no_file_any_more_gets_none(app: FastAPI, pool: Pool, employer: UUID) -> None:
    await grant(app, pool, new_id(), new_id(), employer)
    assert await pool.fetchval("select count(*) from items") == 0
