"""The printed form at the committee's office: found, received, told (A10.2, M1.3, M1.4)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from contracts.case import Role
from contracts.committee import OpenHandIn
from contracts.erasure import PersonRequest
from kit.ids import new_id
from kit.reference import reference
from services.review.handins.web import desk
from tests.service.review.world import OPENED, Office, World, code_of, department

pytestmark = pytest.mark.rule("A10.2")
STAMPS = ["employer", "department", "hr"]
UNTIL = {"until-year": "2199", "until-month": "1", "until-day": "31"}
TOLD = "select topic, body from outbox where topic like 'review.hand%' order by position"


def the_committee(**changes: Any) -> Office:
    return replace(department(role=Role.COMMITTEE, stage="committee"), name="评委会办公室", **changes)


async def receive(browser: httpx2.AsyncClient, request: OpenHandIn, **typed: Any) -> httpx2.Response:
    sent = {"version": "0", "copies": "3", "stamped": STAMPS, **typed}
    return await browser.post(f"/review/hand-ins/{request.id}", data=sent)


async def find(browser: httpx2.AsyncClient, *lines: str) -> httpx2.Response:
    return await browser.post("/review/hand-ins", data={"numbers": "\n".join(lines)})


@pytest.mark.parametrize("way", ["code", "qr", "number"])
async def test_papers_are_found_by_what_is_printed_on_the_form(world: World, way: str) -> None:
    office = the_committee()
    request = await (await world.a_case()).awaited_papers(office)
    code = code_of(request)
    typed = {
        "code": code.lower().replace("-", " "),
        "qr": f"https://zhicheng.example/documents/verify/{code}",
        "number": reference(request.application_id),
    }[way]
    found = await find(world.browser(office), typed)
    assert (found.status_code, found.headers["location"]) == (303, f"/review/hand-ins/{request.id}")


@pytest.mark.rule("M1.3")
async def test_what_is_whole_is_received_and_told_once(world: World) -> None:
    office = the_committee()
    request = await (await world.a_case(name="李四")).awaited_papers(office)
    await world.activities.open_hand_in(request)  # asked twice, awaited once
    browser = world.browser(office)
    page = (await browser.get(f"/review/hand-ins/{request.id}")).text
    assert "李四" in page
    assert "3 份" in page
    answers = await asyncio.gather(*(receive(browser, request) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    (told,) = await world.rows(TOLD)
    assert (told["topic"], told["body"]["hand_in_id"]) == ("review.handed_in", str(request.id))
    (line,) = await world.rows("select by_name, copies, stamped from hand_in_receipts")
    assert (line["by_name"], line["copies"], list(line["stamped"])) == (office.person, 3, STAMPS)
    again = await receive(browser, request, copies="4", version="1")
    assert again.status_code == 409
    assert "已经收齐" in again.text
    assert "已经收齐" in (await find(browser, code_of(request), reference(new_id()))).text


@pytest.mark.rule("M1.3")
async def test_everything_missing_is_told_at_once_with_a_date_and_completed_later(world: World) -> None:
    office = the_committee()
    case = await world.a_case()
    request = await case.awaited_papers(office)
    browser = world.browser(office)
    undated = await receive(browser, request, copies="2", stamped=["employer"])
    assert undated.status_code == 422
    assert "补齐的截止日期" in undated.text
    past = await receive(
        browser, request, copies="2", **{"until-year": "2022", "until-month": "1", "until-day": "1"}
    )
    assert "应晚于今天" in past.text
    assert not await world.rows(TOLD)
    assert (await receive(browser, request, copies="2", stamped=["employer"], **UNTIL)).status_code == 303
    (told,) = await world.rows(TOLD)
    assert (told["topic"], told["body"]["until"]) == ("review.hand_in_incomplete", "2199-01-31")
    cookies = world.sign_in("applicant", account_id=request.person_id)
    page = (await world.visitor(cookies).get(f"/review/papers/{case.id}")).text
    for words in (
        "还缺 1 份",
        "没有主管部门的公章",
        "没有当地人力社保部门的公章",
        "2199",
        "绍兴市生态环境局314办公室",
    ):
        assert words in page
    stale = await receive(browser, request)
    assert stale.status_code == 409
    assert "有人登记了" in stale.text
    assert (await receive(browser, request, version="1")).status_code == 303
    assert [row["topic"] for row in await world.rows(TOLD)] == [
        "review.hand_in_incomplete",
        "review.handed_in",
    ]
    assert "已收齐" in (await world.visitor(cookies).get(f"/review/papers/{case.id}")).text
    assert len(await world.rows("select from hand_in_receipts")) == 2


@pytest.mark.rule("M1.3")
@pytest.mark.rule("M1.4")
async def test_who_is_interviewed_hands_in_one_copy_more_and_a_paper(world: World) -> None:
    office = the_committee()
    request = await (await world.a_case(kind="transfer")).awaited_papers(office)
    browser = world.browser(office)
    both = await find(browser, code_of(request), reference(new_id()))
    assert "请打开这一件单独登记" in both.text
    lacking = await receive(browser, request, **UNTIL)
    assert lacking.status_code == 303
    page = (await browser.get(f"/review/hand-ins/{request.id}")).text
    assert "应交 4 份" in page
    assert "论文代表作 1 份，没有收到" in page
    untitled = await receive(browser, request, version="1", copies="4", has_paper="yes")
    assert untitled.status_code == 422
    assert "论文代表作的题目" in untitled.text
    whole = {"version": "1", "copies": "4", "has_paper": "yes", "paper": "钱塘江水质评价方法研究"}
    assert (await receive(browser, request, **whole)).status_code == 303
    assert "钱塘江水质评价方法研究" in (await browser.get(f"/review/hand-ins/{request.id}")).text
    assert [row["topic"] for row in await world.rows(TOLD)][-1] == "review.handed_in"


async def test_many_are_received_at_once_with_a_result_for_each(world: World) -> None:
    office = the_committee()
    requests = [await (await world.a_case(name=name)).awaited_papers(office) for name in ("甲某某", "乙某某")]
    elsewhere = await (await world.a_case(name="丙某某")).awaited_papers(the_committee(id=new_id()))
    lines = [code_of(one) for one in requests] + [code_of(elsewhere), reference(new_id()), "不是编号"]
    page = (await find(world.browser(office), *lines)).text
    assert "已收齐：甲某某" in page
    assert "已收齐：乙某某" in page
    assert "不由本单位接收" in page
    assert "丙某某" not in page
    assert page.count("没有找到这份等待报送的评审表") == 2
    assert len(await world.rows(TOLD)) == 2


async def test_whoever_is_awaited_stands_on_some_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    office = the_committee()
    names = ["甲某某", "乙某某", "丙某某"]
    for name in names:
        await (await world.a_case(name=name)).awaited_papers(office)
    pages = [
        (await world.browser(office).get(path)).text
        for path in ("/review/hand-ins", "/review/hand-ins?page=2")
    ]
    assert all("等待报送（3 件）" in page for page in pages)
    assert [[name in page for name in names].count(True) for page in pages] == [2, 1]
    assert all(any(name in page for page in pages) for name in names)
    assert 'rel="next"' in pages[0]
    assert 'rel="next"' not in pages[1]


async def test_a_form_that_was_replaced_is_refused_by_its_own_code(world: World) -> None:
    office = the_committee()
    case = await world.a_case()
    old = await case.awaited_papers(office)
    ref = await case.sheet()
    manifest = (*old.manifest[:-1], ref, old.manifest[-1])
    later = datetime(2022, 12, 1, tzinfo=UTC)
    new = await case.awaited_papers(office, id=new_id(), manifest=manifest, opened_at=later)
    assert code_of(new) != code_of(old)
    assert new.opened_at > OPENED
    browser = world.browser(office)
    refused = await find(browser, code_of(old))
    assert refused.status_code == 409
    assert "重新下载打印" in refused.text
    assert "重新下载打印" in (await receive(browser, old)).text
    assert (await find(browser, reference(case.id))).headers["location"].endswith(str(new.id))
    assert not await world.rows(TOLD)


async def test_nobody_else_sees_or_receives_them(world: World) -> None:
    case = await world.a_case()
    request = await case.awaited_papers(the_committee())
    stranger = world.browser(the_committee(id=new_id()))
    assert (await stranger.get(f"/review/hand-ins/{request.id}")).status_code == 404
    assert (await receive(stranger, request)).status_code == 404
    other = world.visitor(world.sign_in("applicant", account_id=new_id()))
    assert (await other.get(f"/review/papers/{case.id}")).status_code == 404


async def test_too_many_lines_or_none_are_refused(world: World) -> None:
    browser = world.browser(the_committee())
    assert (await find(browser)).status_code == 422
    assert (await find(browser, *(str(number) for number in range(201)))).status_code == 422
    request = await (await world.a_case()).awaited_papers(the_committee())
    assert not await world.rows("select from hand_in_receipts")
    await world.activities.erase_person(PersonRequest(person_id=request.person_id))
    assert not await world.rows("select from hand_ins")


async def test_nothing_received_is_no_receipt(world: World) -> None:
    office = the_committee()
    request = await (await world.a_case()).awaited_papers(office)
    nothing = await receive(world.browser(office), request, copies="0", stamped=[], **UNTIL)
    assert nothing.status_code == 422
    assert "不需要登记" in nothing.text
    too_many = await receive(world.browser(office), request, copies="21")
    assert too_many.status_code == 422
