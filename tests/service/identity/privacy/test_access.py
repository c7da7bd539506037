"""谁看过我的资料: looks come in from everywhere, are kept once, and the person reads them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic_core import to_jsonable_python

import cities
from contracts.access import Access, Shown
from kit.bus import Handler
from kit.db import Pool
from kit.ids import new_id
from services.identity.consumers import hear
from services.identity.privacy.web.access import PAGE_SIZE
from services.identity.settings import Settings
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import a_person, an_admin, registered_employer, session_of, signed_in

AT = datetime(2022, 9, 28, 1, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nothing of the tests' year has been forgotten."""
    return settings.model_copy(update={"access_log_kept": timedelta(days=36500)})


@pytest.fixture
def heard(pool: Pool, settings: Settings) -> Handler:
    return hear(pool, cities.load(settings.cities), settings)


@pytest.fixture
async def person(browser: Browser) -> Browser:
    assert (await browser.register("/register", **a_person())).status_code == 303
    return browser


def id_of(browser: Browser, settings: Settings) -> UUID:
    return session_of(browser, settings).account_id


def a_look(*people: UUID, **changes: object) -> Access:
    values: Mapping[str, object] = {
        "account_id": new_id(),
        "role": "clerk",
        "org_id": new_id(),
        "city": "shaoxing",
        "person_ids": people,
        "shown": Shown.ARCHIVE,
    }
    return Access(**{**values, **changes})  # type: ignore[arg-type]


async def tell(heard: Handler, look: Access, *, at: datetime = AT, event: UUID | None = None) -> None:
    body = {"id": event or new_id(), "about": look.account_id, "at": at, "access": asdict(look)}
    await heard("archive.read", to_jsonable_python(body))


async def rows(browser: Browser, path: str = "/account/access") -> list[list[str]]:
    await browser.open(path)
    return [
        [cell.get_text(strip=True) for cell in row.select("td")] for row in browser.soup.select("tbody tr")
    ]


async def test_a_person_reads_who_looked_as_what_when(
    person: Browser, browsers: Browsers, heard: Handler, pool: Pool, settings: Settings
) -> None:
    clerk = browsers(address="10.0.0.2")
    employer_id = await registered_employer(clerk, pool)
    look = a_look(id_of(person, settings), account_id=id_of(clerk, settings), org_id=employer_id)
    await tell(heard, look)
    (row,) = await rows(person)
    assert [cell.split("：")[-1] for cell in row] == [
        "2022年9月28日 09:00", "李敏", "绍兴市环境监测中心", "用人单位", "个人基本信息和业绩档案", "1 次"
    ]  # fmt: skip
    assert await rows(clerk) == []


async def test_a_look_that_is_told_twice_is_one(
    person: Browser, heard: Handler, pool: Pool, settings: Settings
) -> None:
    look, event = a_look(id_of(person, settings)), new_id()
    await tell(heard, look, event=event)
    await tell(heard, look, event=event)
    assert await pool.fetchval("select sum(times) from access_log") == 1


async def test_looks_within_some_minutes_are_one_row_in_whatever_order_they_come(
    person: Browser, heard: Handler, pool: Pool, settings: Settings
) -> None:
    look = a_look(id_of(person, settings))
    for minutes in (8, 0, 15, 60):
        await tell(heard, look, at=AT + timedelta(minutes=minutes))
    found = await pool.fetch("select first_at, last_at, times from access_log order by first_at")
    hour = AT + timedelta(minutes=60)
    assert [tuple(row) for row in found] == [(AT, AT + timedelta(minutes=15), 3), (hour, hour, 1)]


@pytest.mark.parametrize(
    "other",
    [{"shown": Shown.CASE}, {"role": "official"}, {"org_id": new_id()}, {"occasion": new_id()}],
)
async def test_looks_at_or_as_something_else_stay_apart(
    person: Browser, heard: Handler, pool: Pool, settings: Settings, other: dict[str, object]
) -> None:
    look = a_look(id_of(person, settings))
    await tell(heard, look)
    await tell(heard, Access(**{**asdict(look), **other}))
    assert await pool.fetchval("select count(*) from access_log") == 2


async def test_a_list_is_a_look_at_everybody_on_it_but_oneself(heard: Handler, pool: Pool) -> None:
    people = [new_id() for _ in range(3)]
    await tell(heard, a_look(*people, account_id=people[0], shown=Shown.CASE_LIST))
    found = {row["person_id"] for row in await pool.fetch("select person_id from access_log")}
    assert found == set(people[1:])


async def test_the_newest_come_first_and_many_have_pages(
    person: Browser, heard: Handler, settings: Settings
) -> None:
    for hour in range(PAGE_SIZE + 1):
        await tell(heard, a_look(id_of(person, settings)), at=AT + timedelta(hours=hour))
    found = await rows(person)
    assert len(found) == PAGE_SIZE
    assert "2022年9月29日 05:00" in found[0][0]
    (oldest,) = await rows(person, "/account/access?page=2")
    assert "2022年9月28日 09:00" in oldest[0]


async def test_what_was_kept_long_enough_goes(heard: Handler, pool: Pool, settings: Settings) -> None:
    somebody = new_id()
    await tell(heard, a_look(somebody))
    await tell(heard, a_look(somebody), at=AT + settings.access_log_kept + timedelta(seconds=1))
    assert await pool.fetchval("select count(*) from access_log") == 1


async def test_less_than_half_a_year_cannot_be_set(settings: Settings) -> None:
    with pytest.raises(ValueError, match="access_log_kept"):
        Settings(**{**settings.model_dump(), "access_log_kept": timedelta(days=183)})


async def test_an_administrator_at_a_registration_has_looked_at_its_clerk(
    browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    clerk = browsers(address="10.0.0.2")
    employer_id = await registered_employer(clerk, pool)
    await an_admin(pool, app)
    admin = await signed_in(browsers(address="10.0.0.3"), "admin.zj")
    await admin.open(f"/admin/employers/{employer_id}")
    (row,) = await rows(clerk)
    assert [cell.split("：")[-1] for cell in row[1:4]] == ["管理员", "省级管理员", "省级管理员"]


async def test_a_guest_signs_in_first(browser: Browser) -> None:
    answer = await browser.open("/account/access")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account/access")
