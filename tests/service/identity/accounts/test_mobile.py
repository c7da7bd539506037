"""A mobile number is changed with the password and a code to the new number; the old one is told (A1.1)."""

import asyncio

import pytest
from fastapi import FastAPI

from kit.db import Pool
from services.identity.access.operations.passwords import NO_PASSWORD
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    OTHER_NUMBER,
    PASSWORD,
    a_person,
    events,
    registered_employer,
    signed_in,
)

pytestmark = pytest.mark.rule("A1.1")
PAGE = "/account/mobile"
CODE_PAGE = "/account/mobile/code"
NEW = "13911112222"


@pytest.fixture
async def person(browsers: Browsers) -> Browser:
    """Somebody who is signed in."""
    browser = browsers()
    await browser.register("/register", **a_person())
    await browser.forget_codes()
    return browser


async def asked(browser: Browser, pool: Pool, mobile: str = NEW) -> str:
    """The code that notification is to send to the new number."""
    answer = await browser.fill(PAGE, mobile=mobile, current=PASSWORD)
    assert answer.headers.get("location") == CODE_PAGE, browser.text
    told = (await events(pool, "identity.mobile_change_asked"))[-1]
    cipher = browser.app.state.parts.cipher
    assert cipher.decrypt(told["mobile_encrypted"]) == mobile
    code: str = cipher.decrypt(told["code_encrypted"])
    return code


async def stored(pool: Pool, app: FastAPI, role: str = "applicant") -> str:
    found = await pool.fetchval("select mobile_encrypted from accounts where role = $1", role)
    number: str = app.state.parts.cipher.decrypt(found)
    return number


async def test_the_number_is_replaced_and_becomes_the_login(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool)
    assert await stored(pool, app) == MOBILE
    answer = await person.fill(CODE_PAGE, code=code)
    assert answer.headers["location"] == "/account?changed=mobile"
    await person.open("/account?changed=mobile")
    assert "手机号码已更改" in person.text
    assert "139****2222" in person.text
    assert await stored(pool, app) == NEW
    await signed_in(browsers(), NEW)
    old = browsers()
    assert (await old.fill("/sign-in", login=MOBILE, password=PASSWORD)).status_code == 422


async def test_both_numbers_are_told_to_notification_encrypted(person: Browser, pool: Pool) -> None:
    code = await asked(person, pool)
    await person.fill(CODE_PAGE, code=code)
    told, cipher = (await events(pool, "identity.contact_changed"))[-1], person.app.state.parts.cipher
    assert cipher.decrypt(told["mobile_encrypted"]) == NEW
    assert cipher.decrypt(told["former_encrypted"]) == MOBILE
    kept = str(await pool.fetch("select body from outbox")) + str(await pool.fetch("table mobile_changes"))
    assert not [secret for secret in (NEW, MOBILE, f'"{code}"', f"'{code}'") if secret in kept]


async def test_the_other_sessions_end_and_this_one_stays(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    elsewhere = await signed_in(browsers(), MOBILE)
    code = await asked(person, pool)
    await person.fill(CODE_PAGE, code=code)
    assert (await person.open("/account")).status_code == 200
    assert (await elsewhere.open("/account")).status_code == 303
    (ended,) = await events(pool, "identity.session_ended")
    assert ended["session_id"] is not None


async def test_a_code_to_the_old_number_is_void_afterwards(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    await browsers().fill("/recover", login=MOBILE)
    code = await asked(person, pool)
    await person.fill(CODE_PAGE, code=code)
    assert await pool.fetchval("select count(*) from sent_codes where expires_at > now()") == 0


async def test_a_double_click_sends_one_code_and_replaces_once(person: Browser, pool: Pool) -> None:
    await person.open(PAGE)
    form = {**person.hidden(PAGE), "mobile": NEW, "current": PASSWORD}
    answers = await asyncio.gather(*(person.client.post(PAGE, data=form) for _ in range(2)))
    assert [one.headers["location"] for one in answers] == [CODE_PAGE, CODE_PAGE]
    (told,) = await events(pool, "identity.mobile_change_asked")
    code = person.app.state.parts.cipher.decrypt(told["code_encrypted"])
    answers = await asyncio.gather(*(person.client.post(CODE_PAGE, data={"code": code}) for _ in range(3)))
    assert {one.headers.get("location") for one in answers} == {"/account?changed=mobile"}
    assert len(await events(pool, "identity.contact_changed")) == 2  # registering, and this


async def test_another_number_typed_in_the_same_form_gets_a_code_of_its_own(
    person: Browser, pool: Pool
) -> None:
    await person.open(PAGE)
    form = {**person.hidden(PAGE), "current": PASSWORD}
    await person.send(PAGE, **form, mobile="13911112223")
    await person.send(PAGE, **form, mobile=NEW)
    assert len(await events(pool, "identity.mobile_change_asked")) == 2
    await person.open(CODE_PAGE)
    assert "139****2222" in person.text


async def test_a_code_in_full_width_digits_with_a_dash_is_the_code(person: Browser, pool: Pool) -> None:
    code = await asked(person, pool)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    answer = await person.fill(CODE_PAGE, code=f"{wide[:3]}－{wide[3:]}")
    assert answer.headers["location"] == "/account?changed=mobile"


async def test_a_late_code_is_refused_and_another_can_be_had(
    person: Browser, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool)
    await pool.execute("update mobile_changes set expires_at = now() - interval '1 second'")
    assert (await person.fill(CODE_PAGE, code=code)).status_code == 422
    assert "已过期" in person.text
    again = await asked(person, pool)
    assert (await person.fill(CODE_PAGE, code=again)).status_code == 303
    assert await stored(pool, app) == NEW


async def test_after_five_wrong_codes_the_right_one_is_void_too(
    person: Browser, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        await pool.execute("delete from attempts")  # the slowing down is told elsewhere
        assert (await person.fill(CODE_PAGE, code=wrong)).status_code == 422
    await pool.execute("delete from attempts")
    assert (await person.fill(CODE_PAGE, code=code)).status_code == 422
    assert await stored(pool, app) == MOBILE


async def test_a_number_that_somebody_signs_in_with_is_refused_as_at_registration(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    await browsers(address="10.0.0.2").register("/register", **a_person(id_number=OTHER_NUMBER, mobile=NEW))
    await person.forget_codes()
    answer = await person.fill(PAGE, mobile=NEW, current=PASSWORD)
    assert answer.status_code == 409
    assert person.errors == ["这个身份证号码或手机号码已经注册过。"]
    assert not await events(pool, "identity.mobile_change_asked")
    stranger = browsers(address="10.0.0.3")
    await stranger.register("/register", **a_person(id_number="330602198001010015", mobile=NEW))
    assert stranger.errors == person.errors


async def test_a_number_that_was_registered_meanwhile_is_refused_at_the_end(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    code = await asked(person, pool)
    await browsers(address="10.0.0.2").register("/register", **a_person(id_number=OTHER_NUMBER, mobile=NEW))
    assert (await person.fill(CODE_PAGE, code=code)).status_code == 409
    assert (await person.open("/account")).status_code == 200
    number = await pool.fetchval("select mobile_encrypted from accounts order by created_at limit 1")
    assert app.state.parts.cipher.decrypt(number) == MOBILE


async def test_everything_wrong_is_told_at_once_and_the_number_stays_typed(person: Browser) -> None:
    answer = await person.fill(PAGE, mobile="12345", current="wrong")
    assert answer.status_code == 422
    assert person.errors == ["手机号码应为 11 位中国内地手机号，例如 13800138000", "密码不正确，请重新填写"]
    field = person.soup.find(id="mobile")
    assert field is not None
    assert field["value"] == "12345"
    await person.fill(PAGE, mobile=MOBILE, current=PASSWORD)
    assert person.errors == ["这就是现在登记的手机号码，不需要更改"]


async def test_who_guesses_the_password_or_asks_again_and_again_has_to_wait(
    person: Browser, pool: Pool
) -> None:
    guesses = [(await person.fill(PAGE, mobile=NEW, current="wrong")).status_code for _ in range(8)]
    assert guesses[0] == 422
    assert guesses[-1] == 429
    assert int(person.seen.headers["retry-after"]) > 0
    await pool.execute("delete from attempts")
    asks = [
        (await person.fill(PAGE, mobile=f"1391111222{number}", current=PASSWORD)).status_code
        for number in range(5)
    ]
    assert asks[0] == 303
    assert asks[-1] == 429


async def test_a_clerk_keeps_the_login_and_may_have_the_number_of_an_applicant(
    person: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    clerk = browsers(address="10.0.0.4")
    await registered_employer(clerk, pool)
    code = await asked(clerk, pool, mobile=MOBILE)
    assert (await clerk.fill(CODE_PAGE, code=code)).status_code == 303
    assert await stored(pool, app, "clerk") == MOBILE
    await signed_in(browsers(address="10.0.0.4"), "hr.jiance")


async def test_who_has_no_password_here_must_have_signed_in_a_moment_ago(person: Browser, pool: Pool) -> None:
    await pool.execute("update accounts set password_hash = $1, login_fingerprint = 'openid'", NO_PASSWORD)
    await pool.execute("update sessions set created_at = now() - interval '11 minutes'")
    await person.open(PAGE)
    assert person.soup.find(id="current") is None
    assert (await person.fill(PAGE, mobile=NEW)).status_code == 409
    assert "重新登录" in person.errors[0]
    await pool.execute("update sessions set created_at = now() - interval '9 minutes'")
    await asked(person, pool)


async def test_there_is_no_code_to_type_before_one_was_sent_and_no_page_for_strangers(
    person: Browser, browsers: Browsers, admin: Browser
) -> None:
    assert (await person.open(CODE_PAGE)).headers["location"] == PAGE
    assert (await browsers().open(PAGE)).headers["location"] == f"/sign-in?next={PAGE}"
    assert (await admin.open(PAGE)).status_code == 403
