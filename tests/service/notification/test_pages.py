from collections.abc import AsyncIterator

import httpx2
import pytest
from bs4 import BeautifulSoup

from contracts.notification import Template
from kit.db import Pool, transaction
from services.notification import operations, store
from services.notification.domain import Oddity, State
from services.notification.web import create
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.notification.conftest import CIPHER, CITIES, MOBILE, NOON, a_contact, a_message


@pytest.fixture
async def browser(pool: Pool, settings_of: SettingsOf) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(create(settings_of("notification"), pool)) as client:
        yield client


@pytest.fixture
def admin(browser: httpx2.AsyncClient, sign_in: SignIn) -> httpx2.AsyncClient:
    browser.cookies.update(sign_in("admin", city=""))
    return browser


async def _sent(pool: Pool, state: State, city: str = "shaoxing") -> None:
    message = a_message(Template.ARCHIVE_RETURNED)
    async with transaction(pool) as conn:
        await operations.keep_contact(conn, CIPHER, a_contact(message.recipient_id), at=NOON)
        await operations.take_over(conn, CITIES, message, at=NOON)
        await operations.record_hand_over(conn, message.id, mobile=MOBILE, at=NOON)
        await store.close_message(conn, message.id, state=state, at=NOON)
        await conn.execute("update messages set city = $2 where id = $1", message.id, city)


async def _lines(browser: httpx2.AsyncClient, query: str = "") -> list[str]:
    answer = await browser.get(f"/messages{query}")
    assert answer.status_code == 200
    rows = BeautifulSoup(answer.text, "lxml").select("tbody tr")
    return [row.get_text(" ", strip=True) for row in rows]


async def test_an_administrator_reads_the_log_with_numbers_masked(
    admin: httpx2.AsyncClient, pool: Pool
) -> None:
    await _sent(pool, State.DELIVERED)

    [line] = await _lines(admin)

    assert all(part in line for part in ("档案退回", "138****1234", "已送达", "【12333】"))
    assert MOBILE not in (await admin.get("/messages")).text


async def test_the_log_is_narrowed_to_a_state(admin: httpx2.AsyncClient, pool: Pool) -> None:
    await _sent(pool, State.DELIVERED)
    await _sent(pool, State.FAILED)

    assert len(await _lines(admin)) == len(await _lines(admin, "?state=nonsense&page=999x")) == 2
    assert ["发送失败" in line for line in await _lines(admin, "?state=failed")] == [True]
    assert await _lines(admin, "?state=waiting&page=7") == []


async def test_receipts_that_were_not_taken_are_counted_for_those_who_may_see_the_message(
    admin: httpx2.AsyncClient, browser: httpx2.AsyncClient, sign_in: SignIn, pool: Pool
) -> None:
    await _sent(pool, State.HANDED_OVER)
    message_id = await pool.fetchval("select id from messages")
    assert "没有采用" not in (await admin.get("/messages")).text
    for told in ({"id": str(message_id), "state": "DELIVRD"}, {"state": "EXPIRED"}):
        async with transaction(pool) as conn:
            await operations.record_odd_receipt(conn, told, Oddity.UNKNOWN_STATE, at=NOON)

    page = (await admin.get("/messages")).text
    assert all(word in page for word in ("有 2 条回执没有采用", "DELIVRD", "EXPIRED", str(message_id)))
    browser.cookies.update(sign_in("admin", city="shaoxing"))
    page = (await browser.get("/messages")).text
    assert "有 1 条回执没有采用" in page
    assert "EXPIRED" not in page


async def test_the_log_has_pages(admin: httpx2.AsyncClient, pool: Pool) -> None:
    for _ in range(51):
        await _sent(pool, State.DELIVERED)

    sizes = [len(await _lines(admin, query)) for query in ("", "?page=2", "?page=3", "?page=0")]

    assert sizes == [50, 1, 1, 50]


async def test_an_administrator_of_a_city_sees_that_city_only(
    browser: httpx2.AsyncClient, sign_in: SignIn, pool: Pool
) -> None:
    await _sent(pool, State.DELIVERED)
    await _sent(pool, State.FAILED, city="ningbo")
    browser.cookies.update(sign_in("admin", city="ningbo"))

    assert ["发送失败" in line for line in await _lines(browser)] == [True]


@pytest.mark.parametrize(
    ("role", "status"), [("", 303), ("applicant", 403), ("clerk", 403), ("official", 403)]
)
async def test_nobody_else_reads_the_log(
    browser: httpx2.AsyncClient, sign_in: SignIn, role: str, status: int
) -> None:
    if role:
        browser.cookies.update(sign_in(role))

    assert (await browser.get("/messages")).status_code == status
