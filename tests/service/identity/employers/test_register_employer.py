import asyncio

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.session import COOKIE
from services.identity.settings import Settings
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    OTHER_CODE,
    a_clerk,
    an_employer,
    events,
    registered_employer,
    session_of,
    signed_in,
)

FIELDS = (
    *("employer_name", "credit_code", "legal_representative", "kind", "department"),
    *("clerk_name", "clerk_id_number", "mobile", "login", "password", "agreed"),
)


CODE_PAGE = "/register/employer/code"


async def test_everything_that_is_wrong_is_told_at_once_and_what_was_typed_is_kept(browser: Browser) -> None:
    typed = {
        "employer_name": "环保局",
        "credit_code": "91110000600037341M",
        "legal_representative": "",
        "kind": "club",
        "department": "elsewhere",
        "clerk_name": "",
        "clerk_id_number": "33060219900101002",
        "mobile": "10086",
        "login": "1abc",
        "password": "password123",
    }
    answer = await browser.register("/register/employer", **typed)
    assert answer.status_code == 422
    assert len(browser.errors) == len(FIELDS)
    for field in FIELDS:
        assert browser.soup.select_one(f'.govuk-error-summary a[href="#{field}"]') is not None
        assert browser.soup.find(id=field) is not None
    for value in ("环保局", "91110000600037341M", "10086", "1abc"):
        assert f'value="{value}"' in answer.text


async def test_a_clerk_is_signed_in_sees_that_the_employer_waits_and_acts_for_nobody(
    browser: Browser, pool: Pool, settings: Settings
) -> None:
    await registered_employer(browser, pool)
    assert browser.seen.headers["location"] == "/employers/mine/letter"
    assert session_of(browser, settings).org_id is None
    for path in ("/", "/employers/mine"):
        await browser.open(path)
        assert "省级管理员" in browser.text
        assert "正在审核单位注册信息" in browser.text
        assert browser.soup.find("a", href="/archive/verification", class_="govuk-task-list__link") is None
    assert "139****9000" in browser.text
    assert "13900139000" not in browser.seen.text
    assert (await browser.open("/admin/employers")).status_code == 403
    assert (await browser.open("/employers/mine/mend")).headers["location"] == "/employers/mine"


async def test_the_department_tells_place_and_level(browsers: Browsers, pool: Pool) -> None:
    await registered_employer(browsers(), pool)
    await registered_employer(
        browsers(), pool, department="keqiao-ecology", credit_code=OTHER_CODE.lower(), login="hr.keqiao"
    )
    rows = await pool.fetch("select level, place, department, credit_code from employers order by created_at")
    assert [tuple(row) for row in rows] == [
        ("city", "市本级", "绍兴市生态环境局", CODE),
        ("county", "柯桥区", "绍兴市生态环境局柯桥分局", OTHER_CODE),
    ]


async def test_the_clerk_s_contact_is_told_to_notification_in_cipher(
    browser: Browser, pool: Pool, app: FastAPI
) -> None:
    await registered_employer(browser, pool)
    (event,) = await events(pool, "identity.contact_changed")
    assert app.state.parts.cipher.decrypt(str(event["mobile_encrypted"])) == "13900139000"
    assert event["holder_id"] == str(await pool.fetchval("select account_id from clerkships"))


async def test_the_form_sent_twice_registers_once_and_is_answered_alike(
    browsers: Browsers, pool: Pool
) -> None:
    browser, twin = browsers(), browsers()
    await browser.open("/register/employer")
    form = browser.hidden("/register/employer") | an_employer() | a_clerk()
    answers = await asyncio.gather(
        browser.send("/register/employer", **form), twin.send("/register/employer", **form)
    )
    assert [one.status_code for one in answers] == [200, 200]
    assert await pool.fetchval("select count(*) from accounts") == 0
    code = browser.hidden(CODE_PAGE) | {"code": await browser.sent_code()}
    answers = await asyncio.gather(browser.send(CODE_PAGE, **code), twin.send(CODE_PAGE, **code))
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, "/employers/mine")] * 2
    assert await pool.fetchval("select count(*) from employers") == 1
    assert await pool.fetchval("select count(*) from accounts") == 1


@pytest.mark.parametrize(
    ("changes", "field"), [({"credit_code": OTHER_CODE}, "login"), ({"login": "hr.other"}, "credit_code")]
)
async def test_one_employer_one_registration_and_one_login_one_account(
    browsers: Browsers, pool: Pool, changes: dict[str, str], field: str
) -> None:
    await registered_employer(browsers(), pool)
    other = browsers(address="10.0.0.2")
    answer = await other.register("/register/employer", **(an_employer() | a_clerk() | changes))
    assert answer.status_code == 422
    assert other.soup.select_one(f"#{field}-error") is not None
    assert len(other.errors) == 1
    assert COOKIE not in other.client.cookies
    assert await pool.fetchval("select count(*) from accounts") == 1


async def test_two_clerks_of_one_employer_at_once_register_it_once(browsers: Browsers, pool: Pool) -> None:
    clerks = [browsers(), browsers()]
    answers = await asyncio.gather(
        *(
            clerk.register("/register/employer", **(an_employer() | a_clerk(login=f"clerk.{number}")))
            for number, clerk in enumerate(clerks)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await pool.fetchval("select count(*) from accounts") == 1


async def test_a_clerk_signs_in_with_the_chosen_login_whatever_its_case(
    browsers: Browsers, pool: Pool
) -> None:
    await registered_employer(browsers(), pool)
    await signed_in(browsers(), "HR.Jiance ")


async def test_a_clerk_may_be_an_applicant_too_with_the_same_mobile(browsers: Browsers, pool: Pool) -> None:
    await registered_employer(browsers(), pool)
    answer = await browsers().register(
        "/register",
        name="李敏",
        id_number="330602199001010028",
        mobile="13900139000",
        password="Zc-0123456789-7",
        agreed="yes",
    )
    assert answer.status_code == 303


async def test_with_several_cities_the_clerk_chooses_one_first(
    browsers: Browsers, two_cities: FastAPI, pool: Pool
) -> None:
    browser = browsers(of=two_cities)
    await browser.open("/register/employer")
    assert [one["value"] for one in browser.soup.select("select[name=city] option")] == [
        "",
        "jiaxing",
        "shaoxing",
    ]
    assert (await browser.open("/register/employer?city=nowhere")).status_code == 404
    await browser.open("/register/employer?city=jiaxing")
    form = browser.hidden("/register/employer") | an_employer() | a_clerk()
    await browser.send("/register/employer", **form)
    assert (await browser.prove()).status_code == 303
    assert await pool.fetchval("select city from employers") == "jiaxing"
    del form["city"]
    assert (await browser.send("/register/employer", **form)).headers["location"] == "/register/employer"
