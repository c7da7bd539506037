"""Standing in for an absent official, and carrying on an office that was merged (B0.1)."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.ids import new_id
from services.identity.settings import Settings
from tests.fixtures.database import words_of
from tests.fixtures.people import SignIn
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import session_of, signed_in
from tests.service.identity.officials import act, in_days, on
from tests.service.identity.states import OFFICIALS


class Offices:
    """Shen of a county's branch, Zhou beside him, Qian of the bureau above, Wu of another office."""

    def __init__(self, pool: Pool, browsers: Browsers) -> None:
        words = words_of(pool)
        self.ids = {who: UUID(words[f"{who}_id"]) for who in OFFICIALS}
        self.browsers = {
            who: browsers(who, address=f"10.9.1.{number}") for number, who in enumerate(OFFICIALS)
        }


@pytest.fixture
def offices(browsers: Browsers, pool: Pool) -> Offices:
    return Offices(pool, browsers)


async def name(browser: Browser, deputy: UUID, until: int = 7, from_: int = 0) -> int:
    period = on("from", in_days(from_)) | on("until", in_days(until))
    return (await browser.fill("/deputies", deputy=str(deputy), **period)).status_code


async def choose(browser: Browser, words: str) -> None:
    await browser.open("/")
    for form in browser.soup.select("form[action='/deputies/act']"):
        if words in form.get_text():
            key = form.select_one("input[name=choice]")
            assert key is not None
            answer = await browser.send("/deputies/act", choice=str(key["value"]))
            assert answer.status_code == 303
            return
    raise LookupError(words)


@pytest.mark.rule("B0.1")
@pytest.mark.parametrize("who", ["zhou", "qian"])
async def test_a_deputy_acts_for_the_office_under_both_names_until_it_is_taken_back(
    offices: Offices, settings: Settings, who: str
) -> None:
    shen, deputy = offices.browsers["shen"], offices.browsers[who]
    own = session_of(deputy, settings)
    assert await name(shen, offices.ids[who]) == 303
    await choose(deputy, "代沈国平")
    acting = session_of(deputy, settings)
    assert acting.org_id == session_of(shen, settings).org_id
    assert acting.name == f"{own.name}（代沈国平）"
    assert acting.account_id == own.account_id
    await deputy.open("/")
    assert "绍兴市生态环境局柯桥分局" in deputy.text
    assert "正在办理 代沈国平" in deputy.text
    await choose(deputy, "绍兴市生态环境局")
    assert session_of(deputy, settings) == own

    await choose(deputy, "代沈国平")
    await shen.open("/deputies")
    form = shen.soup.select_one("form[action$='/end']")
    assert form is not None
    assert (await shen.send(str(form["action"]))).status_code == 303
    assert "审核部门登录" in (await deputy.open("/")).text
    await signed_in(deputy, f"official.{who}")
    assert session_of(deputy, settings).org_id == own.org_id
    assert "代沈国平" not in (await deputy.open("/")).text
    assert "已取消" in (await shen.open("/deputies")).text


async def test_what_is_wrong_with_a_deputy_is_told_at_once(offices: Offices, pool: Pool) -> None:
    shen = offices.browsers["shen"]
    assert await name(shen, offices.ids["wu"], until=-1) == 422
    assert len(shen.errors) == 2
    for nobody in (offices.ids["shen"], new_id()):
        assert await name(shen, nobody) == 422
    assert await name(shen, offices.ids["zhou"], until=400) == 422
    assert (await shen.fill("/deputies", deputy="x")).status_code == 422
    assert await name(shen, offices.ids["zhou"], until=3) == 303
    assert await name(shen, offices.ids["qian"], from_=2, until=9) == 422
    assert "已由周明代办" in shen.text
    assert await name(shen, offices.ids["qian"], from_=4, until=9) == 303
    assert await pool.fetchval("select count(*) from deputies") == 2


async def test_the_form_sent_twice_names_one_deputy(offices: Offices, pool: Pool) -> None:
    shen = offices.browsers["shen"]
    await shen.open("/deputies")
    form = shen.hidden("/deputies") | {"deputy": str(offices.ids["zhou"])} | on("until", in_days(3))
    assert [(await shen.send("/deputies", **form)).status_code for _ in range(2)] == [303, 303]
    assert await pool.fetchval("select count(*) from deputies") == 1


@pytest.mark.rule("B0.1")
async def test_a_choice_that_no_longer_holds_falls_back_to_the_own_office(
    offices: Offices, pool: Pool, settings: Settings
) -> None:
    shen, zhou = offices.browsers["shen"], offices.browsers["zhou"]
    await name(shen, offices.ids["zhou"])
    await choose(zhou, "代沈国平")
    assert "代" in session_of(zhou, settings).name
    await pool.execute("update deputies set from_on = $1, until_on = $1", in_days(-1))
    await zhou.open("/")
    assert session_of(zhou, settings).name == "周明"
    await pool.execute("update deputies set from_on = $1, until_on = $2", in_days(0), in_days(1))
    await zhou.open("/")
    assert "代" in session_of(zhou, settings).name
    await pool.execute(
        "update official_terms set from_on = $1, until_on = $1 where official_id = $2",
        in_days(-1),
        offices.ids["shen"],
    )
    await zhou.open("/")
    assert session_of(zhou, settings).name == "周明"


@pytest.mark.rule("B0.1")
async def test_moving_an_official_ends_what_others_do_for_them(
    admin: Browser, offices: Offices, settings: Settings
) -> None:
    shen, zhou = offices.browsers["shen"], offices.browsers["zhou"]
    await name(shen, offices.ids["zhou"])
    await choose(zhou, "代沈国平")
    assert await act(admin, offices.ids["shen"], "post", office="shaoxing/hr") == 303
    assert "审核部门登录" in (await zhou.open("/")).text
    await signed_in(zhou, "official.zhou")
    assert "代沈国平" not in (await zhou.open("/")).text
    assert (await admin.open(f"/admin/officials/{offices.ids['shen']}/deputies")).status_code == 200
    assert "已取消" in admin.text


async def test_an_administrator_names_and_ends_deputies_for_who_cannot(
    admin: Browser, offices: Offices, pool: Pool
) -> None:
    page = f"/admin/officials/{offices.ids['shen']}/deputies"
    period = on("until", in_days(2))
    assert (await admin.fill(page, deputy=str(offices.ids["qian"]), **period)).status_code == 303
    row = await pool.fetchrow("select id, named_by from deputies")
    assert row is not None
    assert row["named_by"] not in offices.ids.values()
    other = f"/admin/officials/{offices.ids['wu']}/deputies/{row['id']}/end"
    assert (await admin.send(other)).status_code == 404
    assert (await admin.send(f"{page}/{row['id']}/end")).status_code == 303
    assert await pool.fetchval("select ended_at is not null from deputies")


async def test_nobody_acts_for_an_office_that_is_not_theirs_or_ends_another_s_deputy(
    offices: Offices, browsers: Browsers, pool: Pool, sign_in: SignIn, settings: Settings
) -> None:
    shen, wu = offices.browsers["shen"], offices.browsers["wu"]
    await name(shen, offices.ids["zhou"])
    row = await pool.fetchval("select id from deputies")
    before = session_of(wu, settings)
    assert (await wu.send("/deputies/act", choice=str(row))).status_code == 404
    assert (await wu.send("/deputies/act", choice="own")).status_code == 303
    assert (await wu.send(f"/deputies/{row}/end")).status_code == 404
    assert session_of(wu, settings) == before
    stranger = browsers()
    assert (await stranger.open("/deputies")).status_code == 303
    for role in ("applicant", "clerk", "admin"):
        stranger.client.cookies.update(sign_in(role))
        assert (await stranger.open("/deputies")).status_code == 403
        assert (await stranger.send("/deputies/act", choice=str(row))).status_code == 403


@pytest.mark.rule("B0.1")
async def test_the_people_of_a_successor_reach_what_waits_at_the_office_that_was_merged(
    offices: Offices, pool: Pool, app: FastAPI, settings: Settings
) -> None:
    qian = offices.browsers["qian"]
    own = session_of(qian, settings).org_id
    gone = new_id()
    await pool.execute(
        """
        insert into offices (id, city, opened_at, closed_at, successor_id)
        values ($1, 'shaoxing', now() - interval '9 days', now(), null), ($2, 'shaoxing', now(), now(), $1),
               ($3, 'shaoxing', now(), null, null)
        """,
        new_id(),
        gone,
        own,
    )
    await pool.execute("update offices set successor_id = $1 where id = $2", own, gone)
    await pool.execute(
        """
        insert into office_versions (id, office_id, city, slug, name, kind, level, place, from_at, until_at)
        values ($1, $2, 'shaoxing', 'old', '绍兴市环境保护局', 'department', 'city', '市本级', now(), now())
        """,
        new_id(),
        gone,
    )
    await choose(qian, "绍兴市环境保护局（已撤销，由本机构承接）")
    assert session_of(qian, settings).org_id == gone
    await qian.open("/")
    assert "绍兴市环境保护局" in qian.text
    assert qian.soup.select_one("main a[href='/review']") is not None
