"""One employer is merged into another: people and cases follow, its clerks act no more (A2.4, E1.1)."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.testing import ActivityEnvironment

from contracts.case import RouteRequest, SealRequest
from contracts.sections.identity import IdentitySection
from kit.calendar import Workdays
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from services.identity.settings import Settings
from tests.fixtures.database import words_of
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    OTHER_CODE,
    a_person,
    an_admin,
    events,
    registered_employer,
    session_of,
    signed_in,
)

WHY = "绍编〔2026〕20 号，2026 年 3 月合并"
NAME = "绍兴市生态环境中心"
LAST_CODE = "12330681000000000J"

pytestmark = pytest.mark.rule("A2.4")


@dataclass
class Two:
    """The employer that goes, with its chief clerk and another; and the one that takes over."""

    gone: UUID
    successor: UUID
    chief: Browser
    second: Browser

    @property
    def page(self) -> str:
        return f"/admin/employers/{self.gone}/merger"


@pytest.fixture
async def two(browsers: Browsers, pool: Pool) -> Two:
    words = words_of(pool)
    await pool.execute("update employers set valid_until = '2030-01-31'")
    chief, second = browsers("clerk", address="10.0.0.1"), browsers("second", address="10.0.0.3")
    return Two(UUID(words["employer_id"]), UUID(words["other_id"]), chief, second)


async def merge(admin: Browser, two: Two, code: str = OTHER_CODE, **changes: str) -> int:
    form = await shown(admin, two, code)
    return (await admin.send(two.page, **(form | changes))).status_code


async def shown(admin: Browser, two: Two, code: str = OTHER_CODE) -> dict[str, str]:
    """The form that an administrator has before them."""
    await admin.open(f"{two.page}?successor={code}")
    return admin.hidden(two.page) | {"why": WHY}


async def test_what_will_happen_is_shown_before_anything_happens(
    admin: Browser, two: Two, pool: Pool
) -> None:
    await admin.open(f"/admin/employers/{two.gone}")
    assert admin.soup.find("a", href=two.page)
    await admin.open(two.page)
    assert admin.soup.find("form", method="post", action=two.page) is None
    await pool.execute(
        "insert into archive_queues (id, city, waiting, told_at) values ($1, 'shaoxing', 3, now())", two.gone
    )
    await admin.open(f"{two.page}?successor={OTHER_CODE.lower()}")
    for words in (NAME, "2 人", "李敏", "孙芳", "权限立即终止", "不能撤销", "3 人的档案", "不合并，返回"):
        assert words in admin.text
    assert await pool.fetchval("select count(*) from employers where status = 'merged'") == 0


@pytest.mark.rule("E1.1")
async def test_merged_sent_twice_it_is_told_once_and_its_clerks_act_for_nobody(
    admin: Browser, two: Two, pool: Pool, settings: Settings
) -> None:
    await admin.open(f"{two.page}?successor={OTHER_CODE}")
    form = admin.hidden(two.page) | {"why": WHY}
    before = len(await events(pool, "identity.employer_changed"))
    for _ in range(2):
        assert (await admin.send(two.page, **form)).status_code == 303, admin.text
    (told,) = (await events(pool, "identity.employer_changed"))[before:]
    assert (told["employer_id"], told["status"]) == (str(two.gone), "merged")
    assert (told["merged_into"], told["successor"]) == (str(two.successor), NAME)
    messages = [one for one in await events(pool, "identity.employer_decided") if one["subject"] == "merger"]
    assert len({one["clerk_id"] for one in messages}) == len(messages) == 2
    for clerk, login in ((two.chief, "hr.jiance"), (two.second, "hr.second")):
        assert (await clerk.open("/employers/mine")).headers["location"].startswith("/sign-in")
        await signed_in(clerk, login)
        assert session_of(clerk, settings).org_id is None
    await admin.open(f"/admin/employers/{two.gone}")
    assert "并入其他单位：已通过" in admin.text
    assert f"绍兴市环境监测中心 → {NAME}" in admin.text
    assert WHY in admin.text
    assert (await admin.open(two.page)).headers["location"] == f"/admin/employers/{two.gone}"


async def test_what_waited_for_the_merged_employer_is_withdrawn_and_nobody_joins_it(
    admin: Browser, browsers: Browsers, two: Two, pool: Pool
) -> None:
    newcomer = {"clerk_name": "钱进", "clerk_id_number": "330602199001010028", "mobile": "13700137009"}
    joining = browsers(address="10.0.0.4")
    own = {"login": "hr.newcomer", "password": a_person()["password"], "agreed": "yes"}
    typed = newcomer | {"credit_code": CODE} | own
    await joining.register("/register/clerk", **typed)
    assert await merge(admin, two) == 303
    assert (
        await pool.fetchval(
            "select count(*) from clerkships where employer_id = $1 and until_at is null", two.gone
        )
        == 0
    )
    assert "不是任何单位的经办人" in (await joining.open("/")).text
    late = browsers(address="10.0.0.5")
    assert (await late.register("/register/clerk", **(typed | {"login": "hr.late"}))).status_code == 422


async def test_everything_that_is_wrong_is_told_and_nothing_changes(
    admin: Browser, two: Two, pool: Pool
) -> None:
    for code in ("1", "91330600123456780H", CODE):
        assert (await admin.open(f"{two.page}?successor={code}")).status_code == 422
        assert len(admin.errors) == 1
    version = str(await pool.fetchval("select version from employers where id = $1", two.gone))
    answer = await admin.send(two.page, version=version, successor=CODE, why="")
    assert (answer.status_code, len(admin.errors)) == (422, 2)
    assert await merge(admin, two, version="1") == 409
    assert WHY in admin.text
    await pool.execute("update employers set status = 'expired' where id = $1", two.successor)
    assert (await admin.send(two.page, version=version, successor=OTHER_CODE, why=WHY)).status_code == 422
    assert WHY in admin.text
    assert await pool.fetchval("select count(*) from employers where status = 'merged'") == 0


async def test_two_who_merge_the_two_into_each_other_merge_them_once(
    admin: Browser, browsers: Browsers, app: FastAPI, two: Two, pool: Pool
) -> None:
    await an_admin(pool, app, login="admin.two")
    other = await signed_in(browsers(address="10.0.0.6"), "admin.two")
    back = Two(two.successor, two.gone, two.chief, two.second)
    forms = await shown(admin, two), await shown(other, back, CODE)
    answers = await asyncio.gather(admin.send(two.page, **forms[0]), other.send(back.page, **forms[1]))
    assert min(answer.status_code for answer in answers) == 303
    assert await pool.fetchval("select count(*) from employers where status = 'merged'") == 1


async def test_a_merged_employer_is_not_merged_again_nor_taken_as_successor(
    admin: Browser, two: Two, pool: Pool
) -> None:
    await admin.open(f"{two.page}?successor={OTHER_CODE}")
    form = admin.hidden(two.page) | {"why": WHY}
    assert (await admin.send(two.page, **form)).status_code == 303
    assert (await admin.send(two.page, **(form | {"successor": CODE}))).status_code == 409
    back = f"/admin/employers/{two.successor}/merger"
    assert (await admin.open(f"{back}?successor={CODE}")).status_code == 422
    assert await pool.fetchval("select count(*) from employers where status = 'merged'") == 1


async def test_another_city_s_administrator_finds_neither(
    browsers: Browsers, app: FastAPI, two: Two, pool: Pool
) -> None:
    await an_admin(pool, app, login="admin.hz", city="hangzhou")
    stranger = await signed_in(browsers(address="10.0.0.7"), "admin.hz")
    assert (await stranger.open(two.page)).status_code == 404
    answer = await stranger.send(two.page, version="2", successor=OTHER_CODE, why=WHY)
    assert answer.status_code == 404


@pytest.mark.rule("B5.1")
async def test_a_case_of_the_merged_employer_goes_on_as_the_last_successor_s(
    admin: Browser, browsers: Browsers, app: FastAPI, two: Two, pool: Pool, case_file: CaseFile
) -> None:
    third = browsers(address="10.0.0.8")
    changes = {"employer_name": "绍兴市环境总站", "mobile": "13900139002", "login": "hr.third"}
    last = await registered_employer(third, pool, credit_code=LAST_CODE, **changes)
    await pool.execute("update employers set status = 'approved' where id = $1", last)
    assert await merge(admin, two) == 303
    assert await merge(admin, Two(two.successor, last, two.chief, two.second), LAST_CODE) == 303
    activities = Activities(
        app.state.parts.pool, app.state.parts.cities, app.state.parts.cipher, case_file, Workdays()
    )
    asked = RouteRequest(application_id=new_id(), employer_id=two.gone, city="shaoxing", plan="2022-engineer")
    route = await ActivityEnvironment().run(activities.resolve_route, asked)
    assert (route.stops[0].office_id, route.stops[0].office_name) == (last, "绍兴市环境总站")
    person = browsers(address="10.0.0.9")
    await person.register("/register", **a_person())
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    request = SealRequest(
        application_id=case,
        person_id=session_of(person, app.state.parts.settings).account_id,
        employer_id=two.gone,
        city="shaoxing",
        plan="2022-engineer",
        round=2,
    )
    sealed = await ActivityEnvironment().run(activities.seal_section, request)
    assert sealed.section is not None
    opened = await case_file.open(case, sealed.section, IdentitySection)
    assert opened.data.employer.id == last
