"""Officials of the tests: assigned by an administrator in the browser, activated by themselves."""

import re
from datetime import date, timedelta
from uuid import UUID

from kit.clock import SHANGHAI, now
from kit.db import Pool
from tests.service.identity.browser import Browser
from tests.service.identity.factories import PASSWORD, proven

MOBILE = "13600136000"


def in_days(days: int) -> date:
    return now().astimezone(SHANGHAI).date() + timedelta(days=days)


def on(name: str, day: date | None) -> dict[str, str]:
    """A day as its form sends it."""
    parts = ("year", "month", "day")
    return {f"{name}-{part}": str(getattr(day, part)) if day else "" for part in parts}


def an_official(**changes: str) -> dict[str, str]:
    typed = {"name": "沈国平", "login": "ecology.shen", "mobile": MOBILE, "office": "shaoxing/ecology"}
    return typed | changes


async def assigned(admin: Browser, pool: Pool, **changes: str) -> tuple[UUID, str]:
    """The account and its code."""
    answer = await admin.fill("/admin/officials/new", **an_official(**changes))
    assert answer.status_code == 200, admin.text
    found = re.search(r"启用码：([A-Z0-9]{5}-[A-Z0-9]{5})", admin.text)
    assert found, admin.text
    official_id: UUID = await pool.fetchval(
        "select id from accounts where role = 'official' order by created_at desc limit 1"
    )
    return official_id, found[1]


async def activated(browser: Browser, login: str, code: str, password: str = PASSWORD) -> Browser:
    answer = await browser.fill("/activate", login=login, code=code, password=password, agreed="yes")
    assert answer.status_code == 200, browser.text
    answer = await browser.fill("/sign-in", login=login, password=password)
    assert answer.status_code == 303, browser.text
    return await proven(browser, login)


async def act(admin: Browser, official_id: UUID, verb: str, **values: str) -> int:
    page = f"/admin/officials/{official_id}"
    return (await admin.fill(page, form=f"{page}/{verb}", **values)).status_code
