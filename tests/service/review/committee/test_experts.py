"""专家库: kept by the office of a committee alone; ended, never deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.case import Role
from kit.ids import derived
from tests.service.identity.officials import in_days, on
from tests.service.review.world import AN_EXPERT, Office, World, an_expert, department

EXPERTS = "/review/committee/experts"
OFFICE = Office(
    "评委会办公室",
    Role.COMMITTEE,
    "committee",
    person="周九",
    id=derived("office", "shaoxing", "engineer-committee"),
)
OTHER = replace(OFFICE, id=derived("office", "shaoxing", "senior-committee"))


async def test_an_expert_is_added_pledged_and_ended_and_stays(world: World) -> None:
    browser = world.browser(OFFICE)
    added = await an_expert(browser, **on("pledged_on", None))
    page = (await browser.get(f"{EXPERTS}/{added}")).text
    assert "未签承诺书" in page
    assert "139****9066" in page
    assert AN_EXPERT["mobile"] not in page
    told = await browser.post(
        f"{EXPERTS}/{added}/pledge", data={"version": "1", **on("signed_on", in_days(0))}
    )
    assert told.status_code == 303
    assert "可抽取" in (await browser.get(f"{EXPERTS}/{added}")).text
    assert "1 人可抽取" in (await browser.get(EXPERTS)).text
    ended = await browser.post(f"{EXPERTS}/{added}/end", data={"version": "2", "why": "退休"})
    assert ended.status_code == 303
    page = (await browser.get(f"{EXPERTS}/{added}")).text
    assert "周九：退休" in page
    assert "已终止" in page
    (row,) = await world.rows("select * from experts")
    assert AN_EXPERT["mobile"] not in str(row)
    assert AN_EXPERT["name"] not in str(row)
    assert AN_EXPERT["unit"] not in str(row)


async def test_the_same_person_twice_is_there_once_and_another_with_the_number_is_refused(
    world: World,
) -> None:
    browser = world.browser(OFFICE)
    await an_expert(browser)
    days = {**on("from_on", in_days(0)), **on("until_on", in_days(700)), **on("pledged_on", in_days(0))}
    again = await browser.post(f"{EXPERTS}/new", data={**AN_EXPERT, **days})
    assert again.status_code == 303
    other = await browser.post(f"{EXPERTS}/new", data={**AN_EXPERT, **days, "name": "沈大德"})
    assert other.status_code == 409
    assert "请先终止原来的任期" in other.text
    same = await browser.post(f"{EXPERTS}/new", data={**AN_EXPERT, **days, "mobile": "13700137000"})
    assert same.status_code == 409
    assert len(await world.rows("select id from experts")) == 1


async def test_who_was_ended_can_be_added_anew(world: World) -> None:
    browser = world.browser(OFFICE)
    first = await an_expert(browser)
    assert (
        await browser.post(f"{EXPERTS}/{first}/end", data={"version": "1", "why": "调离"})
    ).status_code == 303
    second = await an_expert(browser, unit="绍兴市环境监测中心")
    assert second != first
    assert len(await world.rows("select id from experts")) == 2


async def test_everything_that_is_wrong_is_told_and_nothing_is_kept(world: World) -> None:
    browser = world.browser(OFFICE)
    days = {**on("from_on", in_days(0)), **on("until_on", in_days(0) + timedelta(days=1200))}
    answer = await browser.post(
        f"{EXPERTS}/new", data={**days, "mobile": "12345", "pledged_on-year": "两千", "category": "法律"}
    )
    assert answer.status_code == 422
    for told in ("请填写姓名", "请填写单位全称", "请填写 11 位手机号码", "任期不超过 3 年", "真实的日期"):
        assert told in answer.text
    assert "请选择专业类别" in answer.text
    assert not await world.rows("select id from experts")


@pytest.mark.parametrize(
    ("act", "typed", "told"),
    [
        ("end", {"why": ""}, "请写明原因"),
        ("end", {"why": "老"}, "2 至 200 个字"),
        ("pledge", {}, "请填写承诺书的签署日期"),
        ("pledge", on("signed_on", in_days(1)), "不能晚于今天"),
        ("pledge", {"signed_on-year": "2026", "signed_on-month": "13", "signed_on-day": "1"}, "真实的日期"),
    ],
)
async def test_what_cannot_be_recorded_is_refused(
    world: World, act: str, typed: dict[str, str], told: str
) -> None:
    browser = world.browser(OFFICE)
    added = await an_expert(browser)
    answer = await browser.post(f"{EXPERTS}/{added}/{act}", data={"version": "1", **typed})
    assert answer.status_code == 422
    assert told in answer.text
    (row,) = await world.rows("select version, ended_at from experts")
    assert (row["version"], row["ended_at"]) == (1, None)


async def test_an_old_page_changes_nothing(world: World) -> None:
    browser = world.browser(OFFICE)
    added = await an_expert(browser)
    old = await browser.post(f"{EXPERTS}/{added}/end", data={"version": "7", "why": "调离"})
    assert old.status_code == 409
    assert (
        await browser.post(f"{EXPERTS}/{added}/pledge", data={"version": "7", **on("signed_on", in_days(-1))})
    ).status_code == 409
    await browser.post(f"{EXPERTS}/{added}/end", data={"version": "1", "why": "调离"})
    again = await browser.post(f"{EXPERTS}/{added}/end", data={"version": "1", "why": "退休"})
    assert again.status_code == 409
    late = await browser.post(
        f"{EXPERTS}/{added}/pledge", data={"version": "2", **on("signed_on", in_days(-1))}
    )
    assert late.status_code == 409
    assert "已经终止" in late.text


async def test_a_library_is_of_one_committee_alone(world: World) -> None:
    added = await an_expert(world.browser(OFFICE))
    other = world.browser(OTHER)
    assert (await other.get(f"{EXPERTS}/{added}")).status_code == 404
    assert (
        await other.post(f"{EXPERTS}/{added}/end", data={"version": "1", "why": "调离"})
    ).status_code == 404
    assert str(added) not in (await other.get(EXPERTS)).text
    nobody = await world.browser(department()).get(EXPERTS)
    assert nobody.status_code == 404
    assert "不是评委会办公室" in nobody.text
    assert EXPERTS in (await other.get("/review")).text
    assert EXPERTS not in (await world.browser(department()).get("/review")).text
