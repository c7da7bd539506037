"""Strangers spend little: each public form of `tests/access/costs.py`, sent again and again (A1.1, E1.1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from services.identity.access.domain.limits import LIMITS, Counter
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.passwords import Passwords
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.access.costs import PER_HOUR, WALKED, Cost, Spent
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import MOBILE, PASSWORD, a_person

pytestmark = pytest.mark.rule("A1.1", "E1.1")
MESSAGES = ("identity.mobile_change_asked", "identity.recovery_asked")
SENT = "select count(*) from outbox where topic = any($1::text[])"
WORDS_OF_A_REFUSAL = "请等待"
SLOW = 8  # further ones that a slow machine lets through: waits of 1, 2, 4 … seconds are over by then
walked = pytest.mark.parametrize("route", WALKED)


class Counting(Passwords):
    """Passwords, and how many were looked at."""

    hashed = 0

    async def hash(self, password: str, visitor: Visitor | None, *, form_id: UUID | None = None) -> str:
        self.hashed += 1
        return await super().hash(password, visitor, form_id=form_id)

    async def verify(
        self, stored: str | None, password: str, visitor: Visitor, *, to_sign_in: bool = False
    ) -> bool:
        self.hashed += 1
        return await super().verify(stored, password, visitor, to_sign_in=to_sign_in)


@dataclass
class Meter:
    """What was spent."""

    pool: Pool
    passwords: Counting

    async def spent(self, what: Spent) -> int:
        sent: int = await self.pool.fetchval(SENT, list(MESSAGES))
        return {Spent.HASH: self.passwords.hashed, Spent.MESSAGE: sent}[what]


def metered(app: FastAPI, settings: Settings, pool: Pool) -> Meter:
    meter = Meter(pool, Counting(settings))
    app.state.parts = replace(app.state.parts, passwords=meter.passwords)
    return meter


@pytest.fixture
def meter(app: FastAPI, settings: Settings, pool: Pool) -> Meter:
    return metered(app, settings, pool)


async def goes_on(
    browser_of: Callable[[int], Browser], route: str, subject_of: Callable[[int], int], most: int
) -> int:
    """How often the form was taken before it was refused, which says until when, and stays so."""
    cost, path = WALKED[route], route.removeprefix("POST ")
    assert cost.typed
    for number in range(1, most + SLOW + 2):
        browser = browser_of(number)
        answer = await browser.fill(path, **cost.typed(subject_of(number)))
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            assert WORDS_OF_A_REFUSAL in browser.text
            assert int(answer.headers["retry-after"]) > 0
            return number - 1
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}, browser.text
    return most + SLOW + 1


async def within(meter: Meter, cost: Cost, most: int) -> None:
    """Nothing was spent for what was refused."""
    for what in cost.spends:
        assert await meter.spent(what) <= most


@walked
async def test_one_address_that_goes_on_with_many_subjects_is_refused_before_anything_is_spent(
    browsers: Browsers, meter: Meter, route: str
) -> None:
    cost, browser = WALKED[route], browsers()
    assert cost.by_address
    free = LIMITS[cost.by_address].free
    taken = await goes_on(lambda _: browser, route, lambda number: number, free)
    assert free <= taken <= free + SLOW
    await within(meter, cost, taken)


@walked
async def test_one_subject_that_many_addresses_try_is_refused_before_anything_is_spent(
    browsers: Browsers, meter: Meter, route: str
) -> None:
    cost = WALKED[route]
    assert isinstance(cost.by_subject, Counter)
    free = LIMITS[cost.by_subject].free
    taken = await goes_on(lambda number: browsers(address=f"10.1.0.{number}"), route, lambda _: 1, free)
    assert free <= taken <= free + SLOW
    await within(meter, cost, taken)


@pytest.mark.parametrize("route", [route for route, cost in WALKED.items() if PER_HOUR in cost.in_all])
async def test_all_addresses_and_subjects_together_have_so_many_messages_an_hour(
    browsers: Browsers, settings: Settings, pool: Pool, route: str
) -> None:
    few = settings.model_copy(update={"messages_per_hour": 2})
    app = create(few, pool)
    meter = metered(app, few, pool)
    taken = await goes_on(
        lambda number: browsers(address=f"10.1.0.{number}", of=app), route, lambda number: number, 2
    )
    assert taken == 2
    await within(meter, WALKED[route], 2)
    await pool.execute("update attempts set last_at = last_at - interval '1 hour', blocked_until = last_at")
    later = browsers(address="10.1.0.9", of=app)
    typed = WALKED[route].typed
    assert typed
    assert (await later.fill(route.removeprefix("POST "), **typed(9))).status_code == HTTPStatus.OK


async def test_who_is_known_here_gets_a_code_when_strangers_used_up_the_hour(
    browsers: Browsers, settings: Settings, pool: Pool
) -> None:
    few = settings.model_copy(update={"messages_per_hour": 1})
    app = create(few, pool)
    own, stranger = browsers(of=app), browsers(address="10.1.0.1", of=app)
    await own.register("/register", **a_person())
    own.client.cookies.delete("session")
    assert (await stranger.fill("/recover", login=MOBILE)).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert (await own.fill("/recover", login=MOBILE)).status_code == HTTPStatus.OK
    assert await pool.fetchval(SENT, ["identity.recovery_asked"]) == 1


async def test_one_number_has_so_many_messages_a_day_whoever_waits_in_between(
    browsers: Browsers, pool: Pool
) -> None:
    statuses = []
    for number in range(LIMITS[Counter.NUMBER].free + 1):
        browser = browsers(address=f"10.1.0.{number}")
        await browser.fill("/recover", login=MOBILE)
        statuses.append(browser.seen.status_code)
        await pool.execute("delete from attempts where counter <> 'number'")  # whoever waits long enough
    assert statuses[:-1] == [HTTPStatus.OK] * LIMITS[Counter.NUMBER].free
    assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert "一天内获取验证码的次数已用完" in browser.text
    assert "24 小时" in browser.text


GUESSED = {  # the page that leads to the form of the code, and what is typed there
    "/register/code": ("/register", a_person()),
    "/recover/password": ("/recover", {"login": MOBILE}),
    "/activate": ("/activate", {}),
}


@pytest.mark.parametrize("path", GUESSED)
async def test_guesses_of_codes_from_one_address_are_refused_before_a_password_is_hashed(
    browser: Browser, meter: Meter, path: str
) -> None:
    page, typed = GUESSED[path]
    await browser.fill(page, **typed)
    form, hashed, free = browser.hidden(path), meter.passwords.hashed, LIMITS[Counter.CLAIM].free
    guess = {"login": "nobody", "code": "AAAAA-AAAAA", "password": PASSWORD, "agreed": "yes"}
    statuses: list[int] = []
    while HTTPStatus.TOO_MANY_REQUESTS not in statuses and len(statuses) < free + SLOW:
        statuses.append((await browser.send(path, **{**form, **guess})).status_code)
    assert len(statuses) > free
    assert statuses[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert set(statuses[:-1]) == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert meter.passwords.hashed == hashed
