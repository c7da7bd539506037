"""我的数据: the notice, and one's own copy."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI

from contracts.files import UNKEPT_LASTS
from kit.db import Pool
from services.identity.accounts.domain.desk_messages import NAMES, DeskMessages
from services.identity.privacy.domain.keeping import NOTICE
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    NUMBER,
    a_person,
    an_admin,
    registered_employer,
    signed_in,
)


async def test_the_notice_tells_what_why_how_long_and_who(browser: Browser) -> None:
    await browser.register("/register", **a_person())
    await browser.open("/account/data")
    rows = browser.soup.select(".govuk-summary-list__row")
    assert len(rows) == 4 * len(NOTICE)
    assert "365 天" in browser.text
    assert "{" not in browser.text
    assert browser.soup.select("a[href='/archive/records']")


async def test_the_periods_are_those_of_the_settings(browser: Browser, app: FastAPI) -> None:
    parts = app.state.parts
    changed = {"cases_kept_years": 30, "access_log_kept": timedelta(days=400)}
    app.state.parts = replace(parts, settings=parts.settings.model_copy(update=changed))
    try:
        await browser.register("/register", **a_person())
        await browser.open("/account/data")
    finally:
        app.state.parts = parts
    assert "一般保存 30 年" in browser.text
    assert "400 天" in browser.text
    assert f"{UNKEPT_LASTS.days} 天后删除" in browser.text


def test_how_long_cases_are_kept_is_one_setting(
    settings_of: SettingsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECLARATION_CASES_KEPT_YEARS", "30")
    # With a change, for what is not changed is read once in a run.
    kept = [settings_of(service, port=0).cases_kept_years for service in ("identity", "declaration")]
    assert kept == [30, 30]


async def test_a_person_gets_their_own_copy_and_nobody_elses(browsers: Browsers) -> None:
    one, other = browsers(), browsers(address="10.0.0.2")
    await one.register("/register", **a_person())
    await other.register(
        "/register", **a_person(name="李芳", id_number="330602199001010028", mobile="13900139001")
    )
    answer = await one.open("/account/data/account.json")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "private, no-store"
    data = json.loads(answer.text)
    assert (data["account"]["name"], data["account"]["mobile"]) == ("王喆", MOBILE)
    assert data["person"] == {"id_number": NUMBER}
    assert "李芳" not in answer.text


async def test_an_account_without_a_person_has_less(browsers: Browsers, app: FastAPI, pool: Pool) -> None:
    await an_admin(pool, app)
    admin = await signed_in(browsers(), "admin.zj")
    data = json.loads((await admin.open("/account/data/account.json")).text)
    assert (data["person"], data["account"]["mobile"]) == (None, None)
    assert data["account"]["desk_messages"] is None
    await admin.open("/account/data")
    assert not admin.soup.select("main a[href='/archive/records']")


async def test_how_somebody_wants_to_be_told_of_their_desk_is_in_their_copy(
    browser: Browser, pool: Pool
) -> None:
    await registered_employer(browser, pool)
    before = (await browser.open("/account/data/account.json")).json()["account"]
    assert before["desk_messages"] == NAMES[DeskMessages.AT_ONCE]
    assert (await browser.fill("/account/messages", desk_messages="digest")).status_code == 303
    after = (await browser.open("/account/data/account.json")).json()["account"]
    assert after["desk_messages"] == NAMES[DeskMessages.DIGEST]
