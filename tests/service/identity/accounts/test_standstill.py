"""Nobody joins a city that stands still, even with a code from before; who has an account comes in."""

import pytest

from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.session import COOKIE
from kit.standstill import Standstill, Standstills
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    MOBILE,
    OTHER_NUMBER,
    PASSWORD,
    a_clerk,
    a_person,
    an_employer,
    signed_in,
)

NOTICE = "平台迁移，暂停办理。"
NEW = a_clerk(clerk_id_number=OTHER_NUMBER, mobile="13700137000", login="hr.new")
JOINING = {
    "/register": a_person(),
    "/register/employer": an_employer(credit_code="913306000000000016") | NEW,
    "/register/clerk": NEW | {"credit_code": CODE},
}
TABLES = ("accounts", "persons", "employers", "clerkships", "consents", "sessions")


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The cities that stand still."""
    cities: set[str] = set()

    def of(_: Standstills, city: str) -> Standstill | None:
        act = Standstill(id=new_id(), city=city, at=now(), by="运维", why="迁移", notice=NOTICE)
        return act if city in cities else None

    monkeypatch.setattr(Standstills, "of", of)
    return cities


async def held(pool: Pool) -> dict[str, int]:
    return {name: await pool.fetchval(f"select count(*) from {name}") for name in TABLES}  # noqa: S608 - of ours


@pytest.mark.state("approved_employer")
@pytest.mark.parametrize("path", JOINING)
async def test_nobody_joins_a_city_that_stands_still_and_nothing_typed_is_lost(
    browser: Browser, pool: Pool, frozen: set[str], path: str
) -> None:
    typed = JOINING[path]
    assert (await browser.fill(path, **typed)).status_code == 200
    before = await held(pool)
    frozen.add("shaoxing")
    refused = await browser.prove()
    assert (refused.status_code, NOTICE in refused.text) == (503, True)
    assert (await held(pool), COOKIE in browser.client.cookies) == (before, False)
    frozen.clear()
    again = browser.page.fields(path)
    assert {name: again.get(name) for name in typed if name != "password"} == {
        name: value for name, value in typed.items() if name != "password"
    }
    await browser.send(path, **(again | {"password": PASSWORD}))
    assert (await browser.prove()).status_code == 303
    assert (await held(pool))["accounts"] == before["accounts"] + 1


async def test_of_two_cities_the_unit_s_own_counts(
    chief: Browser, browser: Browser, frozen: set[str]
) -> None:
    """The message of the code is sent in the name of the first city, whichever the unit's is."""
    frozen.add("jiaxing")
    assert (await browser.register("/register/clerk", **JOINING["/register/clerk"])).status_code == 303
    assert chief.client.cookies[COOKIE] != browser.client.cookies[COOKIE]


async def test_who_has_an_account_comes_in_looks_and_leaves(
    browsers: Browsers, pool: Pool, frozen: set[str]
) -> None:
    mine, elsewhere = browsers(), browsers(address="10.0.0.3")
    await mine.register("/register", **a_person())
    frozen.add("shaoxing")
    await signed_in(elsewhere, MOBILE)
    assert NOTICE in (await elsewhere.open("/account")).text
    refused = await elsewhere.send("/account/password", old=PASSWORD, new="Zc-9876543210-3")
    assert (refused.status_code, NOTICE in refused.text) == (503, True)
    assert (await elsewhere.send("/account/sign-out-everywhere")).status_code == 303
    assert (await mine.open("/account")).headers["location"].startswith("/sign-in")
    await elsewhere.fill("/recover", login=MOBILE)
    asked = "select body from outbox where topic = 'identity.recovery_asked'"
    code = elsewhere.app.state.parts.cipher.decrypt((await pool.fetchval(asked))["code_encrypted"])
    page = elsewhere.hidden("/recover/password")
    await elsewhere.send("/recover/password", **page, code=code, password="海上生明月天涯共此时")
    answer = await elsewhere.fill("/sign-in", login=MOBILE, password="海上生明月天涯共此时")
    assert answer.status_code == 303
    await pool.execute("delete from consents")
    assert (await elsewhere.fill("/account/consent", agreed="yes")).status_code == 303
