"""A forgotten password is replaced with a code by text message; nobody learns who is known (A1.1)."""

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.session import COOKIE
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import MOBILE, PASSWORD, a_person, events, signed_in

pytestmark = pytest.mark.rule("A1.1")
NEW = "海上生明月天涯共此时"


@pytest.fixture
async def person(browsers: Browsers) -> Browser:
    """Somebody who is signed in, and forgot the password."""
    browser = browsers()
    await browser.register("/register", **a_person())
    return browser


async def asked(browser: Browser, pool: Pool, app: FastAPI, login: str = MOBILE) -> str:
    """The code that notification is to send."""
    await browser.fill("/recover", login=login)
    told = (await events(pool, "identity.recovery_asked"))[-1]
    code: str = app.state.parts.cipher.decrypt(str(told["code_encrypted"]))
    return code


async def set_password(browser: Browser, code: str, password: str = NEW) -> int:
    """On the page that this browser was shown when it asked."""
    asked = browser.hidden("/recover/password")
    answer = await browser.send("/recover/password", **asked, code=code, password=password)
    return answer.status_code


async def test_a_new_password_is_set_and_everything_else_ends(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    other = browsers()
    code = await asked(other, pool, app)
    assert await set_password(other, code) == 200
    assert "新密码已设置" in other.text
    assert (await person.open("/account")).status_code == 303
    assert len(await events(pool, "identity.session_ended")) == 1
    assert (await other.fill("/sign-in", login=MOBILE, password=PASSWORD)).status_code == 422
    assert (await other.fill("/sign-in", login=MOBILE, password=NEW)).status_code == 303


async def test_the_answer_is_the_same_for_a_number_that_nobody_has(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    known, unknown = browsers(), browsers(address="10.0.0.2")
    await known.fill("/recover", login=MOBILE)
    await unknown.fill("/recover", login="13900000000")
    assert known.seen.status_code == unknown.seen.status_code == 200
    assert known.text == unknown.text
    assert len(await events(pool, "identity.recovery_asked")) == 1
    assert await set_password(unknown, "123456") == 422
    wrong = unknown.errors
    assert await set_password(known, "000000") == 422
    assert known.errors == wrong


async def test_the_code_is_stored_as_a_hash_and_travels_encrypted(
    person: Browser, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool, app)
    assert code.isdigit()
    assert len(code) == 6
    for table in ("sent_codes", "outbox"):
        assert f'"{code}"' not in str(await pool.fetch(f"select * from {table}"))  # noqa: S608 - our own names


async def test_a_code_is_taken_once(person: Browser, pool: Pool, app: FastAPI) -> None:
    code = await asked(person, pool, app)
    page = person.hidden("/recover/password")
    assert await set_password(person, code) == 200
    again = {"code": code, "password": "另一句自己记得住的话"}
    assert (await person.send("/recover/password", **page, **again)).status_code == 422


async def test_a_code_is_void_after_ten_minutes(person: Browser, pool: Pool, app: FastAPI) -> None:
    code = await asked(person, pool, app)
    await pool.execute("update sent_codes set expires_at = now() - interval '1 second'")
    assert await set_password(person, code) == 422


def a_wrong_one(code: str) -> str:
    return "000000" if code != "000000" else "111111"


async def test_after_five_wrong_codes_the_right_one_is_void_too_and_the_page_says_so(
    person: Browser, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool, app)
    assert "填错满 5 次作废" in person.text
    for _ in range(5):
        await pool.execute("delete from attempts")  # whoever waits long enough
        assert await set_password(person, a_wrong_one(code)) == 422
    await pool.execute("delete from attempts")
    assert await set_password(person, code) == 422


async def test_a_stranger_s_wrong_codes_void_the_stranger_s_own_code(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool, app)
    stranger = browsers(address="10.1.0.1")
    theirs = await asked(stranger, pool, app)
    assert await set_password(stranger, code if code != theirs else a_wrong_one(code)) == 422
    for _ in range(5):
        await pool.execute("delete from attempts")
        assert await set_password(stranger, a_wrong_one(theirs)) == 422
    await pool.execute("delete from attempts")
    assert await set_password(person, code) == 200


async def test_without_the_page_a_code_is_worth_nothing(person: Browser, pool: Pool, app: FastAPI) -> None:
    code = await asked(person, pool, app)
    answer = await person.send("/recover/password", asked="x.y.z.a.b", code=code, password=NEW)
    assert answer.status_code == 403


@pytest.mark.parametrize("between", ["", " ", "-", "\u2013", "\u3000"])
async def test_typography_makes_no_other_code(
    person: Browser, pool: Pool, app: FastAPI, between: str
) -> None:
    code = await asked(person, pool, app)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert await set_password(person, f"\u202d{wide[:3]}{between}{wide[3:]}\u202c") == 200


async def test_a_weak_password_is_refused_and_the_code_stays(
    person: Browser, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool, app)
    assert await set_password(person, code, "password1234") == 422
    assert "太常见" in person.text
    assert await set_password(person, code) == 200


async def test_asking_again_and_again_has_to_wait_for_known_and_unknown_numbers(browsers: Browsers) -> None:
    browser = browsers()
    statuses = [(await browser.fill("/recover", login="13900000000")).status_code for _ in range(5)]
    assert statuses[0] == 200
    assert 429 in statuses
    assert int(browser.seen.headers["retry-after"]) > 0


async def test_an_empty_number_is_told_beside_its_field(browser: Browser) -> None:
    assert (await browser.fill("/recover", login=" ")).status_code == 422
    assert browser.errors == ["请填写手机号码或登录名"]


async def test_another_password_keeps_this_session_and_ends_the_others(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    elsewhere = await signed_in(browsers(), MOBILE)
    await person.open("/account")
    assert person.text.count("本次登录") == 1
    answer = await person.fill("/account", form="/account/password", current="wrong", password=NEW)
    assert answer.status_code == 422
    answer = await person.fill("/account", form="/account/password", current=PASSWORD, password=MOBILE)
    assert answer.status_code == 422
    answer = await person.fill("/account", form="/account/password", current=PASSWORD, password=NEW)
    assert answer.headers["location"] == "/account?changed=password"
    assert (await person.open("/account")).status_code == 200
    assert (await elsewhere.open("/account")).status_code == 303
    assert len(await pool.fetch("select from sessions where revoked_at is null")) == 1


async def test_out_everywhere_ends_this_session_too(person: Browser, browsers: Browsers, pool: Pool) -> None:
    elsewhere = await signed_in(browsers(), MOBILE)
    await person.send("/account/sign-out-everywhere")
    assert COOKIE not in person.client.cookies
    assert (await elsewhere.open("/account")).status_code == 303
    assert not await pool.fetch("select from sessions where revoked_at is null")


async def test_strangers_have_no_account_page(browser: Browser) -> None:
    assert (await browser.open("/account")).headers["location"] == "/sign-in?next=/account"
    assert (await browser.send("/account/sign-out-everywhere")).status_code == 303


async def test_a_victim_is_not_locked_out_by_guesses_elsewhere(person: Browser, browsers: Browsers) -> None:
    await person.send("/sign-out")
    for number in range(30):
        guesser = browsers(address=f"10.2.0.{number}")
        await guesser.send("/sign-in", login=MOBILE, password="wrong-guess-1", next="/")
    assert guesser.seen.status_code == 429
    await signed_in(person, MOBILE)
