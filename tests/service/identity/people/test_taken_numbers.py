"""Who registered first with somebody else's number keeps nothing that its holder comes to use (A1.1)."""

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.session import COOKIE
from services.identity.people.store.persons import correct_person
from services.identity.people.web.openid import FIRST, MINE
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    NUMBER,
    OTHER_NUMBER,
    PASSWORD,
    a_person,
    an_admin,
    events,
    session_of,
    signed_in,
)
from tests.service.identity.people.test_openid import sign_in

pytestmark = pytest.mark.rule("A1.1")
OWN = "13911112222"  # of the true holder
ME = {"name": "王喆", "id_number": NUMBER, "mobile": OWN}
DESK = "/admin/taken-numbers"


@pytest.fixture
def app(with_provider: Settings, pool: Pool) -> FastAPI:
    return create(with_provider, pool)


@pytest.fixture
async def stranger(browsers: Browsers) -> Browser:
    """Somebody who registered first, with a number that nobody asked a proof of."""
    browser = browsers(address="10.0.0.9")
    await browser.register("/register", **a_person())
    return browser


async def test_the_true_holder_starts_afresh_and_the_stranger_keeps_nothing(
    stranger: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    taken = session_of(stranger, settings).account_id
    holder = browsers()
    await sign_in(holder, **ME)
    assert COOKIE not in holder.client.cookies
    assert "有人用您的身份证号码" in holder.text
    assert "138" not in holder.text
    await holder.open(FIRST)
    assert (await holder.send(FIRST, **holder.hidden(FIRST), mobile=OWN, agreed="yes")).status_code == 303
    assert session_of(holder, settings).account_id != taken
    assert (await stranger.open("/account")).headers["location"].startswith("/sign-in")
    assert (await events(pool, "identity.session_ended"))[-1]["account_id"] == str(taken)
    again = browsers(address="10.0.0.9")
    assert (await again.fill("/sign-in", login=MOBILE, password=PASSWORD)).status_code == 422
    await again.fill("/recover", login=MOBILE)
    assert not await events(pool, "identity.recovery_asked")


async def test_the_stranger_s_number_is_told(
    stranger: Browser, browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    holder = browsers()
    await sign_in(holder, **ME)
    await holder.open(FIRST)
    await holder.send(FIRST, **holder.hidden(FIRST), mobile=OWN, agreed="yes")
    told = (await events(pool, "identity.contact_changed"))[-1]
    cipher = app.state.parts.cipher
    assert cipher.decrypt(str(told["mobile_encrypted"])) == OWN
    assert cipher.decrypt(str(told["former_encrypted"])) == MOBILE


async def test_a_code_that_the_stranger_asked_for_before_is_void(
    stranger: Browser, browsers: Browsers, pool: Pool
) -> None:
    await stranger.fill("/recover", login=MOBILE)
    page = stranger.hidden("/recover/password")
    cipher = stranger.app.state.parts.cipher
    code = cipher.decrypt(str((await events(pool, "identity.recovery_asked"))[-1]["code_encrypted"]))
    holder = browsers()
    await sign_in(holder, **ME)
    await holder.open(FIRST)
    await holder.send(FIRST, **holder.hidden(FIRST), mobile=OWN, agreed="yes")
    answer = await stranger.send("/recover/password", **page, code=code, password="海上生明月天涯共此时")
    assert answer.status_code == 422


async def test_who_proves_that_both_are_theirs_goes_on_with_the_account(
    stranger: Browser, browsers: Browsers, pool: Pool, settings: Settings, app: FastAPI
) -> None:
    first = session_of(stranger, settings).account_id
    person = browsers()
    await sign_in(person, **ME)
    answer = await person.send(MINE, password="Zc-9876543210-7")
    assert answer.status_code == 422
    assert COOKIE not in person.client.cookies
    assert (await person.send(MINE, password=PASSWORD)).status_code == 303
    assert session_of(person, settings).account_id == first
    assert (await stranger.open("/account")).status_code == 303  # whoever else knew the password is out
    elsewhere = browsers(address="10.0.0.3")
    assert (await elsewhere.fill("/sign-in", login=MOBILE, password=PASSWORD)).status_code == 422
    told, cipher = (await events(pool, "identity.contact_changed"))[-1], app.state.parts.cipher
    assert cipher.decrypt(str(told["mobile_encrypted"])) == OWN
    assert cipher.decrypt(str(told["former_encrypted"])) == MOBILE
    again = browsers(address="10.0.0.4")
    await sign_in(again, **ME)
    assert session_of(again, settings).account_id == first


async def test_a_number_that_the_provider_does_not_vouch_for_is_proven_first(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    person = browsers()
    await sign_in(person, **ME)
    answer = await person.send(FIRST, **person.hidden(FIRST), mobile=MOBILE, agreed="yes")
    assert (answer.status_code, COOKIE in person.client.cookies) == (200, False)
    assert await pool.fetchval("select count(*) from accounts") == 0
    assert (await person.prove()).status_code == 303
    assert session_of(person, settings).name == "王喆"


async def test_a_corrected_number_is_vouched_for_by_nobody(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    """Somebody with an account at the provider had another's number written into it."""
    stranger = browsers(address="10.0.0.9")
    await sign_in(stranger, **(ME | {"id_number": OTHER_NUMBER}))
    await stranger.send(FIRST, **stranger.hidden(FIRST), mobile=OWN, agreed="yes")
    taken = session_of(stranger, settings).account_id
    print_of = stranger.app.state.parts.cipher.fingerprint(f"id_number:{NUMBER}")
    async with pool.acquire() as conn:
        await correct_person(
            conn, taken, name="王喆", id_number_encrypted="-", id_number_fingerprint=print_of
        )
    holder = browsers()
    await sign_in(holder, **ME)
    assert "有人用您的身份证号码" in holder.text
    assert COOKIE not in holder.client.cookies


async def test_at_the_desk_the_number_is_set_free_for_who_brings_the_document(
    stranger: Browser, browsers: Browsers, pool: Pool, app: FastAPI, settings: Settings
) -> None:
    holder = browsers()
    await holder.register("/register", **a_person(mobile=OWN))
    assert holder.seen.status_code == 409
    assert "本人带身份证到当地职称申报受理点" in holder.text
    await an_admin(pool, app)
    admin = await signed_in(browsers(address="10.0.0.7"), "admin.zj")
    refused = await admin.fill(DESK, id_number=OTHER_NUMBER, why="本人到场，已核对身份证")
    assert refused.status_code == 409
    assert (await admin.fill(DESK, id_number=NUMBER, why="")).status_code == 422
    form = {"id_number": NUMBER, "why": "本人到场，已核对身份证"}
    assert (await admin.fill(DESK, **form)).status_code == 303
    assert (await stranger.open("/account")).status_code == 303
    assert (await holder.register("/register", **a_person(mobile=OWN))).status_code == 303
    kept = await pool.fetchrow(
        "select set_aside_by, set_aside_why from persons where set_aside_at is not null"
    )
    assert kept is not None
    assert tuple(kept) == (session_of(admin, settings).account_id, form["why"])


async def test_the_desk_closes_no_account_that_a_provider_vouched_for(
    browsers: Browsers, pool: Pool, app: FastAPI
) -> None:
    person = browsers()
    await sign_in(person, **ME)
    await person.send(FIRST, **person.hidden(FIRST), mobile=OWN, agreed="yes")
    await an_admin(pool, app)
    admin = await signed_in(browsers(address="10.0.0.7"), "admin.zj")
    assert (await admin.fill(DESK, id_number=NUMBER, why="本人到场，已核对身份证")).status_code == 409
    assert (await person.open("/account")).status_code == 200
