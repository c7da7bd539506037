"""个人基本信息: filling in, refusing, two tabs, double clicks."""

from kit.db import Pool
from tests.service.archive.conftest import BASIC, Browser, Someone
from tests.service.archive.factories import a_verified_file, readiness

PATH = "/archive/basic"


async def test_what_was_saved_is_shown_again(applicant: Browser) -> None:
    assert (await applicant.fill_basic()).leads_to == "/archive?saved=1"
    page = await applicant.get(PATH)
    assert page.fields() == {
        **BASIC,
        "worked_since-month": "07",
        "graduated_on-month": "06",
        "appointed_on-month": "01",
        "party_since-month": "06",
        "version": "1",
    }
    assert "绍兴市环境监测中心" in page.text


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost(
    applicant: Browser, pool: Pool
) -> None:
    wrong = {
        "school": "",
        "worked_since-month": "13",
        "years": "一",
        "degree": "教授",
        "major": "环境\x00工程",
    }
    page = await applicant.fill_basic(**wrong)
    assert page.status == 422
    assert page.faults == [
        "参加工作时间的月份是 13，应在 1 到 12 之间",
        "请从列表中选择学位",
        "请填写毕业院校",
        "专业工作年限应为 0 到 60 的整数",
    ]
    assert page.title.startswith("错误：")
    assert page.fields()["worked_since-month"] == "13"
    assert page.fields()["address"] == BASIC["address"]
    assert await pool.fetchval("select count(*) from items") == 0


async def test_sensitive_fields_and_the_name_are_stored_encrypted(applicant: Browser, pool: Pool) -> None:
    await applicant.fill_basic()
    stored = str(await pool.fetch("select fields, secrets from item_versions")) + str(
        await pool.fetch("select * from persons")
    )
    for secret in ("汉族", "中共党员", "树下王路", "张三", "8650", "200906"):
        assert secret not in stored
    assert "浙江大学" in stored


async def test_a_double_click_saves_once(applicant: Browser, pool: Pool) -> None:
    sent = {**(await applicant.get(PATH)).fields(), **BASIC}
    for _ in range(2):
        assert (await applicant.post(PATH, sent)).leads_to == "/archive?saved=1"
    changed = {**(await applicant.get(PATH)).fields(), "school": "浙江工业大学"}
    for _ in range(2):
        assert (await applicant.post(PATH, changed)).leads_to == "/archive?saved=1"
    assert await pool.fetchval("select version from items") == 2
    assert await pool.fetchval("select count(*) from item_versions") == 1


async def test_an_outdated_form_is_refused_shows_what_was_saved_and_keeps_what_was_typed(
    applicant: Browser,
) -> None:
    await applicant.fill_basic()
    first = (await applicant.get(PATH)).fields()
    second = dict(first)
    assert (await applicant.post(PATH, {**first, "school": "宁波大学"})).status == 303
    page = await applicant.post(PATH, {**second, "school": "绍兴文理学院"})
    assert page.status == 409
    assert "宁波大学" in page.text
    assert page.fields()["school"] == "绍兴文理学院"
    assert (await applicant.get(PATH)).fields()["school"] == "宁波大学"
    assert (await applicant.post(PATH, page.fields())).status == 303
    assert (await applicant.get(PATH)).fields()["school"] == "绍兴文理学院"


async def test_a_form_without_a_version_changes_nothing_that_is_saved(applicant: Browser) -> None:
    await applicant.fill_basic()
    for version in ({}, {"version": "x"}, {"version": "0"}, {"version": "-1"}):
        assert (await applicant.post(PATH, {**BASIC, "school": "宁波大学", **version})).status == 409


async def test_a_verified_one_stays_in_use_while_its_change_waits(
    applicant: Browser, clerk: Browser, pool: Pool
) -> None:
    await a_verified_file(applicant, clerk)
    await applicant.fill(PATH, school="宁波大学")
    assert (await readiness(pool))[-1] == (True, True)
    await applicant.submit()
    page = await clerk.get(f"/archive/verification/{applicant.id}")
    assert "毕业院校 浙江大学 宁波大学" in page.text.split("与上次核验的不同之处")[-1]
    assert (await readiness(pool))[-1] == (True, True)


async def test_the_clerk_sees_the_name_that_the_person_has_today(
    applicant: Browser, clerk: Browser, someone: Someone
) -> None:
    await a_verified_file(applicant, clerk)
    renamed = await someone("applicant", name="张叁", person_id=applicant.id)
    await renamed.fill(PATH, school="宁波大学")
    assert "张叁" in (await clerk.get(f"/archive/verification/{applicant.id}")).text
