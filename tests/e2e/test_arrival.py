"""An application arrives: from nothing to form and title, and nobody's data where it must not be."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import asyncpg
import pypdfium2
import pytest

from contracts import offices
from contracts.application import workflow_id
from deploy.demo.clock import fast_forward
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.kinds import WAYS
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from tests.e2e.conftest import Begin
from tests.e2e.evidence import PATIENCE_SECONDS, histories, text_messages, verify
from tests.fixtures.stack import STATE

TITLE = "生态环境专业工程师（环境监测）"
LONGEST_HOLIDAY = timedelta(days=14)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return re.sub(r"\s", "", text)


@pytest.mark.rule("A3.1")
@pytest.mark.rule("A6.3")
@pytest.mark.rule("A8.9")
@pytest.mark.rule("A9.1")
@pytest.mark.rule("A9.2")
@pytest.mark.rule("A10.1")
@pytest.mark.rule("A10.2")
@pytest.mark.rule("B5.1")
@pytest.mark.rule("E2.2")
@pytest.mark.rule("E3.1")
@pytest.mark.rule("M1.2")
@pytest.mark.rule("M1.3")
@pytest.mark.rule("M1.4")
@pytest.mark.rule("X1.1")
async def test_an_application_goes_from_nothing_to_the_title(
    house: House, stack: Stack, begin: Begin
) -> None:
    journey = await begin(WAYS["landmark"])
    await journey.go(journey.declaring())
    await _the_clerk_is_told(house, stack, journey)
    await _experts_are_seen(journey)
    await journey.go([*journey.examining(), *journey.reviewing()])
    await journey.applicant.until_says(journey.application_id, "待缴费")
    early = await journey.applicant.open(f"/declarations/{journey.application_id}/review-form.pdf")
    assert early.status in {403, 404, 409}
    await journey.go(journey.finishing())

    form = words(await journey.applicant.review_form(journey.application_id))
    cast = journey.cast
    for expected in (
        cast.applicant_name,
        cast.employer_name,
        "专业技术职务任职资格评审表",
        "高浊度水样预处理方法研究",
        "浙江省专业技术职务任职资格申报与评审服务管理平台",
    ):
        assert expected in form
    assert verify(house, journey.application_id)
    await _texts_arrived(house, journey)
    await _goes_on_to_the_title(house, journey)
    await _nobody_is_named(stack, journey)


async def _experts_are_seen(journey: Journey) -> None:
    """The employer reads what this kind asks for besides, and how each opinion came."""
    await journey.clerk.open("/")
    case = await journey.clerk.open(await journey.clerk.task(journey.cast.applicant_name))
    for expected in (
        "标志性业绩直接申报",
        "两级沉降加超声清洗",
        "专家举荐",
        "推荐专家1",
        "陈国平",
        "申报人按专家签名的纸质意见表填写",
        "推荐专家2",
        "专家本人凭短信链接填写，在手机上签名",
        f"经对{journey.cast.applicant_name}的评审材料",
    ):
        assert expected in case.text


async def _goes_on_to_the_title(house: House, journey: Journey) -> None:
    """Papers, roster, meeting, publicity: in one sealed chain, told by message, and in the archive."""
    await journey.go(journey.electing())
    assert verify(house, journey.application_id)
    texts = await text_messages(house, journey.cast.applicant_mobile, at_least=1, saying="取得")
    assert len(texts) == 1
    await journey.applicant.until("/archive/records", lambda page: TITLE in page.text)


async def _the_clerk_is_told(house: House, stack: Stack, journey: Journey) -> None:
    """On the morning of the next working day, whatever day it is today."""
    conn = await asyncpg.connect(stack.environment("identity")["IDENTITY_DATABASE_URL"])
    try:
        employer_id = await conn.fetchval(
            "select id from employers where name = $1", journey.cast.employer_name
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await conn.fetchval("select waiting from queues where id = $1", employer_id):
                await asyncio.sleep(0.3)
    finally:
        await conn.close()
    await fast_forward(journey.client, offices.workflow_id(employer_id), LONGEST_HOLIDAY)
    texts: list[str] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not any("现有1件职称申报待审查" in text for text in texts):
            texts = await text_messages(house, journey.cast.clerk_mobile, at_least=len(texts) + 1)


async def _texts_arrived(house: House, journey: Journey) -> None:
    cast = journey.cast
    clerk = await text_messages(house, cast.clerk_mobile, at_least=1)
    applicant = await text_messages(house, cast.applicant_mobile, at_least=4)
    assert all(text.startswith("【12333】") for text in (*clerk, *applicant))
    assert any("审核通过" in text for text in clerk)
    assert any("180.00" in text for text in applicant)
    assert len(set(applicant)) == len(applicant)


async def _nobody_is_named(stack: Stack, journey: Journey) -> None:
    """No name, number or phone of anybody in history, search attribute, log line or event."""
    told = {
        "history": "\n".join(await histories(journey)),
        "log": "\n".join(_log_lines()),
        "event": "\n".join([body async for body in _events(stack)]),
    }
    handle = journey.client.get_workflow_handle(workflow_id(journey.application_id))
    description = await handle.describe()
    told["search attributes"] = str(description.typed_search_attributes) + str(description.raw_description)
    for where, text in told.items():
        assert len(text) > 100
        for secret in journey.cast.private:
            assert secret not in text, f"{where} names {secret}"


def _log_lines() -> Iterator[str]:
    for file in (STATE / "log").iterdir():
        yield file.read_text(encoding="utf-8", errors="replace")


async def _events(stack: Stack) -> AsyncIterator[str]:
    for service in SERVICES:
        conn = await asyncpg.connect(stack.environment(service)[f"{service.upper()}_DATABASE_URL"])
        try:
            for row in await conn.fetch("select body::text as body from outbox"):
                yield row["body"]
        finally:
            await conn.close()


@pytest.mark.rule("A9.3")
async def test_an_unpaid_fee_ends_it_after_reminders(house: House, begin: Begin) -> None:
    from deploy.demo.clock import fast_forward, pass_deadline

    journey = await begin()
    await journey.go([*journey.declaring(), *journey.examining(), *journey.reviewing()])
    await journey.applicant.until_says(journey.application_id, "待缴费")
    before = len(await text_messages(house, journey.cast.applicant_mobile, at_least=2))
    await fast_forward(journey.client, workflow_id(journey.application_id), timedelta(days=14))
    await text_messages(house, journey.cast.applicant_mobile, at_least=before + 1)
    await pass_deadline(journey.client, journey.application_id)
    await journey.applicant.until_says(journey.application_id, "逾期未缴费")
    page = await journey.applicant.open(f"/payment/{journey.application_id}")
    assert "马上支付" not in page.text
