"""The session ends while one writes: what was typed comes back, to the same person only (case 26)."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from starlette.datastructures import UploadFile

from kit import kept
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.session import COOKIE
from tests.fixtures.people import SignIn
from tests.service.declaration.browser import ANSWERS, Browser
from tests.service.declaration.conftest import Browsers

STATEMENT = "甲乙丙丁\r\n" + "述" * 994
OVER = timedelta(seconds=-1)
NOTICE = "请检查后再提交"


def become(browser: Browser, cookies: Mapping[str, str]) -> None:
    """From now on this browser has another session, or none."""
    browser.client.cookies.delete(COOKIE)
    for name, value in cookies.items():
        browser.client.cookies.set(name, value)


async def send_late(browser: Browser, sign_in: SignIn, declaration: str, **changes: str) -> str:
    """Type, and press 保存草稿 when the session is over; where that leads."""
    version = (await browser.get(f"{declaration}/form")).value("version")
    become(browser, sign_in("applicant", account_id=browser.person_id, lifetime=OVER))
    typed = {**ANSWERS, "version": version, "act": "save", "statement": STATEMENT, **changes}
    return (await browser.post(f"{declaration}/form", typed)).leads_to


def come_back(browser: Browser, sign_in: SignIn, account_id: UUID | None = None) -> None:
    become(browser, sign_in("applicant", account_id=account_id or browser.person_id))


async def test_a_thousand_characters_come_back(applicant: Browser, sign_in: SignIn) -> None:
    declaration = await applicant.start()
    asked = parse_qs(urlsplit(await send_late(applicant, sign_in, declaration)).query)
    assert asked == {"next": [f"{declaration}/form"], "why": ["kept"]}

    come_back(applicant, sign_in)
    page = await applicant.get(asked["next"][0])
    assert NOTICE in page.text
    assert page.value("statement") == STATEMENT.replace("\r\n", "\n")
    assert (page.value("specialty"), page.checked("options")) == ("环境监测", ["再次通过中级申报"])
    assert page.checked("kind") == ["regular"]

    saved = await applicant.post(f"{declaration}/form", {**page.fields("/form"), "act": "save"})
    assert saved.status == 303
    again = await applicant.get(f"{declaration}/form")
    assert NOTICE not in again.text
    assert again.value("statement") == STATEMENT.replace("\r\n", "\n")


async def test_it_is_never_sent_by_itself_and_shown_until_it_is(applicant: Browser, sign_in: SignIn) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    come_back(applicant, sign_in)
    for _ in range(2):
        assert NOTICE in (await applicant.get(f"{declaration}/form")).text
    applicant.client.cookies.delete(kept.COOKIE)
    assert (await applicant.get(f"{declaration}/form")).value("statement") == ""


async def test_sent_twice_the_last_counts(applicant: Browser, sign_in: SignIn) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    typed = {**ANSWERS, "version": "1", "statement": "第二次"}
    await applicant.post(f"{declaration}/form", typed)
    come_back(applicant, sign_in)
    assert (await applicant.get(f"{declaration}/form")).value("statement") == "第二次"


async def test_who_saved_meanwhile_is_not_written_over(
    applicant: Browser, browsers: Browsers, sign_in: SignIn
) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    await browsers("applicant", account_id=applicant.person_id).fill_in(declaration, act="save")
    come_back(applicant, sign_in)
    page = await applicant.get(f"{declaration}/form")
    answer = await applicant.post(f"{declaration}/form", {**page.fields("/form"), "act": "save"})
    assert answer.status == 409
    assert answer.value("statement") == STATEMENT.replace("\r\n", "\n")


async def test_another_person_is_shown_nothing(
    applicant: Browser, browsers: Browsers, sign_in: SignIn, pool: Pool
) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    other_id = new_id()
    come_back(applicant, sign_in, other_id)
    page = await applicant.get(f"{declaration}/form")
    assert page.status == 404
    assert "甲乙丙丁" not in page.text

    thief = browsers("applicant", account_id=applicant.person_id)  # the account, but not the browser
    assert NOTICE not in (await thief.get(f"{declaration}/form")).text
    async with transaction(pool) as conn:  # even if another's page had the same address
        await conn.execute("update kept_forms set page = '/declarations'")
    thief = browsers("applicant", account_id=other_id)  # the browser's cookie, but not the account
    thief.client.cookies.set(kept.COOKIE, applicant.client.cookies[kept.COOKIE])
    assert "甲乙丙丁" not in (await thief.get("/declarations")).text


async def test_after_an_hour_it_is_gone(applicant: Browser, sign_in: SignIn, pool: Pool) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    async with transaction(pool) as conn:
        await conn.execute("update kept_forms set expires_at = now() - interval '1 second'")
    come_back(applicant, sign_in)
    assert NOTICE not in (await applicant.get(f"{declaration}/form")).text


async def test_what_is_too_much_is_not_kept_and_said_so(applicant: Browser, sign_in: SignIn) -> None:
    declaration = await applicant.start()
    assert (await send_late(applicant, sign_in, declaration, statement="述" * 30_000)).endswith("&why=lost")


async def test_files_that_came_with_it_are_let_go_of(
    applicant: Browser, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str | None] = []
    close = UploadFile.close

    async def note(file: UploadFile) -> None:
        closed.append(file.filename)
        await close(file)

    monkeypatch.setattr(UploadFile, "close", note)
    declaration = await applicant.start()
    become(applicant, sign_in("applicant", account_id=applicant.person_id, lifetime=OVER))
    scan = {"scan": ("scan.pdf", b"%PDF-1.7", "application/pdf")}
    answer = await applicant.client.post(f"{declaration}/form", data={"statement": "述"}, files=scan)
    assert answer.headers["location"].endswith("&why=kept")
    assert closed == ["scan.pdf"]


@pytest.mark.parametrize("token", ["", "x.y.z"])
async def test_without_a_readable_token_nothing_is_kept(applicant: Browser, pool: Pool, token: str) -> None:
    declaration = await applicant.start()
    become(applicant, {COOKIE: token} if token else {})
    answer = await applicant.post(f"{declaration}/form", {**ANSWERS, "version": "1"})
    assert answer.leads_to.endswith("&why=lost")
    async with transaction(pool) as conn:
        assert await conn.fetchval("select count(*) from kept_forms") == 0


async def test_an_account_has_ten_at_most(applicant: Browser, sign_in: SignIn, pool: Pool) -> None:
    become(applicant, sign_in("applicant", account_id=applicant.person_id, lifetime=OVER))
    for _ in range(12):
        await applicant.post(f"/declarations/{new_id()}/form", ANSWERS)
    async with transaction(pool) as conn:
        assert await conn.fetchval("select count(*) from kept_forms") == kept.MOST_FORMS


async def test_a_form_that_is_gone_leaves_the_text(applicant: Browser, sign_in: SignIn, pool: Pool) -> None:
    declaration = await applicant.start()
    await send_late(applicant, sign_in, declaration)
    async with transaction(pool) as conn:
        await conn.execute("update kept_forms set page = '/declarations'")
    come_back(applicant, sign_in)
    page = await applicant.get("/declarations")
    assert "这一页已没有您填写过的表单" in page.text
    assert "甲乙丙丁" in page.text
