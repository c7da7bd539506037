"""Name and ID number are corrected by an administrator, on request with a scan; history stays (A1.1)."""

import asyncio
from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CLERK_NUMBER,
    NUMBER,
    OTHER_NUMBER,
    a_person,
    a_receipt,
    an_admin,
    events,
    session_of,
    signed_in,
)

pytestmark = pytest.mark.rule("A1.1")
PAGE = "/account/correction"
WHY = "户口簿已经改名，见扫描件"


@pytest.fixture
async def person(browsers: Browsers) -> Browser:
    """Somebody who is signed in."""
    browser = browsers()
    await browser.register("/register", **a_person())
    return browser


async def opened(person: Browser, **changes: object) -> dict[str, str]:
    """The form after the scan was uploaded."""
    account_id = session_of(person, person.app.state.parts.settings).account_id
    told = {"account_id": account_id, "purpose": "correction"} | changes
    await person.open(f"{PAGE}?receipt={a_receipt(person, **told)}")
    return person.hidden(PAGE)


async def asked(person: Browser, pool: Pool, **values: str) -> str:
    """The desk's page of a request."""
    answer = await person.send(PAGE, **await opened(person), **({"why": WHY} | values))
    assert answer.status_code == 303, person.text
    correction_id = await pool.fetchval("select id from requests where state = 'submitted'")
    return f"/admin/requests/{correction_id}"


async def number_of(pool: Pool, app: FastAPI) -> str:
    found = await pool.fetchval("select id_number_encrypted from persons order by created_at limit 1")
    number: str = app.state.parts.cipher.decrypt(found)
    return number


async def test_an_approved_correction_changes_the_person_and_keeps_what_was(
    person: Browser, admin: Browser, pool: Pool, app: FastAPI
) -> None:
    page = await asked(person, pool, name="王哲", id_number=OTHER_NUMBER)
    assert (await number_of(pool, app)) == NUMBER
    await admin.open("/")
    assert "个人信息更正（1 件待审核）" in admin.text
    await admin.open("/admin/requests?queue=people")
    assert "王喆" in admin.text
    await admin.open(page)
    assert NUMBER not in admin.text
    assert OTHER_NUMBER not in admin.text
    await admin.fill(page, form=f"{page}/id-number")
    for number in (NUMBER, OTHER_NUMBER):
        assert number in admin.text
    await admin.fill(page, form=f"{page}/approve")
    assert (await number_of(pool, app)) == OTHER_NUMBER
    assert await pool.fetchval("select name from accounts where role = 'applicant'") == "王哲"
    assert await pool.fetchval("select before ->> 'name' from requests") == "王喆"
    (told,) = await events(pool, "identity.correction_decided")
    assert told["is_approved"] is True
    births = [str(one["born_encrypted"]) for one in await events(pool, "identity.birth_known")]
    assert [app.state.parts.cipher.decrypt(one) for one in births] == [NUMBER[6:12], OTHER_NUMBER[6:12]]
    await person.open(PAGE)
    assert "已通过" in person.text
    await person.open("/account/access")
    assert "完整的手机号码或证件号码" in person.text


async def test_a_refusal_needs_a_reason_which_the_person_reads(
    person: Browser, admin: Browser, pool: Pool, app: FastAPI
) -> None:
    page = await asked(person, pool, name="王哲")
    assert (await admin.fill(page, form=f"{page}/refuse", reason="")).status_code == 422
    await admin.fill(page, form=f"{page}/refuse", reason="扫描件看不清，请重新上传")
    await person.open(PAGE)
    assert "扫描件看不清，请重新上传" in person.text
    assert person.soup.find(href=f"{PAGE}/upload") is not None
    copy = (await person.open("/account/data/account.json")).json()
    assert [one["reason"] for one in copy["corrections"]] == ["扫描件看不清，请重新上传"]
    assert await pool.fetchval("select name from accounts where role = 'applicant'") == "王喆"
    assert (await admin.send(f"{page}/approve")).status_code == 409
    (told,) = await events(pool, "identity.correction_decided")
    assert told["is_approved"] is False


async def test_one_person_has_one_open_request_and_a_double_click_asks_once(
    person: Browser, pool: Pool
) -> None:
    form = {**await opened(person), "name": "王哲", "why": WHY}
    answers = await asyncio.gather(*(person.client.post(PAGE, data=form) for _ in range(3)))
    assert [one.status_code for one in answers] == [303, 303, 303]
    other = {**form, "form_id": "0190a3a0-0000-7000-8000-000000000001"}
    assert (await person.send(PAGE, **other)).status_code == 409
    assert await pool.fetchval("select count(*) from requests") == 1
    assert len(await events(pool, "identity.files_kept")) == 1


async def test_a_number_of_somebody_else_is_never_given(
    person: Browser, browsers: Browsers, admin: Browser, pool: Pool, app: FastAPI
) -> None:
    other = a_person(id_number=OTHER_NUMBER, mobile="13911112222")
    await browsers(address="10.0.0.2").register("/register", **other)
    page = await asked(person, pool, id_number=OTHER_NUMBER)
    answer = await admin.fill(page, form=f"{page}/approve")
    assert answer.status_code == 409
    assert "另一个账号" in admin.errors[0]
    assert await pool.fetchval("select state from requests") == "submitted"
    assert (await number_of(pool, app)) == NUMBER


async def test_everything_wrong_is_told_at_once_and_the_scan_stays(person: Browser) -> None:
    form = await opened(person)
    answer = await person.send(PAGE, **form, name="王", id_number=CLERK_NUMBER[:-1] + "0", why="")
    assert answer.status_code == 422
    assert len(person.errors) == 3
    assert person.hidden(PAGE)["receipt"] == form["receipt"]
    await person.send(PAGE, **person.hidden(PAGE), why=WHY)
    assert person.errors == ["请填写需要更正的姓名或证件号码"]


async def test_without_a_scan_of_ones_own_nothing_is_asked(person: Browser, pool: Pool) -> None:
    await person.open(PAGE)
    assert person.soup.find("form", action=PAGE) is None
    sent = await person.send(PAGE, form_id=str(UUID(int=7)), name="王哲", why=WHY)
    assert sent.status_code == 422
    assert person.soup.find("textarea", id="why") is not None  # what was typed is not lost
    for changes in ({"purpose": "letter"}, {"account_id": UUID(int=1)}):
        form = await opened(person, **changes)
        assert (await person.send(PAGE, **form, name="王哲", why=WHY)).status_code == 403
    assert await pool.fetchval("select count(*) from requests") == 0


async def test_an_administrator_of_another_city_does_not_see_it(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    page = await asked(person, pool, name="王哲")
    await an_admin(pool, app, login="admin.xh", city="xinhai")
    elsewhere = await signed_in(browsers(address="10.0.0.6"), "admin.xh")
    for path in (page, f"{page}/paper"):
        assert (await elsewhere.open(path)).status_code == 404
    assert (await elsewhere.send(f"{page}/approve")).status_code == 404
    await elsewhere.open("/admin/requests?queue=people")
    assert "没有这样的申请" in elsewhere.text
