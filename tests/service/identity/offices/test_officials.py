"""Accounts of offices: assigned, activated, moved and ended by an administrator (B0.1)."""

import asyncio

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.ids import new_id
from services.identity.settings import Settings
from tests.fixtures.people import SignIn
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    NUMBER,
    PASSWORD,
    a_person,
    an_admin,
    events,
    proven,
    session_of,
    signed_in,
)
from tests.service.identity.officials import MOBILE, act, activated, an_official, assigned, in_days, on


@pytest.mark.rule("B0.1")
async def test_an_assigned_account_is_activated_by_its_holder_and_acts_for_its_office(
    admin: Browser, browsers: Browsers, app: FastAPI, pool: Pool, settings: Settings
) -> None:
    official_id, code = await assigned(admin, pool)
    assert "待启用" in (await admin.open("/admin/officials")).text
    official = browsers(address="10.0.0.9")
    for password in (PASSWORD, "!"):
        assert (await official.fill("/sign-in", login="ecology.shen", password=password)).status_code == 422
    await activated(official, "Ecology.Shen", f"\u202d{code.lower().replace('-', '－')} \u202c")
    session = session_of(official, settings)
    office_id = await pool.fetchval("select office_id from official_terms")
    assert (session.account_id, session.role, session.org_id) == (official_id, "official", office_id)
    assert "任职中" in (await admin.open("/admin/officials")).text
    (event,) = await events(pool, "identity.contact_changed")
    assert app.state.parts.cipher.decrypt(str(event["mobile_encrypted"])) == MOBILE
    assert code not in str(await pool.fetch("select * from activations"))


@pytest.mark.rule("B0.1")
async def test_nobody_but_an_administrator_assigns_accounts_and_officials_cannot_register(
    browser: Browser, sign_in: SignIn, pool: Pool
) -> None:
    some = f"/admin/officials/{new_id()}"
    assert (await browser.open("/admin/officials")).status_code == 303
    for role in ("applicant", "clerk", "official"):
        browser.client.cookies.update(sign_in(role, org_id=new_id()))
        for path in ("/admin/officials", "/admin/officials/new", some):
            assert (await browser.open(path)).status_code == 403
        for path in ("/admin/officials/new", f"{some}/post", f"{some}/end", f"{some}/code"):
            assert (await browser.send(path, **an_official())).status_code == 403
    assert await pool.fetchval("select count(*) from officials") == 0


async def test_everything_that_is_wrong_is_told_at_once(admin: Browser, pool: Pool) -> None:
    typed = an_official(name="", login="1", mobile="123", office="shaoxing/moon", id_number="1")
    answer = await admin.fill(
        "/admin/officials/new", **typed, **{"from-year": "2026", "from-month": "13", "from-day": "1"}
    )
    assert answer.status_code == 422
    assert len(admin.errors) == 6
    for field in ("name", "login", "mobile", "id_number", "office"):
        assert admin.soup.select_one(f"#{field}-error") is not None
    backwards = on("from", in_days(5)) | on("until", in_days(3))
    assert (await admin.fill("/admin/officials/new", **an_official(), **backwards)).status_code == 422
    assert admin.errors == ["结束日期不能早于开始日期"]
    over = on("from", in_days(-5)) | on("until", in_days(-1))
    assert (await admin.fill("/admin/officials/new", **an_official(), **over)).status_code == 422
    assert await pool.fetchval("select count(*) from accounts where role = 'official'") == 0


async def test_the_form_sent_twice_adds_one_account_and_shows_the_code_once(
    admin: Browser, pool: Pool
) -> None:
    await admin.open("/admin/officials/new")
    form = admin.hidden("/admin/officials/new") | an_official()
    first, second = (
        await admin.send("/admin/officials/new", **form),
        await admin.send("/admin/officials/new", **form),
    )
    assert (first.status_code, second.status_code) == (200, 303)
    assert second.headers["location"].startswith("/admin/officials/")
    answer = await admin.fill("/admin/officials/new", **an_official(name="别人"))
    assert (answer.status_code, admin.errors) == (422, ["这个登录名已有人使用，请换一个"])
    assert await pool.fetchval("select count(*) from officials") == 1


async def test_a_code_is_used_once_expires_and_a_stranger_s_wrong_ones_void_nothing(
    admin: Browser, browsers: Browsers, pool: Pool
) -> None:
    official_id, code = await assigned(admin, pool)
    for number in range(12):
        stranger = browsers(address=f"10.1.0.{number}")
        answer = await stranger.fill(
            "/activate", login="ecology.shen", code="AAAAA-AAAAA", password=PASSWORD, agreed="yes"
        )
        assert answer.status_code == 422
    holder = browsers(address="10.2.0.1")
    await activated(holder, "ecology.shen", code)
    assert await act(admin, official_id, "code") == 200
    renewed = admin.text.split("启用码：")[1][:11]
    await pool.execute("update activations set expires_at = now() - interval '1 second'")
    assert (
        await holder.fill("/activate", login="ecology.shen", code=renewed, password=PASSWORD, agreed="yes")
    ).status_code == 422
    await pool.execute("update activations set expires_at = now() + interval '1 day'")
    weak = await holder.fill(
        "/activate", login="ecology.shen", code=renewed, password="ecology.shen", agreed="yes"
    )
    assert weak.status_code == 422
    await activated(holder, "ecology.shen", renewed)
    again = await browsers(address="10.2.0.2").fill(
        "/activate", login="ecology.shen", code=renewed, password=PASSWORD, agreed="yes"
    )
    assert again.status_code == 422


async def test_who_tries_many_codes_is_slowed_down(browsers: Browsers) -> None:
    stranger = browsers(address="10.3.0.1")
    told = [
        (
            await stranger.fill(
                "/activate", login=f"login{n}", code="AAAAAAAAAA", password=PASSWORD, agreed="yes"
            )
        ).status_code
        for n in range(6)
    ]
    assert told == [422] * 5 + [429]


@pytest.mark.rule("B0.1")
async def test_another_office_is_right_from_the_next_page_and_what_was_is_kept(
    admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    official_id, code = await assigned(admin, pool)
    official = await activated(browsers(), "ecology.shen", code)
    before = session_of(official, settings).org_id
    values = {"office": "shaoxing/hr"} | on("until", in_days(30))
    assert await act(admin, official_id, "post", **values) == 303
    assert await act(admin, official_id, "post", **values) == 303
    await official.open("/")
    assert "审核部门登录" in official.text
    await signed_in(official, "ecology.shen")
    after = session_of(official, settings).org_id
    assert after not in {None, before}
    await admin.open(f"/admin/officials/{official_id}")
    for words in ("结束任职：绍兴市生态环境局", "调整任职", "任职：绍兴市人力资源和社会保障局", "管理员"):
        assert words in admin.text
    assert await pool.fetchval("select count(*) from official_terms") == 2


@pytest.mark.rule("B0.1")
async def test_an_end_takes_effect_at_once_and_needs_a_reason(
    admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    official_id, code = await assigned(admin, pool)
    official = await activated(browsers(), "ecology.shen", code)
    assert await act(admin, official_id, "end", why="") == 422
    assert admin.soup.select_one("#why-error") is not None
    assert await act(admin, official_id, "end", why="退休") == 303
    assert "审核部门登录" in (await official.open("/")).text
    await signed_in(official, "ecology.shen")
    assert session_of(official, settings).org_id is None
    assert "您目前没有任职机构" in (await official.open("/")).text
    await admin.open(f"/admin/officials/{official_id}")
    assert "已终止" in admin.text
    assert "退休" in admin.text
    assert await act(admin, official_id, "post", office="shaoxing/ecology") == 303
    await signed_in(official, "ecology.shen")
    assert session_of(official, settings).org_id is not None


@pytest.mark.rule("B0.1")
async def test_a_session_never_outlives_the_term_and_a_term_that_is_over_opens_nothing(
    admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    _, code = await assigned(admin, pool)
    await pool.execute("update official_terms set until_on = $1", in_days(0))
    official = await activated(browsers(), "ecology.shen", code)
    ends = await pool.fetchval(
        "select max(expires_at) from sessions where account_id in (select id from officials)"
    )
    midnight = await pool.fetchval("select ($1::date)::timestamp at time zone 'Asia/Shanghai'", in_days(1))
    assert ends <= midnight
    for from_on, until_on in ((in_days(-9), in_days(-1)), (in_days(1), None)):
        await pool.execute("update official_terms set from_on = $1, until_on = $2", from_on, until_on)
        await official.open("/")
        assert session_of(official, settings).org_id is None
        await signed_in(official, "ecology.shen")
        assert session_of(official, settings).org_id is None


async def test_of_two_administrators_the_second_sees_what_the_first_did(
    admin: Browser, browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    official_id, _ = await assigned(admin, pool)
    await an_admin(pool, app, login="admin.two")
    second = await signed_in(browsers(), "admin.two")
    page = f"/admin/officials/{official_id}"
    await second.open(page)
    form = second.hidden(f"{page}/end")
    await act(admin, official_id, "post", office="shaoxing/hr")
    answer = await second.send(f"{page}/end", **form, why="调离本系统")
    assert answer.status_code == 409
    assert 'value="调离本系统"' in answer.text
    twice = await asyncio.gather(*(second.send(f"{page}/end", why="调离", version="2") for _ in range(2)))
    assert [one.status_code for one in twice] == [303, 303]
    assert await pool.fetchval("select count(*) from official_terms where ended_why = '调离'") == 1


async def test_an_administrator_of_a_city_manages_that_city_s_officials_only(
    two_cities: FastAPI, browsers: Browsers, pool: Pool
) -> None:
    await an_admin(pool, two_cities)
    everywhere = await signed_in(browsers(of=two_cities), "admin.zj")
    official_id, _ = await assigned(everywhere, pool)
    await assigned(everywhere, pool, login="jiaxing.li", name="李建", office="jiaxing/ecology")
    await an_admin(pool, two_cities, login="admin.jx", city="jiaxing")
    admin = await signed_in(browsers(of=two_cities), "admin.jx")
    assert "共 1 个账号" in (await admin.open("/admin/officials?city=shaoxing")).text
    page = f"/admin/officials/{official_id}"
    assert (await admin.open(page)).status_code == 404
    for verb in ("post", "end", "code"):
        answer = await admin.send(f"{page}/{verb}", version="1", office="jiaxing/hr", why="调离")
        assert answer.status_code == 404
    answer = await admin.fill("/admin/officials/new", **an_official(login="other", office="shaoxing/hr"))
    assert (answer.status_code, admin.errors) == (422, ["请选择机构"])
    moved = await act(everywhere, official_id, "post", office="jiaxing/hr")
    assert (moved, everywhere.errors) == (422, ["只能改任同一城市的机构，跨城市请另行分配账号"])


async def test_the_list_is_filtered_by_city_office_state_and_name(admin: Browser, pool: Pool) -> None:
    await assigned(admin, pool)
    ended, _ = await assigned(admin, pool, login="hr.qian", name="钱红英", office="shaoxing/hr")
    await act(admin, ended, "end", why="退休")
    for query, found in (
        ("", 2),
        ("office=shaoxing/ecology", 1),
        ("state=waiting", 1),
        ("state=ended", 1),
        ("state=active", 0),
        ("words=钱", 1),
        ("city=shaoxing&page=99999999999999", 2),
        ("city=nowhere&state=x&office=y", 2),
    ):
        await admin.open(f"/admin/officials?{query}")
        assert f"共 {found} 个账号" in admin.text, query
    assert (await admin.open(f"/admin/officials/{new_id()}")).status_code == 404


@pytest.mark.rule("B1.1")
async def test_by_the_number_it_is_known_which_applicant_an_official_is(
    admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    person = browsers(address="10.0.0.8")
    await person.register("/register", **a_person())
    person_id = await pool.fetchval("select id from persons")
    official_id, code = await assigned(admin, pool)
    official = await activated(browsers(address="10.0.0.9"), "ecology.shen", code)
    assert session_of(official, settings).person_id is None
    assert await act(admin, official_id, "id-number", id_number="330603198503151235") == 422
    assert admin.errors == ["身份证号码有误，请对照身份证逐位核对"]
    for _ in range(2):
        assert await act(admin, official_id, "id-number", id_number=NUMBER) == 303
    page = (await admin.open(f"/admin/officials/{official_id}")).text
    assert "已登记本人证件号码" in page
    assert NUMBER not in page
    assert NUMBER not in str([dict(row) for row in await pool.fetch("select * from officials")])
    assert (await official.open("/deputies")).status_code == 303  # signed out once, to be known from now on
    await official.fill("/sign-in", login="ecology.shen", password=PASSWORD)
    await proven(official, "ecology.shen")
    assert session_of(official, settings).person_id == person_id
    other_id, code = await assigned(admin, pool, login="hr.gao", id_number=NUMBER.lower())
    other = await activated(browsers(address="10.0.0.7"), "hr.gao", code)
    assert (session_of(other, settings).account_id, session_of(other, settings).person_id) == (
        other_id,
        person_id,
    )
