"""Operators' pages hold hundreds of findings of many cities, long names, codes and reasons, on any screen."""

from datetime import timedelta

import httpx2
from playwright.async_api import BrowserContext, Route

from contracts.operations import Source
from contracts.remedies import Act
from contracts.stuck import Finding, Kind
from kit.clock import now
from kit.ids import derived, new_id
from services.operations.activities import Activities
from services.operations.web.routes import LISTED
from tests.browser.chromium import PC, PHONE, chromium, profile
from tests.browser.window import Window
from tests.fixtures.browser import HOST
from tests.service.operations.conftest import a_finding, an_answer
from tests.service.operations.test_acts import asked

PARTIES = (
    "绍兴市越城区清源环境监测与生态修复工程技术研究开发集团股份有限公司滨海新区第三分公司",
    "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会办公室",
    "系统",
)
CODES = {
    Kind.WAITS_TOO_LONG: "department",
    Kind.RETRYING: "documents.render_review_form/RegisterOfIntegrityRecordsUnavailable",
    Kind.REPLAY_BROKEN: "category=WorkflowTaskFailed,cause=WorkflowTaskFailedCauseNonDeterministicError",
    Kind.MESSAGE_UNDELIVERED: "recommendation_asked_again/handed_over",
}
CITIES = ("shaoxing", "xinhai", "", *(f"a-city-that-left-{number}" for number in range(12)))
REASON = "https://example.com/" + "monitoring-station-" * 6 + "机房停电后，绍兴市的任务没有送达。" * 20


def findings(kind: Kind) -> list[Finding]:
    """A few in each city; in one of them more are late than a page lists."""
    many = {("shaoxing", Kind.WAITS_TOO_LONG): LISTED + 1}
    told = [(city, number) for city in CITIES for number in range(many.get((city, kind), 3))]
    of_nobody = {"case_id": None} if kind is Kind.MESSAGE_UNDELIVERED else {}
    return [
        a_finding(
            kind,
            city=city,
            party=PARTIES[number % 3],
            detail=CODES[kind],
            since=now() - timedelta(hours=7 * number + 2),
            due=now() - timedelta(hours=number) if kind is Kind.WAITS_TOO_LONG else None,
            **{"subject_id": new_id(), **of_nobody},
        )
        for city, number in told
    ]


async def answer_in_this_process(context: BrowserContext, client: httpx2.AsyncClient) -> None:
    """What the browser asks, the app answers; there is no server."""

    async def answer(route: Route) -> None:
        asked = route.request
        got = await client.request(asked.method, asked.url, content=asked.post_data_buffer)
        await route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.content)

    await context.route("**/*", answer)


async def test_hundreds_with_long_names_fit_every_screen(
    browser: httpx2.AsyncClient, activities: Activities
) -> None:
    late = findings(Kind.WAITS_TOO_LONG)
    for source, found in (
        (Source.DECLARATION, late),
        (Source.ENGINE, [*findings(Kind.RETRYING), *findings(Kind.REPLAY_BROKEN)]),
        (Source.NOTIFICATION, findings(Kind.MESSAGE_UNDELIVERED)),
    ):
        await activities.keep_answer(an_answer(*found, source=source, counted=12_345))
    act = await asked(
        browser, late[:30], Act.REASSIGN, why=REASON, office=str(derived("office", "shaoxing", "hr"))
    )
    async with chromium() as launched:
        context = await profile(launched, f"http://{HOST}", PHONE)
        await answer_in_this_process(context, browser)
        window = await Window.open(context, PHONE, f"http://{HOST}", others=(PC,))
        await window.go("/operations")
        for kind in CODES:
            await window.go(f"/operations/findings?kind={kind}&city=a-city-that-left-1")
        await window.go("/operations/findings?kind=waits_too_long&city=shaoxing")
        assert f"共 12345 件，以下是最早的 {LISTED} 件" in await window.text()
        await window.follow("全选本页")
        await window.press("处理所选")
        assert f"已选 {LISTED} 件" in await window.text()
        await window.go(f"/operations/cases/{late[0].case_id}")
        await window.go(act.headers["location"])
        await window.go("/operations/acts")
    assert window.complaints == []
