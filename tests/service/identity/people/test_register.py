import asyncio

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.session import COOKIE
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    NUMBER,
    OTHER_NUMBER,
    PASSWORD,
    a_person,
    events,
)

CODE = "/register/code"
KNOWN = "这个身份证号码或手机号码已经注册过。"


async def test_everything_that_is_wrong_is_told_at_once_and_what_was_typed_is_kept(browser: Browser) -> None:
    answer = await browser.register(
        "/register", name="王喆9", id_number="330602850315123", mobile="0575-85123456", password="1234567890"
    )
    assert answer.status_code == 422
    assert browser.soup.title is not None
    assert browser.soup.title.text.startswith("错误：")
    assert len(browser.errors) == 5
    for field in ("name", "id_number", "mobile", "password", "agreed"):
        assert browser.soup.select_one(f"#{field}-error") is not None
        assert browser.soup.select_one(f'.govuk-error-summary a[href="#{field}"]') is not None
    assert 'value="330602850315123"' in answer.text
    assert "1234567890" not in answer.text


async def test_a_person_of_keqiao_registers_and_is_signed_in(
    browser: Browser, app: FastAPI, pool: Pool
) -> None:
    answer = await browser.register("/register", **a_person(id_number="３３０６０３ 19850315 1236"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.open("/")).headers["location"] == "/home"
    await browser.open("/account")
    assert "王喆" in browser.text
    for href in ("/home", "/archive", "/plans", "/declarations"):
        assert browser.soup.find("a", href=href) is not None
    person = await pool.fetchrow("select * from persons")
    assert person is not None
    assert app.state.parts.cipher.decrypt(person["id_number_encrypted"]) == NUMBER


async def test_nothing_of_a_person_is_stored_or_told_in_clear(
    browser: Browser, app: FastAPI, pool: Pool
) -> None:
    await browser.register("/register", **a_person())
    stored = ""
    for table in ("accounts", "persons", "sessions", "attempts", "outbox"):
        rows = await pool.fetch(f"select t::text as row from {table} t")  # noqa: S608 - names of ours
        stored += "".join(row["row"] for row in rows)
    for secret in (NUMBER, MOBILE, PASSWORD, "10.0.0.1"):
        assert secret not in stored
    (event,) = await events(pool, "identity.contact_changed")
    assert app.state.parts.cipher.decrypt(str(event["mobile_encrypted"])) == MOBILE
    (birth,) = await events(pool, "identity.birth_known")
    assert app.state.parts.cipher.decrypt(str(birth["born_encrypted"])) == "198503"
    assert event["holder_id"] == event["about"] == str(await pool.fetchval("select id from persons"))
    assert birth["person_id"] == birth["about"] == event["holder_id"]
    assert event["city"] == "shaoxing"


async def test_the_form_sent_twice_registers_once_and_is_answered_alike(
    browsers: Browsers, pool: Pool
) -> None:
    browser, twin = browsers(), browsers()
    await browser.open("/register")
    form = browser.hidden("/register") | a_person()
    pages = await asyncio.gather(browser.send("/register", **form), twin.send("/register", **form))
    assert [one.status_code for one in pages] == [200, 200]
    assert await pool.fetchval("select count(*) from accounts") == 0
    assert len(await events(pool, "identity.mobile_change_asked")) == 1
    code = browser.hidden(CODE) | {"code": await browser.sent_code()}
    answers = await asyncio.gather(browser.send(CODE, **code), twin.send(CODE, **code))
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, "/")] * 2
    assert await pool.fetchval("select count(*) from accounts") == 1
    assert len(await events(pool, "identity.contact_changed")) == 1


@pytest.mark.parametrize(
    "other",
    [
        a_person(name="张三", mobile="13700137000"),
        a_person(name="张三", id_number=OTHER_NUMBER),
        a_person(),
    ],
)
async def test_one_person_one_account_and_a_stranger_learns_no_more_than_the_way_to_sign_in(
    browsers: Browsers, pool: Pool, other: dict[str, str]
) -> None:
    await browsers().register("/register", **a_person())
    stranger = browsers(address="10.0.0.2")
    answer = await stranger.register("/register", **(other | {"password": "Zc-9876543210-7"}))
    assert answer.status_code == 409
    assert stranger.errors == [KNOWN]
    assert stranger.soup.find("a", href="/sign-in?who=person", class_="govuk-button") is not None
    assert COOKIE not in stranger.client.cookies
    assert other["name"] == "王喆" or "王喆" not in answer.text
    assert await pool.fetchval("select count(*) from accounts") == 1
    assert await pool.fetchval("select count(*) from persons") == 1


async def test_five_wrong_codes_void_the_right_one_and_another_can_be_asked_for(
    browser: Browser, pool: Pool
) -> None:
    await browser.fill("/register", **a_person())
    code = await browser.sent_code()
    wrong = "000000" if code != "000000" else "111111"
    for given in [wrong] * 5 + [code]:
        await pool.execute("delete from attempts")  # whoever waits long enough
        answer = await browser.send(CODE, **browser.hidden(CODE), code=given)
        assert answer.status_code == 422
    assert await pool.fetchval("select count(*) from accounts") == 0
    await pool.execute("delete from attempts")
    assert (await browser.send(CODE, **browser.hidden(CODE), act="again")).status_code == 200
    assert (await browser.prove()).status_code == 303


async def test_who_typed_a_wrong_number_finds_the_way_back(browser: Browser) -> None:
    await browser.fill("/register", **a_person())
    assert browser.soup.find("a", href="/register", string="返回重新填写") is not None


async def test_what_waits_for_a_code_is_taken_by_no_other_form(browser: Browser) -> None:
    await browser.fill("/register", **a_person())
    code = browser.hidden(CODE) | {"code": await browser.sent_code()}
    for path in ("/register/employer/code", "/register/clerk/code"):
        assert (await browser.send(path, **code)).status_code == 403
    assert (await browser.send(CODE, pending="x.y.z.a.b", code="123456")).status_code == 403


async def test_who_tries_many_numbers_is_slowed_down_whatever_the_number(browsers: Browsers) -> None:
    await browsers().register("/register", **a_person())
    stranger = browsers(address="10.0.0.2")
    mobiles = [f"1370013700{number}" for number in range(6)]  # the stranger's own, each proven
    told = [
        (await stranger.register("/register", **a_person(mobile=mobile))).status_code for mobile in mobiles
    ]
    assert told == [409] * 5 + [429]
    assert "请等待 1 秒" in stranger.errors[0]
    unknown = a_person(id_number=OTHER_NUMBER, mobile="13700137000")
    refused = await stranger.register("/register", **unknown)
    assert refused.status_code == 429
    assert stranger.soup.find("a", href="/sign-in?who=person", class_="govuk-button") is None
    elsewhere = browsers(address="10.0.0.3")
    assert (await elsewhere.register("/register", **unknown)).status_code == 303


async def test_with_several_cities_the_person_chooses_one(
    browsers: Browsers, two_cities: FastAPI, pool: Pool
) -> None:
    browser = browsers(of=two_cities)
    answer = await browser.register("/register", **a_person())
    assert (answer.status_code, browser.errors) == (422, ["请选择申报所在的城市"])
    assert (await browser.register("/register", **a_person(city="nowhere"))).status_code == 404
    assert (await browser.register("/register", **a_person(city="jiaxing"))).status_code == 303
    assert await pool.fetchval("select city from persons") == "jiaxing"


async def test_a_body_that_is_no_form_is_answered_like_an_empty_one(browser: Browser) -> None:
    answer = await browser.client.post(
        "/register", content=b"\x00\xff{", headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 422
    answer = await browser.send("/register", **a_person(name="王\0喆", id_number="\0"))
    assert answer.status_code == 422
