import asyncio
import json
from datetime import timedelta

import pytest
from fastapi import FastAPI
from joserfc.jwk import KeySet, OKPKey

from kit.cookies import DEVICE
from kit.db import Pool, transaction
from kit.session import COOKIE, read_token
from services.identity.access.operations.attempts import Visitor, count_claim, forgive_claim
from services.identity.access.operations.sessions import Signer
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    PASSWORD,
    a_person,
    an_admin,
    signed_in,
)

UNKNOWN = "登录名或密码不正确，请核对后重新填写"


@pytest.fixture
async def person(browsers: Browsers) -> Browser:
    """Somebody who registered and signed out again, elsewhere."""
    browser = browsers(address="10.9.9.9")
    await browser.register("/register", **a_person())
    await browser.send("/sign-out")
    return browser


async def forget_waits(pool: Pool) -> None:
    await pool.execute("update attempts set blocked_until = last_at")


@pytest.mark.parametrize("login", [MOBILE, "138 0013 8000", "+8613800138000", "１３８００１３８０００"])
@pytest.mark.usefixtures("person")
async def test_a_person_signs_in_with_the_mobile_number_however_typed(browser: Browser, login: str) -> None:
    await signed_in(browser, login)
    assert (await browser.open("/")).headers["location"] == "/home"  # the case, which is declaration's
    assert "王喆" in (await browser.open("/account")).text


@pytest.mark.usefixtures("person")
async def test_the_cookie_is_for_this_site_s_server_alone_and_tells_who_it_is(browser: Browser) -> None:
    await signed_in(browser, MOBILE)
    cookie = browser.seen.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    outlives = (8 + 24) * 3600  # over after 8; for a day more it tells whose a late form is
    assert f"Max-Age={outlives - 1}" in cookie or f"Max-Age={outlives}" in cookie
    keys = (await browser.open("/.well-known/jwks.json")).json()
    assert all("d" not in key for key in keys["keys"])
    session = read_token(browser.client.cookies[COOKIE], KeySet.import_key_set(keys))
    assert session is not None
    assert (session.role, session.name, session.city, session.org_id) == (
        "applicant",
        "王喆",
        "shaoxing",
        None,
    )


@pytest.mark.usefixtures("person")
async def test_over_https_the_cookie_is_secure(browsers: Browsers, settings: Settings, pool: Pool) -> None:
    secure = create(settings.model_copy(update={"public_url": "https://127.0.0.1"}), pool)
    browser = await signed_in(browsers(of=secure), MOBILE)
    assert "Secure" in browser.seen.headers["set-cookie"]


async def test_while_keys_are_changed_the_old_and_the_new_one_are_published(settings: Settings) -> None:
    old = OKPKey.generate_key("Ed25519", {"kid": "old"})
    signer = Signer(
        settings.session_private_key.get_secret_value(),
        json.dumps({"keys": [old.as_dict(private=False)]}),
    )
    published = {key["kid"] for key in signer.public_keys["keys"]}
    assert published == {"old", json.loads(settings.session_private_key.get_secret_value())["kid"]}


@pytest.mark.usefixtures("person")
async def test_an_unknown_login_and_a_wrong_password_are_answered_alike(browser: Browser) -> None:
    wrong = await browser.fill("/sign-in", login=MOBILE, password="Zc-9876543210-7")
    unknown = await browser.fill("/sign-in", login="13700137000", password="Zc-9876543210-7")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(MOBILE, "") == unknown.text.replace("13700137000", "")
    assert browser.errors == [UNKNOWN]
    assert browser.soup.title is not None
    assert browser.soup.title.text.startswith("错误：")
    assert COOKIE not in browser.client.cookies
    assert "Zc-9876543210-7" not in wrong.text


@pytest.mark.usefixtures("person")
async def test_wrong_passwords_slow_down_are_told_the_seconds_and_never_lock_out(
    browser: Browser, pool: Pool
) -> None:
    await browser.open("/sign-in")
    for _ in range(3):
        assert (await browser.send("/sign-in", login=MOBILE, password="wrong")).status_code == 422
    refused = await browser.send("/sign-in", login=MOBILE, password=PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert browser.errors == ["尝试次数过多，请等待 1 秒后再试。账号没有被锁定。"]
    waits = []
    for _ in range(7):
        await forget_waits(pool)
        await browser.send("/sign-in", login=MOBILE, password="wrong")
        waits.append(
            int((await browser.send("/sign-in", login=MOBILE, password="wrong")).headers["retry-after"])
        )
    assert waits == [2, 4, 8, 16, 32, 64, 128]  # where nobody of this account signed in before
    await forget_waits(pool)
    await signed_in(browser, MOBILE)
    assert (await browser.send("/sign-in", login=MOBILE, password="wrong")).status_code == 422


async def test_who_guesses_elsewhere_does_not_slow_down_the_holder(
    person: Browser, browsers: Browsers
) -> None:
    for number in range(25):
        stranger = browsers(address=f"10.1.1.{number}")
        await stranger.send("/sign-in", login=MOBILE, password="wrong")
    assert stranger.seen.status_code == 429
    assert (
        await browsers(address="10.2.2.2").send("/sign-in", login=MOBILE, password="wrong")
    ).status_code == 429
    await signed_in(person, MOBILE)


async def guesses(browser: Browser, pool: Pool) -> None:
    """Somebody goes on at one address, waiting as long as they are told."""
    for _ in range(30):
        await forget_waits(pool)
        assert (await browser.send("/sign-in", login=MOBILE, password="wrong")).status_code == 422


async def test_one_address_that_goes_on_costs_nobody_elsewhere_anything(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    await guesses(browsers(address="10.1.1.1"), pool)
    await signed_in(browsers(address="10.2.2.2"), MOBILE)


async def test_a_known_browser_has_its_own_attempts_wherever_it_is(
    person: Browser, browsers: Browsers, pool: Pool
) -> None:
    await guesses(browsers(address="10.1.1.1"), pool)
    moved, stranger = browsers(address="10.1.1.1"), browsers(address="10.1.1.1")  # behind one address
    assert (await stranger.send("/sign-in", login=MOBILE, password=PASSWORD)).status_code == 429
    moved.client.cookies.set(DEVICE, person.client.cookies[DEVICE])
    await signed_in(moved, MOBILE)


@pytest.mark.usefixtures("person")
async def test_many_attempts_at_once_gain_nothing(browsers: Browsers) -> None:
    many = [browsers().send("/sign-in", login=MOBILE, password="wrong") for _ in range(8)]
    answers = [answer.status_code for answer in await asyncio.gather(*many)]
    assert sorted(answers) == [422] * 3 + [429] * 5


async def test_an_unknown_login_is_slowed_down_as_well(browser: Browser) -> None:
    for _ in range(3):
        await browser.send("/sign-in", login="nobody.here", password="wrong")
    assert (await browser.send("/sign-in", login="Nobody.Here", password="wrong")).status_code == 429


async def test_who_waited_for_an_attempt_that_is_forgiven_need_not_wait_again(pool: Pool) -> None:
    visitor = Visitor(address_fingerprint="a whole office", device="one", device_fingerprint="of one")

    is_counted = asyncio.Event()

    async def count() -> None:
        await is_counted.wait()
        async with transaction(pool) as conn:
            await count_claim(conn, visitor)

    async with asyncio.TaskGroup() as group:
        group.create_task(count())
        async with transaction(pool) as conn:
            await count_claim(conn, visitor)
            is_counted.set()
            while not await pool.fetchval("select count(*) from pg_locks where not granted"):
                await asyncio.sleep(0.01)
            await forgive_claim(conn, visitor)
    assert await pool.fetchval("select count from attempts") == 1


@pytest.mark.usefixtures("person")
async def test_attempts_of_long_ago_are_forgotten(browser: Browser, pool: Pool) -> None:
    for _ in range(3):
        await browser.send("/sign-in", login=MOBILE, password="wrong")
    await pool.execute("update attempts set last_at = now() - $1::interval", timedelta(minutes=16))
    await forget_waits(pool)
    for _ in range(3):
        assert (await browser.send("/sign-in", login=MOBILE, password="wrong")).status_code == 422


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/plans?year=2022", "/plans?year=2022"), ("//evil.example", "/"), ("https://evil.example", "/")],
)
@pytest.mark.usefixtures("person")
async def test_signing_in_leads_on_within_this_site_only(browser: Browser, asked: str, led: str) -> None:
    await browser.open(f"/sign-in?next={asked}")
    answer = await browser.send("/sign-in", **browser.hidden("/sign-in"), login=MOBILE, password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, led)
    sent = await browser.send("/sign-in", next=asked, login=MOBILE, password=PASSWORD)
    assert sent.headers["location"] == led


async def test_signing_out_ends_the_session_even_for_who_kept_the_cookie(
    app: FastAPI, browser: Browser, pool: Pool
) -> None:
    await an_admin(pool, app)
    await signed_in(browser, "admin.zj")
    kept = browser.client.cookies[COOKIE]
    assert (await browser.open("/admin/employers")).status_code == 200
    out = await browser.send("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert COOKIE not in browser.client.cookies
    assert (await browser.send("/sign-out")).status_code == 303
    browser.client.cookies.set(COOKIE, kept)
    answer = await browser.open("/admin/employers")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/admin/employers")
    assert "个人用户登录" in (await browser.open("/")).text


@pytest.mark.usefixtures("person")
async def test_a_hash_with_old_parameters_is_renewed_by_signing_in(
    browsers: Browsers, settings: Settings, pool: Pool
) -> None:
    dearer = create(settings.model_copy(update={"password_time_cost": 2}), pool)
    assert "t=1," in await pool.fetchval("select password_hash from accounts")
    browser = await signed_in(browsers(of=dearer), MOBILE)
    assert "t=2," in await pool.fetchval("select password_hash from accounts")
    await signed_in(browser, MOBILE)


async def test_nobody_sees_what_this_is_and_how_to_begin(browser: Browser) -> None:
    await browser.open("/")
    for words in ("个人用户登录", "用人单位登录—法人登录", "个人注册", "用人单位注册", "代评", "包过"):
        assert words in browser.text
    for who, title in (
        ("person", "个人用户登录"),
        ("employer", "用人单位登录（法人登录）"),
        ("office", "审核部门登录"),
    ):
        await browser.open(f"/sign-in?who={who}")
        assert browser.soup.h1 is not None
        assert browser.soup.h1.text.strip() == title
