"""A unit's authorisation is suspended with a reason, and resumed: meanwhile nobody acts (A2.4, E2.1)."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.testing import ActivityEnvironment

from contracts.authorisation import Term, TermStanding
from contracts.case import SealRequest
from kit.calendar import Workdays
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from services.identity.requests.domain.letters import end_of_term
from services.identity.settings import Settings
from services.identity.web.parts import today
from tests.fixtures.database import words_of
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    OTHER_CODE,
    a_person,
    an_admin,
    events,
    hand_in_letter,
    request_of,
    session_of,
    signed_in,
)

pytestmark = [pytest.mark.rule("A2.4", "E2.1"), pytest.mark.state("two_employers")]
WHY = "委托证明上的公章与备案的不一致，请携带公章到窗口核对"
FOUND = "已当面核对公章，一致"
SENT = {"cause": "letter", "why": WHY}
IN_WORDS = "委托证明有疑问，正在核实"


@dataclass(frozen=True)
class Unit:
    """An approved employer with two clerks, as its administrator sees it."""

    id: UUID
    other_id: UUID
    admin: Browser
    pool: Pool
    activities: Activities

    @property
    def page(self) -> str:
        return f"/admin/employers/{self.id}"

    async def form(self, to: str) -> dict[str, str]:
        await self.admin.open(f"{self.page}/suspension")
        return self.admin.hidden(f"{self.page}/{to}")

    async def suspend(self, **changes: str) -> int:
        form = await self.form("suspension")
        return (await self.admin.send(f"{self.page}/suspension", **(form | SENT | changes))).status_code

    async def resume(self, **changes: str) -> int:
        form = await self.form("resumption")
        sent = form | {"why": FOUND} | changes
        return (await self.admin.send(f"{self.page}/resumption", **sent)).status_code

    async def row(self) -> Any:
        return await self.pool.fetchrow("select * from employers where id = $1", self.id)

    async def status(self) -> str:
        return str((await self.row())["status"])

    async def term(self) -> Term:
        return Term(employer_id=self.id, valid_until=(await self.row())["valid_until"])

    async def told(self, subject: str) -> list[tuple[str, bool]]:
        found = await events(self.pool, "identity.employer_decided")
        return [
            (str(one["clerk_id"]), bool(one["is_approved"])) for one in found if one["subject"] == subject
        ]


@pytest.fixture
def unit(admin: Browser, app: FastAPI, pool: Pool, case_file: CaseFile) -> Unit:
    words, parts = words_of(pool), app.state.parts
    activities = Activities(parts.pool, parts.cities, parts.cipher, case_file, Workdays())
    return Unit(UUID(words["employer_id"]), UUID(words["other_id"]), admin, pool, activities)


@pytest.fixture
def clerks(browsers: Browsers) -> dict[str, Browser]:
    return {"hr.jiance": browsers("clerk", address="10.0.0.2"), "hr.second": browsers("second")}


async def test_who_and_what_is_concerned_is_shown_and_asked_before_anything_happens(unit: Unit) -> None:
    at = now()
    for table, columns in (("queues", "waiting, resting"), ("archive_queues", "waiting")):
        numbers = {"queues": "4, 1", "archive_queues": "7"}[table]
        await unit.pool.execute(
            f"insert into {table} (id, city, told_at, {columns}) values ($1, 'shaoxing', $2, {numbers})",  # noqa: S608
            unit.id,
            at,
        )
    before = await unit.row()
    await unit.admin.open(unit.page)
    assert unit.admin.soup.find("a", href=f"{unit.page}/suspension")
    await unit.admin.open(f"{unit.page}/suspension")
    for words in (
        "2 人：李敏、孙芳",
        "4 件申报",
        "7 人的档案",
        "立即退出登录",
        "不能开始新的申报",
        "确认暂停",
    ):
        assert words in unit.admin.text
    assert await unit.suspend(cause="", why="") == 422
    assert len(unit.admin.errors) == 2
    assert await unit.suspend(cause="weather", why="x") == 422
    assert await unit.row() == before


async def test_suspended_nobody_acts_for_it_in_no_session_and_everybody_is_told_once(
    unit: Unit, clerks: dict[str, Browser], settings: Settings
) -> None:
    form = await unit.form("suspension") | SENT
    before = len(await events(unit.pool, "identity.employer_changed"))
    answers = await asyncio.gather(*(unit.admin.send(f"{unit.page}/suspension", **form) for _ in range(3)))
    assert {one.status_code for one in answers} == {303}
    (told,) = (await events(unit.pool, "identity.employer_changed"))[before:]
    assert (told["status"], told["suspended_for"]) == ("suspended", "letter")
    assert WHY not in str(told)
    assert (
        len({clerk for clerk, _ in await unit.told("suspension")}) == len(await unit.told("suspension")) == 2
    )
    for login, clerk in clerks.items():
        assert (await clerk.open("/employers/mine")).headers["location"].startswith("/sign-in")
        await signed_in(clerk, login)
        assert session_of(clerk, settings).org_id is None
        for page in ("/", "/employers/mine"):
            await clerk.open(page)
            for words in ("授权已暂停", IN_WORDS, WHY, "12333"):
                assert words in clerk.text
        assert (await clerk.open("/employers/mine/clerks")).status_code == 404
    await unit.admin.open(unit.page)
    assert "暂停授权：已通过" in unit.admin.text
    assert f"{IN_WORDS}。{WHY}" in unit.admin.text


async def test_resumed_they_act_again_and_the_history_has_both(
    unit: Unit, clerks: dict[str, Browser], settings: Settings
) -> None:
    assert await unit.suspend() == 303
    form = await unit.form("resumption")
    assert WHY in unit.admin.text
    assert (await unit.admin.send(f"{unit.page}/resumption", **form, why="")).status_code == 422
    for _ in range(2):
        assert (await unit.admin.send(f"{unit.page}/resumption", **form, why=FOUND)).status_code == 303
    assert await unit.status() == "approved"
    told = (await events(unit.pool, "identity.employer_changed"))[-1]
    assert (told["status"], told["suspended_for"]) == ("approved", "")
    assert [is_approved for _, is_approved in await unit.told("suspension")] == [False, False, True, True]
    clerk = clerks["hr.jiance"]
    await signed_in(clerk, "hr.jiance")
    assert session_of(clerk, settings).org_id == unit.id
    await clerk.open("/employers/mine")
    for words in ("暂停授权：已通过", WHY, "恢复授权：已通过", FOUND):
        assert words in clerk.text
    assert await unit.suspend(cause="conduct") == 303
    assert len(await unit.told("suspension")) == 6


async def test_an_old_page_changes_nothing_and_keeps_what_was_typed(unit: Unit) -> None:
    form = await unit.form("suspension")
    assert await unit.suspend(version="1") == 409
    assert await unit.suspend() == 303
    ended = await unit.form("resumption")
    assert await unit.resume() == 303
    late = await unit.admin.send(f"{unit.page}/resumption", **(ended | {"version": "1", "why": FOUND}))
    assert late.status_code == 409
    assert FOUND in late.text
    again = await unit.admin.send(f"{unit.page}/suspension", **(form | SENT))
    assert again.status_code == 303  # the very form of before: it did what it said, once
    assert await unit.status() == "approved"


async def test_while_suspended_the_term_is_current_reminds_nobody_and_its_end_is_answered(
    unit: Unit, settings: Settings, clerks: dict[str, Browser]
) -> None:
    assert await unit.suspend() == 303
    term, run = await unit.term(), ActivityEnvironment().run
    assert await run(unit.activities.term_standing, term) == TermStanding(is_current=True)
    seen = await unit.form("resumption")
    before = len(await events(unit.pool, "identity.employer_decided"))
    for _ in range(2):
        assert await run(unit.activities.end_term, term) is True
    assert await unit.status() == "suspended"
    assert len(await events(unit.pool, "identity.employer_decided")) == before
    assert (await unit.admin.send(f"{unit.page}/resumption", **seen, why=FOUND)).status_code == 409
    await unit.form("resumption")
    assert "授权已经到期" in unit.admin.text
    assert await unit.resume() == 303
    assert await unit.status() == "expired"
    told = (await events(unit.pool, "identity.employer_changed"))[-1]
    assert (told["status"], told["suspended_for"], told["valid_until"]) == (
        "expired",
        "",
        str(term.valid_until),
    )
    assert len(await unit.told("authorisation")) == 2
    assert await run(unit.activities.end_term, term) is True
    assert await run(unit.activities.term_standing, term) == TermStanding(is_current=False)
    clerk = await signed_in(clerks["hr.jiance"], "hr.jiance")
    assert session_of(clerk, settings).org_id is None
    assert "授权已到期" in (await clerk.open("/")).text


async def test_a_term_that_ends_and_an_administrator_who_suspends_meet(unit: Unit) -> None:
    term, form = await unit.term(), await unit.form("suspension") | SENT
    ended, answer = await asyncio.gather(
        ActivityEnvironment().run(unit.activities.end_term, term),
        unit.admin.send(f"{unit.page}/suspension", **form),
    )
    assert ended is True
    assert (answer.status_code, await unit.status()) in {(303, "suspended"), (409, "expired")}
    assert (await unit.row())["is_term_over"] is (answer.status_code == 303)


async def test_a_letter_that_is_approved_meanwhile_leaves_it_suspended_with_the_new_term(
    unit: Unit, clerks: dict[str, Browser], settings: Settings
) -> None:
    former = await unit.term()
    assert await unit.suspend() == 303
    assert await ActivityEnvironment().run(unit.activities.end_term, former) is True
    clerk = await signed_in(clerks["hr.jiance"], "hr.jiance")
    await hand_in_letter(clerk)
    page = await request_of(unit.pool, unit.id)
    assert (await unit.admin.fill(page, form=f"{page}/approve", years="5")).status_code == 303
    told = (await events(unit.pool, "identity.employer_changed"))[-1]
    until = end_of_term(today(), 5)
    assert (told["status"], told["suspended_for"], told["valid_until"]) == ("suspended", "letter", str(until))
    await clerk.open("/")
    assert session_of(clerk, settings).org_id is None
    assert await ActivityEnvironment().run(unit.activities.end_term, former) is False
    renewed = Term(employer_id=unit.id, valid_until=until)
    assert await ActivityEnvironment().run(unit.activities.term_standing, renewed) == TermStanding(
        is_current=True
    )
    assert await unit.resume() == 303
    assert await unit.status() == "approved"


async def test_a_suspended_unit_can_be_merged_and_takes_over_nothing(unit: Unit) -> None:
    assert await unit.suspend() == 303
    other = f"/admin/employers/{unit.other_id}/merger"
    assert (await unit.admin.open(f"{other}?successor={CODE}")).status_code == 422
    await unit.admin.open(f"{unit.page}/merger?successor={OTHER_CODE}")
    form = unit.admin.hidden(f"{unit.page}/merger") | {"why": "绍编〔2026〕20 号"}
    late = await unit.form("resumption")
    assert (await unit.admin.send(f"{unit.page}/merger", **form)).status_code == 303
    assert await unit.status() == "merged"
    assert (await unit.admin.send(f"{unit.page}/resumption", **late, why=FOUND)).status_code == 409
    assert FOUND in unit.admin.text
    assert (await unit.admin.send(f"{unit.page}/suspension", version="9", **SENT)).status_code == 409
    assert "现在没有可以暂停的授权" in (await unit.admin.open(f"{unit.page}/suspension")).text


async def test_a_submission_is_refused_in_plain_words_without_the_explanation(
    unit: Unit, browsers: Browsers, case_file: CaseFile
) -> None:
    assert await unit.suspend() == 303
    await browsers(address="10.0.0.7").register("/register", **a_person())
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    request = SealRequest(
        application_id=case,
        person_id=await unit.pool.fetchval("select id from persons"),
        employer_id=unit.id,
        city="shaoxing",
        plan="2022-engineer",
        round=1,
    )
    sealed = await ActivityEnvironment().run(unit.activities.seal_section, request)
    (problem,) = sealed.problems
    assert problem.rule == "A2.4"
    assert f"授权已暂停（{IN_WORDS}）" in problem.message
    assert WHY not in problem.message
    await unit.resume()
    assert not (await ActivityEnvironment().run(unit.activities.seal_section, request)).problems


async def test_another_city_s_administrator_and_a_unit_that_may_not_act_suspend_nothing(
    unit: Unit, browsers: Browsers, app: FastAPI
) -> None:
    await an_admin(unit.pool, app, login="admin.hz", city="hangzhou")
    stranger = await signed_in(browsers(address="10.0.0.8"), "admin.hz")
    assert (await stranger.open(f"{unit.page}/suspension")).status_code == 404
    for act in ("suspension", "resumption"):
        assert (await stranger.send(f"{unit.page}/{act}", version="3", **SENT)).status_code == 404
    await unit.pool.execute("update employers set status = 'submitted' where id = $1", unit.id)
    assert (await unit.admin.send(f"{unit.page}/suspension", version="3", **SENT)).status_code == 409
    assert WHY in unit.admin.text
