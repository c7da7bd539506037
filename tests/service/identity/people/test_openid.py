"""Signing in with an account of an OpenID provider that we did not write (A1.1)."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey

from deploy.local.ports import HOST
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.session import COOKIE as SESSION
from kit.standstill import Standstill, Standstills
from services.identity import gateway
from services.identity.access.domain.limits import LIMITS, Counter
from services.identity.access.domain.notice import VERSION
from services.identity.accounts.domain.consent import NOT_AGREED
from services.identity.gateway import Attempt, OpenIdProvider, SignInNotProven
from services.identity.people.web.openid import FIRST, PERSON
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import MOBILE, NUMBER, OTHER_NUMBER, session_of
from tests.service.identity.openid import CLIENT, Provider, say_who

ME = {"name": "王喆昇", "id_number": NUMBER, "mobile": MOBILE}
OPENID = "/sign-in/openid"


@pytest.fixture
def app(with_provider: Settings, pool: Pool) -> FastAPI:
    return create(with_provider, pool)


@pytest.fixture
def ours(with_provider: Settings) -> OpenIdProvider:
    return OpenIdProvider(with_provider, return_to=f"{with_provider.public_url}{OPENID}/return")


async def sign_in(browser: Browser, *, then: str = "", **person: str) -> None:
    """Leave for the provider, say who one is, come back."""
    answer = await browser.open(f"{OPENID}?next={then}" if then else OPENID)
    assert answer.status_code == 303, browser.text
    await browser.open(await say_who(answer.headers["location"], **person))
    if browser.seen.headers.get("location", "").startswith(OPENID):
        await browser.open(browser.seen.headers["location"])


async def join(browser: Browser, **person: str) -> None:
    """Sign in for the first time."""
    await sign_in(browser, **person)
    answer = await browser.send(
        f"{OPENID}/first", **browser.hidden(f"{OPENID}/first"), mobile=MOBILE, agreed="yes"
    )
    assert answer.status_code == 303, browser.text


def keep_again(browser: Browser, kept: dict[str, str]) -> None:
    """The browser has the attempt as it was before it came back."""
    for name, value in kept.items():
        browser.client.cookies.set(name, value, domain=HOST, path=OPENID)


async def persons(pool: Pool) -> list[str]:
    return [str(row["id"]) for row in await pool.fetch("select id from persons order by created_at")]


@pytest.mark.rule("A1.1")
async def test_somebody_new_confirms_who_they_are_and_is_in(
    browser: Browser, pool: Pool, settings: Settings
) -> None:
    await sign_in(browser, **ME)
    assert "第一次登录，请核对" in browser.text
    assert NUMBER not in browser.seen.text
    assert browser.soup.select_one("input[name=mobile]")["value"] == MOBILE  # type: ignore[index]
    await join(browser, **ME)
    session = session_of(browser, settings)
    assert session.name == "王喆昇"
    assert [str(session.account_id)] == await persons(pool)
    for topic in ("identity.contact_changed", "identity.birth_known"):
        assert len(await pool.fetch("select topic from outbox where topic = $1", topic)) == 1


@pytest.mark.rule("A1.1")
async def test_the_second_time_leads_straight_to_where_one_wanted(
    browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    await join(browsers(), **ME)
    again = browsers()
    await sign_in(again, then="/archive", **ME)
    assert again.seen.status_code == 303
    assert again.seen.headers["location"] == "/archive"
    assert [str(session_of(again, settings).account_id)] == await persons(pool)


async def test_who_joined_at_the_provider_cannot_sign_in_by_an_empty_password(browsers: Browsers) -> None:
    await join(browsers(), **ME)
    thief = browsers()
    answer = await thief.fill("/sign-in", login=MOBILE, password="")
    assert answer.status_code == 422


async def test_a_first_page_sent_without_a_number_comes_back_with_what_is_wrong(browser: Browser) -> None:
    await sign_in(browser, **(ME | {"mobile": ""}))
    answer = await browser.send(f"{OPENID}/first", **browser.hidden(f"{OPENID}/first"), mobile="1380")
    assert answer.status_code == 422
    assert browser.errors == ["手机号码应为 11 位中国内地手机号，例如 13800138000", NOT_AGREED]
    assert "王喆昇" in browser.text


async def test_who_does_not_agree_to_the_notice_gets_no_account(browser: Browser, pool: Pool) -> None:
    await sign_in(browser, **ME)
    hidden = browser.hidden(FIRST)
    assert (await browser.send(FIRST, **hidden, mobile=MOBILE)).status_code == 422
    assert browser.errors == [NOT_AGREED]
    assert not await persons(pool)
    assert not await pool.fetchval("select count(*) from consents")
    assert (await browser.send(FIRST, **hidden, mobile=MOBILE, agreed="yes")).status_code == 303
    assert await pool.fetchval("select version from consents") == VERSION


@pytest.mark.parametrize("mobile", [MOBILE, "13911112222"])
async def test_nobody_new_comes_in_while_the_city_stands_still(
    browser: Browser, pool: Pool, monkeypatch: pytest.MonkeyPatch, mobile: str
) -> None:
    await sign_in(browser, **ME)
    first = browser.hidden(FIRST) | {"mobile": mobile, "agreed": "yes"}
    act = Standstill(id=new_id(), city="shaoxing", at=now(), by="运维", why="迁移", notice="平台迁移。")
    with monkeypatch.context() as frozen:
        if mobile != MOBILE:  # a number that is proven first
            await browser.send(FIRST, **first)
        frozen.setattr(Standstills, "of", lambda _, city: act if city == act.city else None)
        refused = await (browser.send(FIRST, **first) if mobile == MOBILE else browser.prove())
        assert (refused.status_code, act.notice in refused.text) == (503, True)
        assert (await persons(pool), SESSION in browser.client.cookies) == ([], False)
    again = browser.page.fields(FIRST)
    assert again["mobile"] == mobile
    await browser.send(FIRST, **(again | {"agreed": "yes"}))
    assert (browser.seen.status_code == 303) or (await browser.prove()).status_code == 303
    assert len(await persons(pool)) == 1


async def test_what_the_provider_told_is_this_browser_s_alone_and_good_once(
    browsers: Browsers, pool: Pool
) -> None:
    mine, other = browsers(), browsers(address="10.0.0.2")
    await sign_in(mine, **ME)
    assert "no-store" in mine.seen.headers["cache-control"]
    typed = mine.hidden(FIRST) | {"mobile": MOBILE, "agreed": "yes"}
    answer = await other.send(FIRST, **typed)
    assert answer.status_code == 303
    assert SESSION not in other.client.cookies
    assert not await persons(pool)
    kept = mine.client.cookies[PERSON]
    assert (await mine.send(FIRST, **typed)).status_code == 303
    assert SESSION in mine.client.cookies
    other.client.cookies.set(PERSON, kept, path=OPENID)
    await other.send(FIRST, **typed)
    assert SESSION not in other.client.cookies
    assert len(await persons(pool)) == 1


async def test_a_cancelled_sign_in_says_that_nothing_changed(browser: Browser, pool: Pool) -> None:
    await sign_in(browser, act="cancel")
    assert browser.seen.status_code == 409
    assert "您取消了登录，没有任何改变" in browser.text
    assert not await persons(pool)


async def test_a_person_without_a_valid_number_is_nobody(browser: Browser, pool: Pool) -> None:
    await sign_in(browser, **(ME | {"id_number": "330603198503151237"}))
    assert browser.seen.status_code == 409
    assert "完成实名认证" in browser.text
    assert not await persons(pool)


async def test_a_return_is_good_for_the_browser_that_left_and_once(browsers: Browsers, pool: Pool) -> None:
    mine, other = browsers(), browsers()
    answer = await mine.open(OPENID)
    kept = dict(answer.cookies)
    back = await say_who(answer.headers["location"], **ME)
    await other.open(back)  # no cookie: somebody slipped the address to another browser
    assert other.seen.status_code == 403
    await mine.open(back)
    assert mine.seen.headers["location"] == FIRST
    mine.client.cookies.clear()
    keep_again(mine, kept)
    await mine.open(back)  # the code was used
    assert mine.seen.status_code == 403
    assert "登录信息已失效或已经用过" in mine.text
    assert not await persons(pool)


@pytest.mark.parametrize("query", ["state=x&code=y", "code=y", "state=x", ""])
async def test_a_return_with_another_state_is_refused(browser: Browser, query: str) -> None:
    await browser.open(OPENID)
    answer = await browser.open(f"{OPENID}/return?{query}")
    assert answer.status_code == 403


async def test_one_address_does_not_make_us_ask_the_provider_without_end(
    browser: Browser,
) -> None:
    free = LIMITS[Counter.PROVIDER].free
    await browser.open(OPENID)
    state = parse_qs(urlsplit(browser.seen.headers["location"]).query)["state"][0]
    kept = dict(browser.seen.cookies)
    statuses: list[int] = []
    while 429 not in statuses and len(statuses) < 2 * free:
        keep_again(browser, kept)
        statuses.append((await browser.open(f"{OPENID}/return?state={state}&code=guessed")).status_code)
    assert set(statuses[:free]) == {403}
    assert statuses[-1] == 429
    assert "请等待" in browser.text


async def test_nobody_is_led_to_another_site(browser: Browser) -> None:
    await join(browser, **ME)
    await sign_in(browser, then="//evil.example", **ME)
    assert browser.seen.headers["location"] == "/"


async def came_back(ours: OpenIdProvider, **person: str) -> tuple[str, Attempt]:
    """The code with which somebody came back, and the attempt."""
    address, attempt = await ours.begin("/")
    back = await say_who(address, **(ME | person))
    return parse_qs(urlsplit(back).query)["code"][0], attempt


async def test_another_nonce_is_refused(ours: OpenIdProvider) -> None:
    code, attempt = await came_back(ours)
    with pytest.raises(SignInNotProven):
        await ours.finish(code, replace(attempt, nonce="of-another-attempt"))


async def test_another_verifier_is_refused(ours: OpenIdProvider) -> None:
    code, attempt = await came_back(ours)
    with pytest.raises(SignInNotProven):
        await ours.finish(code, replace(attempt, verifier=attempt.nonce))


async def test_a_code_is_good_once(ours: OpenIdProvider) -> None:
    code, attempt = await came_back(ours)
    assert (await ours.finish(code, attempt)).id_number == NUMBER
    with pytest.raises(SignInNotProven):
        await ours.finish(code, attempt)


async def test_an_expired_token_is_refused(
    provider: Provider, ours: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "SKEW_SECONDS", -3600)  # as if its hour were over
    code, attempt = await came_back(ours)
    with pytest.raises(SignInNotProven):
        await ours.finish(code, attempt)


async def test_rotated_keys_are_fetched_and_old_ones_forgotten(
    provider: Provider, ours: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ours.finish(*await came_back(ours))
    provider.restart()
    code, attempt = await came_back(ours, id_number=OTHER_NUMBER)
    with pytest.raises(SignInNotProven):  # asked a moment ago: not again for every visitor
        await ours.finish(code, attempt)
    monkeypatch.setattr(gateway, "KEYS_REST", timedelta(0))
    assert (await ours.finish(*await came_back(ours, id_number=OTHER_NUMBER))).id_number == OTHER_NUMBER


@pytest.mark.parametrize("change", [{"aud": "another"}, {"iss": "http://evil.example"}, {"azp": "x"}, {}])
async def test_a_token_that_the_provider_did_not_sign_for_us_is_refused(
    provider: Provider, ours: OpenIdProvider, change: dict[str, str]
) -> None:
    known = await ours._discovered()
    key = RSAKey.generate_key(2048, parameters={"kid": "mine"})
    if change:  # signed by a key of the provider, but not meant for us
        await ours._keys_for(known, "")
        known.keys.keys.append(key)
    claims = {
        "iss": provider.issuer,
        "aud": CLIENT["client_id"],
        "sub": "somebody",
        "exp": int(now().timestamp()) + 300,
        "nonce": "n",
    }
    token = jwt.encode({"alg": "RS256", "kid": "mine"}, {**claims, **change}, key)
    with pytest.raises(SignInNotProven):
        await ours._id_token(known, token, "n")
    if change:
        genuine = jwt.encode({"alg": "RS256", "kid": "mine"}, claims, key)
        assert (await ours._id_token(known, genuine, "n"))["sub"] == "somebody"


async def test_an_unsigned_token_is_refused(ours: OpenIdProvider) -> None:
    known = await ours._discovered()
    with pytest.raises(SignInNotProven):
        await ours._id_token(
            known, "eyJhbGciOiJub25lIn0." + json.dumps({"sub": "x"}).encode().hex() + ".", "n"
        )


async def test_a_provider_that_is_away_loses_nothing(
    browser: Browser, provider: Provider, pool: Pool
) -> None:
    provider.stop()
    answer = await browser.open(OPENID)
    assert answer.status_code == 503
    assert "系统暂时繁忙" in browser.text
    provider.start()
    await join(browser, **ME)
    assert len(await persons(pool)) == 1


async def test_without_a_provider_there_is_no_such_way(
    settings: Settings, pool: Pool, browsers: Browsers
) -> None:
    alone = create(settings.model_copy(update={"openid_issuer": ""}), pool)
    browser = browsers(of=alone)
    assert (await browser.open(OPENID)).status_code == 404
    await browser.open("/sign-in?who=person")
    assert not browser.soup.select(f'a[href^="{OPENID}"]')


async def test_the_sign_in_page_offers_the_provider_to_persons_only(browser: Browser) -> None:
    await browser.open("/sign-in?who=person&next=/archive")
    link = browser.soup.select_one(f'a[href^="{OPENID}"]')
    assert link is not None
    assert link["href"] == f"{OPENID}?next=/archive"
    await browser.open("/sign-in?who=office")
    assert not browser.soup.select(f'a[href^="{OPENID}"]')
