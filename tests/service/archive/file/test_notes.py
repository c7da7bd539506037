"""Contradictions: told while one fills in, afterwards, and to the examiner; they stop nobody."""

import pytest

from kit.db import Pool
from kit.ids import new_id
from tests.service.archive.conftest import BASIC, PAPER, Browser

LIST = "/archive/records"
WORK = {"from": "201007", "unit": "绍兴市环境监测中心", "post": "监测员", "duty": "水质监测"}
TRAINING = {"year": "2021", "hours": "80", "special_hours": "60", "general_hours": "18"}


async def test_a_form_is_checked_without_being_saved(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    form = {"kind": "training", "version": "0", "act": "check", "year": "2021", "hours": "80"}
    page = await applicant.post(f"{LIST}/{new_id()}", {**form, "special_hours": "90"})
    assert page.status == 200
    assert b"<html" not in page.content, "a part of a page"
    assert "学时之和（90）不能超过总学时（80）" in page.text
    assert "2021 年度总学时为 80，不足 90" in page.text
    assert "请填写" not in page.text.split("请核对")[0]
    assert await pool.fetchval("select count(*) from items") == 1


async def test_an_odd_record_is_saved_and_told_afterwards(applicant: Browser, clerk: Browser) -> None:
    await applicant.fill_basic()
    path = await applicant.add("training", TRAINING)
    for where in (LIST, path, "/archive/submission"):
        assert "2021 年度总学时为 80，不足 90" in (await applicant.get(where)).text
    await applicant.submit()
    await applicant.add("training", {**TRAINING, "year": "2020"})
    told = (await clerk.get(f"/archive/verification/{applicant.id}")).text
    assert "系统提示" in told
    assert "2021 年度总学时为 80" in told
    assert "2020 年度总学时为 80" not in told, "a draft is nobody else's business"
    batch = await clerk.get("/archive/verification/batch", person=str(applicant.id))
    assert batch.text.count("2021 年度总学时为 80，不足 90") == 1
    assert "2020 年度总学时为 80" not in batch.text


@pytest.mark.rule("M2.8")
async def test_years_that_differ_from_the_work_records_are_told(applicant: Browser) -> None:
    await applicant.fill_basic()
    await applicant.add("work", {**WORK, "to": "201307"})
    page = await applicant.post("/archive/basic", {**BASIC, "act": "check"})
    assert "专业工作年限填写 11 年，按工作经历计算为 3 年" in page.text
    assert "专业工作年限填写 11 年" in (await applicant.get("/archive/basic")).text


@pytest.mark.rule("M2.8")
async def test_full_years_by_the_work_records_stand_beside_the_field(applicant: Browser) -> None:
    await applicant.fill_basic()
    hint = "#years-hint"
    assert "按已填写" not in (await applicant.get("/archive/basic")).soup.select(hint)[0].get_text()
    await applicant.add("work", {**WORK, "to": "201306"})
    page = await applicant.get("/archive/basic")
    assert "按已填写的工作经历计算为 2 年" in page.soup.select(hint)[0].get_text()


async def test_a_note_leads_to_its_record(applicant: Browser) -> None:
    await applicant.fill_basic()
    await applicant.add("paper", PAPER)
    path = await applicant.add("paper", PAPER)
    page = await applicant.get(LIST)
    assert page.soup.select(f"details a[href='{path}']")
