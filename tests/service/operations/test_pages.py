"""Operators see how much is stuck of what kind in which city, which ones, and one case: no person."""

from datetime import timedelta

import httpx2
import pytest
from bs4 import BeautifulSoup
from temporalio.client import Client

from contracts.operations import Answer, Source
from contracts.stuck import KIND_NAMES, Kind
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from kit.reference import reference
from kit.temporal import connect
from services.operations.activities import Activities
from services.operations.gateway import Engine
from services.operations.web import create
from tests.fixtures.browser import client_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.operations.conftest import a_finding, an_answer


async def opened(browser: httpx2.AsyncClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = await browser.get(path)
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def cells(page: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text(" ", strip=True) for cell in row("td")] for row in page.select("tbody tr")]


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_is_three_clicks_from_the_overview_to_the_case(
    browser: httpx2.AsyncClient, activities: Activities, kind: Kind
) -> None:
    finding = a_finding(kind, detail="some.code", due=now() - timedelta(hours=1))
    await activities.keep_answer(an_answer(finding, a_finding(kind, city="xinhai"), counted=7))
    page = await opened(browser, "/operations")
    [row] = [row for row in cells(page) if row[0] == "绍兴市"]
    column = 1 + [*Kind].index(kind)
    assert row[column] == f"7 件{KIND_NAMES[kind]}，绍兴市 最早 3 小时"
    assert {cell for place, cell in enumerate(row) if place not in {0, column}} == {"0"}
    link = page.find("a", string=None, href=f"/operations/findings?city=shaoxing&kind={kind}")
    assert link
    page = await opened(browser, str(link["href"]))
    assert "共 7 件，以下是最早的 1 件" in page.text
    [line] = cells(page)
    assert finding.case_id
    assert (line[1], line[2], line[5], line[6]) == (
        reference(finding.case_id),
        "3 小时",
        "系统",
        "some.code",
    )
    page = await opened(browser, f"/operations/cases/{finding.case_id}")
    assert KIND_NAMES[kind] in page.text
    assert "流程引擎里没有这个申报的流程" in page.text


async def test_what_is_found_no_more_is_over_and_remembered(
    browser: httpx2.AsyncClient, activities: Activities
) -> None:
    finding, at = a_finding(), now()
    path = f"/operations/cases/{finding.case_id}"
    await activities.keep_answer(an_answer(finding, at=at - timedelta(minutes=2)))
    page = await opened(browser, path)
    assert "以前卡住" not in page.text
    await activities.keep_answer(an_answer(at=at - timedelta(minutes=1)))
    page = await opened(browser, path)
    assert "没有卡住。" in page.text
    assert KIND_NAMES[Kind.RETRYING] in page.text
    assert "现在没有。" in (await opened(browser, "/operations/findings?kind=retrying&city=shaoxing")).text
    await activities.keep_answer(an_answer(finding, at=at))
    page = await opened(browser, path)
    assert "以前卡住" not in page.text


async def test_whoever_does_not_answer_is_named_and_what_it_said_before_stays(
    browser: httpx2.AsyncClient, activities: Activities
) -> None:
    finding = a_finding(Kind.DECISION_NOT_DELIVERED)
    before = now() - timedelta(minutes=1)
    await activities.keep_answer(an_answer(finding, source=Source.REVIEW, at=before))
    await activities.keep_answer(an_answer(source=Source.PAYMENT))
    assert "没有回答" not in (await opened(browser, "/operations")).text
    await activities.keep_answer(Answer(source=Source.REVIEW, at=now(), found=None))
    page = await opened(browser, "/operations")
    [silent] = page.select(".govuk-notification-banner li")
    assert silent.text.startswith("审查：最后一次回答")
    [row] = [row for row in cells(page) if row[0] == "绍兴市"]
    assert row[1 + [*Kind].index(Kind.DECISION_NOT_DELIVERED)].startswith("1 件")
    await activities.keep_answer(an_answer(finding, source=Source.REVIEW))
    assert "没有回答" not in (await opened(browser, "/operations")).text


async def test_a_survey_that_did_not_take_place_is_no_silence(
    browser: httpx2.AsyncClient, activities: Activities
) -> None:
    assert "还没有查找过" in (await opened(browser, "/operations")).text
    await activities.keep_answer(an_answer(at=now() - timedelta(minutes=6)))
    page = await opened(browser, "/operations")
    assert "没有按时查找" in page.text
    assert "zhicheng stuck" in page.text
    await activities.keep_answer(an_answer())
    assert "没有按时查找" not in (await opened(browser, "/operations")).text


async def test_an_operator_of_a_city_sees_that_city_alone(
    browser: httpx2.AsyncClient, activities: Activities, sign_in: SignIn
) -> None:
    here, there, nowhere = a_finding(), a_finding(city="xinhai"), a_finding(city="")
    await activities.keep_answer(an_answer(here, there, nowhere))
    for one in (here, there, nowhere):
        await opened(browser, f"/operations/cases/{one.case_id}")
        await opened(browser, f"/operations/findings?kind=retrying&city={one.city}")
    assert "未知地区" in (await opened(browser, "/operations")).text
    browser.cookies.update(sign_in("operator", city="shaoxing"))
    page = await opened(browser, "/operations")
    assert [row[0] for row in cells(page)] == ["绍兴市"]
    await opened(browser, f"/operations/cases/{here.case_id}")
    await opened(browser, "/operations/findings?kind=retrying&city=shaoxing")
    for one in (there, nowhere):
        await opened(browser, f"/operations/cases/{one.case_id}", 404)
        await opened(browser, f"/operations/findings?kind=retrying&city={one.city}", 404)
    await opened(browser, f"/operations/cases/{new_id()}", 404)
    await opened(browser, "/operations/findings?kind=unheard_of&city=shaoxing", 404)


async def test_while_the_engine_is_away_the_case_says_so_and_what_to_do(
    pool: Pool, activities: Activities, settings_of: SettingsOf, sign_in: SignIn
) -> None:
    finding = a_finding()
    await activities.keep_answer(an_answer(finding))
    settings = settings_of("operations", temporal_address="127.0.0.1:9")
    away: Client = await connect(settings, lazy=True)
    async with client_of(create(settings, pool, Engine(away)), sign_in("operator", city="")) as browser:
        page = await opened(browser, f"/operations/cases/{finding.case_id}")
    assert "流程引擎没有回答" in page.text
    assert KIND_NAMES[Kind.RETRYING] in page.text
