"""An act is tried, asked for with a reason, agreed to by another where it hurts, done once, and recorded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx2
import pytest
from bs4 import BeautifulSoup
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

from contracts import remedies
from contracts.application import TASK_QUEUE
from contracts.operations import Source
from contracts.remedies import Act, CaseResult, Code, RemedyInput, reason_of
from contracts.stuck import KIND_NAMES, Finding, Kind
from kit.db import Pool
from kit.ids import derived, new_id
from services.operations import operations
from services.operations.activities import Activities
from services.operations.domain import MANY, OFFERED
from services.operations.gateway import Engine
from services.operations.settings import Settings
from services.operations.web import create
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.operations.conftest import a_finding, an_answer

ASKED: list[RemedyInput] = []
ACTS = "/operations/acts"
OFFICE = derived("office", "shaoxing", "hr")


@workflow.defn(name=remedies.TYPE, sandboxed=False)
class Remedy:
    """Does what it is asked to all but the last of several."""

    @workflow.run
    async def run(self, asked: RemedyInput) -> tuple[CaseResult, ...]:
        ASKED.append(asked)
        last = asked.case_ids[-1] if len(asked.case_ids) > 1 else None
        return tuple(
            CaseResult(case_id=one, is_done=False, code="NotHeld", words="没有中止。")
            if one == last
            else CaseResult(case_id=one, is_done=True, code=Code.DONE, words="已处理。")
            for one in asked.case_ids
        )


@pytest.fixture
def settings(settings_of: SettingsOf) -> Settings:
    found = settings_of("operations")
    assert isinstance(found, Settings)
    return found


@asynccontextmanager
async def working(client: Client) -> AsyncIterator[None]:
    ASKED.clear()
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Remedy]):
        yield


@pytest.fixture
async def worker(temporal: Client) -> AsyncIterator[None]:
    async with working(temporal):
        yield


@pytest.fixture
async def colleague(
    pool: Pool, engine: Engine, settings: Settings, sign_in: SignIn
) -> AsyncIterator[httpx2.AsyncClient]:
    cookies = sign_in("operator", city="shaoxing", name="孙复核")
    async with client_of(create(settings, pool, engine), cookies) as client:
        yield client


async def found(activities: Activities, kind: Kind, count: int = 1) -> list[Finding]:
    findings = [a_finding(kind) for _ in range(count)]
    await activities.keep_answer(an_answer(*findings, source=Source.ENGINE))
    return findings


async def asked(
    browser: httpx2.AsyncClient, findings: list[Finding], act: Act, *, how: str = "do", **typed: str
) -> httpx2.Response:
    form = {
        "form_id": str(new_id()),
        "kind": findings[0].kind.value,
        "city": "shaoxing",
        "case": [str(one.case_id) for one in findings],
        "act": act.value,
        "why": "机房停电后重试",
        "how": how,
        **typed,
    }
    return await browser.post(ACTS, data=form)


async def page_of(browser: httpx2.AsyncClient, answer: httpx2.Response) -> BeautifulSoup:
    assert answer.status_code == 303, answer.text
    return BeautifulSoup((await browser.get(answer.headers["location"])).text, "lxml")


@pytest.mark.parametrize(("kind", "act"), [(kind, acts[0]) for kind, acts in OFFERED.items()])
async def test_each_kind_can_be_mended_from_its_list(
    browser: httpx2.AsyncClient,
    activities: Activities,
    worker: None,
    kind: Kind,
    act: Act,
    colleague: httpx2.AsyncClient,
) -> None:
    findings = await found(activities, kind)
    link = f"{ACTS}/new?kind={kind}&city=shaoxing&case={findings[0].case_id}"
    form = BeautifulSoup((await browser.get(link)).text, "lxml")
    assert [one["value"] for one in form.select("input[name=act]")] == list(OFFERED[kind])
    answer = await asked(browser, findings, act)
    if act in remedies.NEEDS_SECOND:
        assert ASKED == []
        answer = await colleague.post(f"{answer.headers['location']}/agreement", data={"word": "agree"})
    page = await page_of(browser, answer)
    assert "已处理。" in page.text
    assert KIND_NAMES[kind] in page.text
    [told] = ASKED
    assert (told.act, told.case_ids, told.city) == (act, (findings[0].case_id,), "shaoxing")
    assert not told.is_dry_run


async def test_a_trial_is_no_act_and_leads_to_one(
    browser: httpx2.AsyncClient, activities: Activities, worker: None, settings: Settings
) -> None:
    findings = await found(activities, Kind.REPLAY_BROKEN, 2)
    page = await page_of(browser, await asked(browser, findings, Act.RESET, how="trial"))
    [told] = ASKED
    assert told.is_dry_run
    assert "（试运行）" in page.text
    results = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert sum("未完成 没有中止。 NotHeld" in row for row in results) == 1
    link = page.find("a", string="返回这些事项，正式处理")
    assert link
    assert "已选 2 件" in (await browser.get(str(link["href"]))).text


async def test_what_hurts_is_done_when_another_agrees_and_not_by_oneself(
    browser: httpx2.AsyncClient,
    colleague: httpx2.AsyncClient,
    activities: Activities,
    worker: None,
    settings: Settings,
) -> None:
    findings = await found(activities, Kind.WAITS_TOO_LONG)
    answer = await asked(browser, findings, Act.REASSIGN, office=str(OFFICE))
    path = answer.headers["location"]
    assert "同意之前什么也不会改变" in (await browser.get(path)).text
    own = await browser.post(f"{path}/agreement", data={"word": "agree"})
    assert own.status_code == 409
    assert ASKED == []
    assert "等待第二人同意" in (await colleague.get(ACTS)).text
    for _ in range(2):
        assert (await colleague.post(f"{path}/agreement", data={"word": "agree"})).status_code == 303
    [told] = ASKED
    assert told.to == OFFICE
    reason = reason_of(settings.field_cipher(), told.reason_encrypted)
    assert (reason.by, reason.why, reason.agreed_by) == ("测试人员", "机房停电后重试", "孙复核")
    assert (await colleague.post(f"{path}/agreement", data={"word": "refuse"})).status_code == 409
    page = await browser.get(path)
    assert "孙复核" in page.text


async def test_what_another_refuses_is_not_done(
    browser: httpx2.AsyncClient, colleague: httpx2.AsyncClient, activities: Activities, worker: None
) -> None:
    findings = await found(activities, Kind.WAITS_TOO_LONG, MANY + 1)
    until = {"until-year": "2199", "until-month": "1", "until-day": "31"}
    answer = await asked(browser, findings, Act.EXTEND, **until)
    path = answer.headers["location"]
    assert (await colleague.post(f"{path}/agreement", data={"word": "perhaps"})).status_code == 422
    assert (await colleague.post(f"{path}/agreement", data={"word": "refuse"})).status_code == 303
    assert "未同意" in (await browser.get(path)).text
    assert ASKED == []
    await asked(browser, findings[:MANY], Act.EXTEND, **until)
    [told] = ASKED
    assert told.until
    assert told.until.isoformat() == "2199-02-01T00:00:00+08:00" or told.until.year == 2199


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_kept(
    browser: httpx2.AsyncClient, activities: Activities, pool: Pool
) -> None:
    findings = await found(activities, Kind.WAITS_TOO_LONG)
    wrong: list[tuple[Act, dict[str, str], list[str]]] = [
        (Act.RESET, {"why": " "}, ["请选择处理方式", "请填写原因"]),
        (Act.NUDGE, {"why": "因" * 501}, ["原因不能超过 500 字"]),
        (Act.EXTEND, {}, ["请填写今天或者以后的日期"]),
        (
            Act.EXTEND,
            {"until-year": "2020", "until-month": "1", "until-day": "1"},
            ["请填写今天或者以后的日期"],
        ),
        (Act.EXTEND, {"until-year": "2099", "until-month": "13", "until-day": "1"}, ["期限应为真实的日期"]),
        (Act.REASSIGN, {"office": str(new_id())}, ["请选择机构"]),
    ]
    for act, typed, words in wrong:
        answer = await asked(browser, findings, act, **typed)
        assert answer.status_code == 422
        for word in words:
            assert word in answer.text
    gone = await asked(browser, [a_finding(Kind.WAITS_TOO_LONG)], Act.NUDGE)
    assert gone.status_code == 409
    assert (await asked(browser, findings, Act.NUDGE, kind="unheard_of")).status_code == 404
    assert await pool.fetchval("select count(*) from acts") == 0


async def test_pressed_four_times_it_is_one_act(
    browser: httpx2.AsyncClient, activities: Activities, worker: None, pool: Pool
) -> None:
    findings, form_id = await found(activities, Kind.RETRYING), str(new_id())
    answers = await asyncio.gather(*(asked(browser, findings, Act.NUDGE, form_id=form_id) for _ in range(4)))
    assert {answer.headers.get("location") for answer in answers} == {f"{ACTS}/{form_id}"}
    await asked(browser, findings, Act.NUDGE, form_id=form_id)
    assert len(ASKED) == 1
    assert await pool.fetchval("select count(*) from acts") == 1
    assert await pool.fetchval("select count(*) from act_cases where is_done") == 1


async def test_what_was_asked_while_nobody_worked_is_done_later(
    browser: httpx2.AsyncClient,
    activities: Activities,
    temporal: Client,
    pool: Pool,
    engine: Engine,
    settings_of: SettingsOf,
    sign_in: SignIn,
) -> None:
    findings = await found(activities, Kind.RETRYING)
    hasty = settings_of("operations", results_within="PT0S")
    async with client_of(create(hasty, pool, engine), sign_in("operator", city="")) as client:
        answer = await asked(client, findings, Act.NUDGE)
        path = answer.headers["location"]
        assert "正在处理" in (await client.get(path)).text
    async with working(temporal):
        await operations.carry_out_what_waits(pool, engine, settings_of("operations").results_within)
    assert "已处理。" in (await browser.get(path)).text
    assert len(ASKED) == 1


async def test_acts_of_another_city_are_nobody_s_here(
    browser: httpx2.AsyncClient,
    colleague: httpx2.AsyncClient,
    activities: Activities,
    worker: None,
    sign_in: SignIn,
) -> None:
    findings = await found(activities, Kind.WAITS_TOO_LONG)
    path = (await asked(browser, findings, Act.REASSIGN, office=str(OFFICE))).headers["location"]
    colleague.cookies.update(sign_in("operator", city="xinhai"))
    assert (await colleague.get(path)).status_code == 404
    assert (await colleague.post(f"{path}/agreement", data={"word": "agree"})).status_code == 404
    assert (await asked(colleague, findings, Act.NUDGE)).status_code == 404
    case = findings[0].case_id
    assert isinstance(case, UUID)
    link = f"{ACTS}/new?kind=waits_too_long&city=shaoxing&case={case}"
    assert (await colleague.get(link)).status_code == 404
    assert "还没有处理过" in (await colleague.get(ACTS)).text
    assert ASKED == []
