"""States in which tests of identity start: each made once by the real forms, and cloned."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from kit.db import Pool
from kit.session import COOKIE
from services.identity.web.app import create
from tests.fixtures.browser import client_of
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.factories import (
    OTHER_CODE,
    an_admin,
    registered_employer,
    request_of,
    second_of,
    signed_in,
)
from tests.service.identity.officials import activated, assigned

QUICK = {"password_time_cost": 1, "password_memory_kib": 8, "password_parallelism": 1}
OFFICIALS = {  # of a county's branch two, of the bureau above it, of another office
    "shen": ("沈国平", "shaoxing/keqiao-ecology"),
    "zhou": ("周明", "shaoxing/keqiao-ecology"),
    "qian": ("钱红英", "shaoxing/ecology"),
    "wu": ("吴敏", "shaoxing/hr"),
}
OTHER_EMPLOYER = {
    "employer_name": "绍兴市生态环境中心",
    "credit_code": OTHER_CODE,
    "mobile": "13900139001",
    "login": "hr.other",
}
Words = dict[str, Any]
Open = Callable[[], Browser]


async def administered(pool: Pool, settings_of: SettingsOf) -> Words:
    """The province's administrator is signed in."""
    async with _browsers(pool, settings_of) as browser:
        return {"admin": _token(await _admin(browser(), pool))}


async def approved_employer(pool: Pool, settings_of: SettingsOf) -> Words:
    """An employer's clerk has handed in the letter, and the administrator let it act for three years."""
    async with _browsers(pool, settings_of) as browser:
        admin, clerk = await _admin(browser(), pool), browser()
        employer_id = await _approved(admin, clerk, pool)
        return {"admin": _token(admin), "clerk": _token(clerk), "employer_id": employer_id}


async def two_employers(pool: Pool, settings_of: SettingsOf) -> Words:
    """Two such; the first has a further clerk."""
    async with _browsers(pool, settings_of) as browser:
        admin, clerk = await _admin(browser(), pool), browser()
        employer_id = await _approved(admin, clerk, pool)
        other_id = await _approved(admin, browser(), pool, **OTHER_EMPLOYER)
        second = await second_of(clerk, browser())
        return {
            "admin": _token(admin),
            "clerk": _token(clerk),
            "second": _token(second),
            "employer_id": employer_id,
            "other_id": other_id,
        }


async def staffed_offices(pool: Pool, settings_of: SettingsOf) -> Words:
    """Four officials of three offices are signed in."""
    async with _browsers(pool, settings_of) as browser:
        admin = await _admin(browser(), pool)
        words: Words = {"admin": _token(admin)}
        for who, (name, office) in OFFICIALS.items():
            login = f"official.{who}"
            official_id, code = await assigned(admin, pool, login=login, name=name, office=office)
            words[who] = _token(await activated(browser(), login, code))
            words[f"{who}_id"] = official_id
        return words


def one_city(cities: Path, folder: Path) -> Path:
    """Shaoxing alone, so that nobody has to choose a city."""
    shutil.copytree(cities / "shaoxing", folder / "one" / "shaoxing")
    return folder / "one"


@asynccontextmanager
async def _browsers(pool: Pool, settings_of: SettingsOf) -> AsyncIterator[Open]:
    with TemporaryDirectory() as folder:
        cities = one_city(settings_of("identity").cities, Path(folder))
        app = create(settings_of("identity", **QUICK, cities=cities), pool)
        async with AsyncExitStack() as opened:
            addresses = (f"10.9.0.{number}" for number in range(1, 255))

            def browser() -> Browser:
                client = client_of(app, address=next(addresses))
                opened.push_async_callback(client.aclose)
                return Browser(client, app)

            yield browser


async def _approved(admin: Browser, clerk: Browser, pool: Pool, **changes: str) -> UUID:
    employer_id = await registered_employer(clerk, pool, **changes)
    page = await request_of(pool, employer_id)
    assert (await admin.fill(page, form=f"{page}/approve", years="3")).status_code == 303
    await clerk.open("/")
    return employer_id


async def _admin(browser: Browser, pool: Pool) -> Browser:
    await an_admin(pool, browser.app)
    return await signed_in(browser, "admin.zj")


def _token(browser: Browser) -> str:
    return str(browser.client.cookies[COOKIE])
