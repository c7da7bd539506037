import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi import FastAPI
from temporalio.client import Client

from contracts.application import workflow_id
from contracts.case import Problem
from contracts.sections.names import SectionKind, newest
from contracts.sections.verified import VerifiedRecord
from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.reference import reference
from kit.sealed import CaseFile
from kit.temporal import connect
from kit.web.filters import mask_name
from services.declaration import gateway
from services.declaration.drafting.store.declarations import declaration as declaration_of
from services.declaration.settings import Settings
from services.declaration.submission.store import receipts_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News, Player, sealed_others
from tests.service.declaration.world import PLAYS, SmallApplication
from tests.unit.sections.written import NAME, documents
from tests.unit.services.declaration.plans import CITIES
from workflows.application.table import ON_ITS_WAY

NO_PHOTO = Problem(rule="A4.1", page="/documents/photo", message="请上传证件照并确认")
AWAY = Problem(rule="", page="", message="系统暂时繁忙，已填内容均已保存，请稍后再试。")
NO_EMPLOYER = Problem(rule="A2.4", page="/archive/basic", message="工作单位尚未授权")


FEW = 10  # events of a workflow to which nothing happened


async def previews(temporal: Client, application_id: UUID) -> int:
    """How many have been asked for."""
    begun = f"WorkflowId STARTS_WITH 'preview-{application_id}'"
    return len([found async for found in temporal.list_workflows(begun)])


def id_of(declaration: str) -> UUID:
    return UUID(declaration.removeprefix("/declarations/"))


@pytest.mark.rule("A8.8")
async def test_the_preview_lists_everything_that_is_missing(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, act="save", statement="", category="")
    async with play((await started())[0], problems=(NO_PHOTO, NO_EMPLOYER)):
        page = await applicant.get(f"{declaration}/preview")

    assert page.status == 200
    for words in ("请上传证件照并确认", "工作单位尚未授权", "三类中选一类", "请填写本人述职"):
        assert words in page.text
    assert "规则" not in page.text
    assert {"/documents/photo", "/archive/basic", f"{declaration}/form#statement"} <= set(page.links())
    assert "重新预览" in page.text
    assert not page.hidden()


@pytest.mark.rule("A8.8")
@pytest.mark.rule("A8.9")
async def test_the_preview_shows_all_that_is_submitted_and_it_goes_to_the_employer(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, statement="主持评价。\n<b>完成</b>报告三份。")
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        answer = await applicant.post(f"{declaration}/submit", page.hidden())
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        assert len(await handle.query(SmallApplication.submitted)) == 1

    for words in (
        NAME,
        "330***********1222",
        "138****2345",
        "单位性质 省直单位或企业集团",
        "单位层级 省级单位",
        "最高学历 博士研究生",
        "工作业绩：工作业绩之专业技术工作名称",
        "本人作用 主持",
    ):
        assert words in page.text
    for words in ("正常申报", "再次通过中级申报", "监测与分析", "2016年8月", "8 年", "<b>完成</b>报告三份。"):
        assert words in page.text
    assert page.soup.find("img", src=f"data:image/jpeg;base64,{documents().photo.base64}")
    assert page.soup.find("img", alt=f"{NAME}的手写签名")
    assert f"{declaration}/pledge" in page.links()
    assert answer.leads_to == f"{declaration}?submitted=1"
    record = await applicant.get(answer.leads_to)
    assert "申报已提交" in record.text
    assert "用人单位审查" in record.text
    assert "绍兴市环境监测站 逐项审查申报材料" in record.text
    assert f"{declaration}/form" not in record.links()
    assert (await applicant.fill_in_closed(declaration)).status == 409


async def test_what_was_submitted_can_be_read_afterwards_and_not_before(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration, statement="主持评价，完成报告三份。")
    before = await applicant.get(f"{declaration}/submitted")
    assert before.status == 404
    assert "尚未提交" in before.text
    async with play((await started())[0]):
        preview = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", preview.hidden())
    record = await applicant.get(declaration)
    assert f"{declaration}/submitted" in record.links()

    page = await applicant.get(f"{declaration}/submitted")

    for words in (NAME, "工作业绩之专业技术工作名称", "监测与分析", "主持评价，完成报告三份。"):
        assert words in page.text
    assert page.soup.find("img", alt="证件照")
    assert page.links("/documents/files/")
    assert not page.hidden()


@pytest.mark.rule("A8.9")
async def test_a_submission_has_a_receipt_that_anyone_can_check(
    applicant: Browser, browsers: Browsers, play: Player, started: Events, pool: Pool
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]):
        preview = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", preview.hidden())
    async with transaction(pool) as conn:
        (receipt,) = await receipts_of(conn, id_of(declaration))
        record = await declaration_of(conn, receipt.declaration_id)
    assert record is not None
    listed = newest(record.sections, SectionKind.SUBMISSION)
    assert listed is not None
    assert receipt.digest == listed.sha256
    own = await applicant.get(f"{declaration}/submitted")
    assert f"校验码 {receipt.code}" in own.text

    typed = receipt.code.replace("-", " ").lower().replace("0", "o")
    stranger = browsers()
    found = await stranger.get(f"/declarations/receipts?{urlencode({'code': typed})}")
    assert found.leads_to == f"/declarations/receipts/{receipt.code}"
    page = await stranger.get(found.leads_to)
    for words in ("本平台已收到", reference(receipt.declaration_id), "第 1 次", mask_name(NAME)):
        assert words in page.text
    assert NAME not in page.text

    unknown = await stranger.get("/declarations/receipts?code=0000-0000-0000-0000")
    assert "没有查到这个校验码" in unknown.text
    assert (await stranger.get("/declarations/receipts/0000-0000-0000-0000")).status == 404


@pytest.mark.rule("A8.9")
async def test_a_receipt_of_an_erased_case_tells_nobody_s_name(
    applicant: Browser, browsers: Browsers, play: Player, started: Events, pool: Pool, case_file: CaseFile
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]):
        preview = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", preview.hidden())
    async with transaction(pool) as conn:
        (receipt,) = await receipts_of(conn, id_of(declaration))
    await case_file.destroy_key(receipt.declaration_id)
    page = await browsers().get(f"/declarations/receipts/{receipt.code}")
    assert "申报人员的信息已按规定删除" in page.text


@pytest.mark.rule("A6.6")
@pytest.mark.rule("R1.1")
async def test_the_acceptance_point_is_that_of_the_place_to_which_the_employer_belongs(
    applicant: Browser, play: Player, started: Events, pool: Pool, case_file: CaseFile
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    (event,) = await started()
    async with play(event) as temporal:
        handle = temporal.get_workflow_handle(workflow_id(event.application_id))
        assert "受理点：" not in (await applicant.get(f"{declaration}/preview")).text
        for point in CITIES.city("shaoxing").acceptance_points:
            others = await sealed_others(case_file, event.application_id, place=point.place)
            await handle.signal(SmallApplication.have_others, others)
            PLAYS[event.application_id] = replace(PLAYS[event.application_id], others=others)
            async with transaction(pool) as conn:
                await conn.execute("delete from previews")
            page = await applicant.get(f"{declaration}/preview")
            assert f"受理点：{point.name}，{point.address}，电话 0575-{point.phone}" in page.text
        await applicant.post(f"{declaration}/submit", page.hidden())
    assert f"受理点：{point.name}" in (await applicant.get(f"{declaration}/submitted")).text


@pytest.mark.rule("A8.9")
async def test_what_differs_from_the_verified_archive_is_shown_with_the_reason(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    other: dict[str, object] = {"source": "otherwise", "difference": "聘书日期有误，见更正证明"}
    await applicant.fill_in(declaration, **other, **{"appointed_on-year": "2017"})
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")

    assert "与用人单位核验的个人基本信息不同" in page.text
    assert "申报：2017年12月 已核验：" in page.text
    assert "聘书日期有误，见更正证明" in page.text


async def test_a_double_click_submits_once(applicant: Browser, play: Player, started: Events) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        answers = await asyncio.gather(
            *(applicant.post(f"{declaration}/submit", page.hidden()) for _ in range(3))
        )
        late = await applicant.post(f"{declaration}/submit", page.hidden())
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        assert len(await handle.query(SmallApplication.submitted)) == 1

    assert {answer.leads_to for answer in (*answers, late)} == {f"{declaration}?submitted=1"}


async def test_looking_again_asks_nobody_and_another_look_asks_once(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    event = (await started())[0]
    async with play(event) as temporal:
        for _ in range(5):
            assert (await applicant.get(f"{declaration}/preview")).status == 200
        assert await previews(temporal, event.application_id) == 1
        await applicant.fill_in(declaration, specialty="环境工程", difference="改做环境工程")
        for _ in range(2):
            assert "环境工程" in (await applicant.get(f"{declaration}/preview")).text
        assert await previews(temporal, event.application_id) == 2
        handle = temporal.get_workflow_handle(workflow_id(event.application_id))
        events = (await handle.fetch_history()).events
    assert len(events) < FEW


async def test_what_was_not_shown_is_not_submitted_but_shown(
    applicant: Browser, play: Player, started: Events, case_file: CaseFile
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    event = (await started())[0]
    async with play(event) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        handle = temporal.get_workflow_handle(workflow_id(event.application_id))
        await handle.signal(
            SmallApplication.have_others,
            await sealed_others(case_file, event.application_id, applicant="李四"),
        )
        answer = await applicant.post(f"{declaration}/submit", page.hidden())
        again = await applicant.get(answer.leads_to)
        assert await handle.query(SmallApplication.submitted) == []
        done = await applicant.post(f"{declaration}/submit", again.hidden())
    assert answer.leads_to == f"{declaration}/preview?changed"
    assert "李四" in again.text
    assert done.leads_to == f"{declaration}?submitted=1"


@pytest.mark.rule("A3.1")
async def test_who_presses_after_the_end_reads_so_and_loses_nothing(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        await handle.signal(SmallApplication.close, datetime(2022, 8, 31, 16, tzinfo=UTC))
        refused = await applicant.post(f"{declaration}/submit", page.hidden())
        assert await handle.query(SmallApplication.submitted) == []
        await handle.signal(SmallApplication.close, now() + timedelta(days=1))
        done = await applicant.post(f"{declaration}/submit", page.hidden())
    assert refused.status == HTTPStatus.CONFLICT
    assert "已过截止时间（2022年8月31日 24:00），不能再提交" in refused.text
    assert done.leads_to == f"{declaration}?submitted=1"


@pytest.mark.rule("A3.1")
@pytest.mark.parametrize("is_changed", [False, True], ids=["the same", "changed meanwhile"])
async def test_who_pressed_in_time_and_got_no_answer_is_in_time_with_the_same_contents(
    applicant: Browser, play: Player, started: Events, *, is_changed: bool
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        await handle.signal(SmallApplication.have_problems, (AWAY,))
        busy = await applicant.post(f"{declaration}/submit", page.hidden())
        await handle.signal(SmallApplication.close, now())
        await handle.signal(SmallApplication.have_problems, ())
        if is_changed:
            await applicant.fill_in(declaration, specialty="环境工程", difference="改做环境工程")
        page = await applicant.get(f"{declaration}/preview")
        again = await applicant.post(f"{declaration}/submit", page.hidden())

    assert busy.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert f"截止后{ON_ITS_WAY.seconds // 60}分钟内有效" in busy.text
    if is_changed:
        assert again.status == HTTPStatus.CONFLICT
    else:
        assert again.leads_to == f"{declaration}?submitted=1"


@pytest.mark.rule("A8.8")
async def test_what_went_missing_after_the_preview_blocks_the_submission(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        await handle.signal(SmallApplication.have_problems, (NO_PHOTO,))
        refused = await applicant.post(f"{declaration}/submit", page.hidden())
        assert await handle.query(SmallApplication.submitted) == []

    assert refused.status == 422
    assert "请上传证件照并确认" in refused.text
    assert "填报中" in (await applicant.get(declaration)).text


@pytest.mark.rule("A8.8")
async def test_a_form_changed_after_the_preview_is_shown_again_first(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
        await applicant.fill_in(declaration, specialty="环境工程", difference="改做环境工程")
        answer = await applicant.post(f"{declaration}/submit", page.hidden())
        again = await applicant.get(answer.leads_to)

    assert answer.leads_to == f"{declaration}/preview?changed"
    assert "尚未提交" in again.text
    assert "环境工程" in again.text


async def test_a_workflow_that_is_not_there_yet_is_waited_for(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    asking = asyncio.create_task(applicant.get(f"{declaration}/preview"))
    await asyncio.sleep(0.5)
    async with play((await started())[0]):
        assert (await asking).status == 200


async def test_when_nobody_answers_nothing_is_lost(
    applicant: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "ANSWER_PATIENCE_SECONDS", 0.5)
    declaration = await applicant.start()
    await applicant.fill_in(declaration)

    page = await applicant.get(f"{declaration}/preview")

    assert page.status == 503
    assert "未丢失" in page.text
    assert (await applicant.get(f"{declaration}/form")).value("specialty") == "环境监测"


async def test_a_temporal_server_that_is_away_says_that_nothing_is_lost(
    applicant: Browser, app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "ANSWER_PATIENCE_SECONDS", 3.0)
    nowhere = settings.model_copy(update={"temporal_address": "127.0.0.1:9"})
    app.state.applications = gateway.Applications(await connect(nowhere, lazy=True))
    declaration = await applicant.start()
    await applicant.fill_in(declaration)

    page = await applicant.get(f"{declaration}/preview")

    assert page.status == 503
    assert page.response.headers["retry-after"]
    assert "未丢失" in page.text
    assert (await applicant.get(declaration)).status == 200


async def test_a_worker_that_is_away_is_not_waited_for_for_ever(
    applicant: Browser, play: Player, started: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = await applicant.start()
    async with play((await started())[0]):
        pass
    monkeypatch.setattr(gateway, "ANSWER_PATIENCE_SECONDS", 1.0)

    assert (await applicant.get(f"{declaration}/preview")).status == 503


async def test_an_owner_of_a_section_that_is_away_is_no_fault_of_the_applicant(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0], problems=(AWAY,)):
        page = await applicant.get(f"{declaration}/preview")

    assert page.status == 503
    assert "已填内容均已保存" in page.text
    assert "需要补正" not in page.text


async def test_an_owner_that_was_away_is_asked_anew_by_the_same_button(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    async with play((await started())[0]) as temporal:
        page = await applicant.get(f"{declaration}/preview")
        handle = temporal.get_workflow_handle(workflow_id(id_of(declaration)))
        await handle.signal(SmallApplication.have_problems, (AWAY,))
        busy = await applicant.post(f"{declaration}/submit", page.hidden())
        await handle.signal(SmallApplication.have_problems, ())
        again = await applicant.post(f"{declaration}/submit", page.hidden())

    assert busy.status == 503
    assert again.leads_to == f"{declaration}?submitted=1"


async def test_taking_it_back_is_confirmed_first_and_done_once(
    applicant: Browser, play: Player, started: Events
) -> None:
    declaration = await applicant.start()
    async with play((await started())[0]):
        asked = await applicant.get(f"{declaration}/withdraw")
        answers = [await applicant.post(f"{declaration}/withdraw") for _ in range(2)]

    assert "确定撤回本次申报" in asked.text
    assert [answer.leads_to for answer in answers] == [declaration] * 2
    page = await applicant.get(declaration)
    assert "已撤回" in page.text
    assert f"{declaration}/withdraw" not in page.links()


async def test_a_case_that_is_over_says_so_at_once(applicant: Browser, play: Player, started: Events) -> None:
    declaration = await applicant.start()
    async with play((await started())[0]) as temporal:
        await applicant.post(f"{declaration}/withdraw")
        await temporal.get_workflow_handle(workflow_id(id_of(declaration))).result()
        async with asyncio.timeout(gateway.START_PATIENCE_SECONDS / 2):
            with pytest.raises(gateway.NotNow):
                await gateway.Applications(temporal).withdraw(id_of(declaration), new_id())


async def test_after_taking_it_back_one_may_start_again(
    applicant: Browser, play: Player, started: Events
) -> None:
    first = await applicant.start()
    async with play((await started())[0]):
        await applicant.post(f"{first}/withdraw")

    assert await applicant.start() != first


@pytest.mark.rule("A7.1")
async def test_what_was_verified_since_the_draft_began_is_named_on_draft_and_preview(
    applicant: Browser, play: Player, started: Events, news: News
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    later = VerifiedRecord(id=new_id(), kind="paper", title="《后来的论文》", files=1)
    await news.readiness(applicant.person_id, at=now(), proofs=[later])

    assert "新核验“《后来的论文》”" in (await applicant.get(declaration)).text
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
    assert "又有业绩经单位核验，这份申报没有提取" in page.text
    assert "《后来的论文》" in page.text
