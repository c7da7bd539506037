import asyncio
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI

from contracts.application import Status, Turn, Verdict
from contracts.bag_cover import COVER_PAGE, BagCover
from contracts.case import Role, SectionRef
from contracts.sections.decision import DecisionSection, ItemFinding, Mend, Reason
from kit.db import Connection
from kit.ids import new_id
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.progress.domain.records import Move
from services.declaration.progress.store.moves import moves_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.world import a_move
from tests.unit.sections.written import decision

NOON = datetime(2022, 8, 1, 4, tzinfo=UTC)
OFFICE = "绍兴市生态环境局"
DECISION = replace(
    decision(Role.DEPARTMENT, Verdict.RETURNED),
    office=OFFICE,
    mends=(),
    reason="继续教育证明不清晰。\n请重新扫描。",
    items=(
        ItemFinding(item="education", name="继续教育", finding="unclear", remark="2021年的证明看不清"),
        ItemFinding(item="years", name="专业年限", finding="ok", remark=""),
    ),
)


class Case:
    """A declaration that is moved on as the workflow would."""

    def __init__(self, application_id: UUID, activities: Activities) -> None:
        self.id, self.activities, self.position = application_id, activities, 0
        self.sections: tuple[SectionRef, ...] = ()

    async def move(self, event: str, status: Status, who: Role, name: str = "", **more: Any) -> None:
        self.position += 1
        at = NOON + timedelta(days=self.position)
        kept = {name: more.pop(name) for name in ("stage", "stops") if name in more}
        turn = Turn(who=who, name=name, why=more.pop("why", "审查申报材料并签署意见"), since=at, **more)
        await self.activities.record_progress(
            a_move(
                self.id,
                self.position,
                at=at,
                event=event,
                status=status,
                round=1,
                turn=turn,
                manifest=self.sections,
                **kept,
            )
        )


@pytest.fixture
async def case(applicant: Browser, started: Events, activities: Activities, case_file: CaseFile) -> Case:
    await applicant.start()
    (event,) = await started()
    await case_file.publish_key(event.application_id, case_file.new_key())
    case = Case(event.application_id, activities)
    await case.move("started", Status.DRAFTING, Role.APPLICANT, why="填写申报信息并提交")
    return case


async def sealed(case: Case, case_file: CaseFile, name: str, value: DecisionSection | bytes) -> None:
    ref = await case_file.seal(case.id, name, value)
    case.sections = (*case.sections, SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256))


async def test_everybody_reads_whose_turn_it_is(applicant: Browser, case: Case) -> None:
    due = datetime(2022, 10, 10, 16, tzinfo=UTC)
    await case.move("submitted", Status.EXAMINING, Role.EMPLOYER, "绍兴市环境监测站")
    await case.move(
        "posted", Status.PUBLICISING, Role.PLATFORM, why="单位公示期未满", until=due, is_provisional=True
    )

    for path in ("/declarations", f"/declarations/{case.id}"):
        page = await applicant.get(path)
        assert "平台 单位公示期未满" in page.text
        assert "2022年10月10日 24:00 （暂定）" in page.text
    timeline = page.text.split("办理经过", 1)[1]
    assert timeline.index("开始公示 绍兴市环境监测站") < timeline.index("提交申报 您本人")


@pytest.mark.rule("E4.1", "E4.3")
async def test_a_return_says_why_and_what_to_mend(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    await case.move("passed", Status.REVIEWING, Role.DEPARTMENT, OFFICE)
    await sealed(case, case_file, "decision-1-department", DECISION)
    await case.move("returned", Status.RETURNED, Role.APPLICANT, why="按退回意见修改后重新提交")

    page = await applicant.get(f"/declarations/{case.id}")

    assert "退回意见" in page.text
    assert "继续教育证明不清晰。" in page.text
    assert "继续教育 材料不清 2021年的证明看不清 去修改 ：继续教育" in page.text
    assert "专业年限" not in page.text
    assert f"退回修改 {OFFICE}" in page.text
    assert f"/declarations/{case.id}/attachments" in page.links()
    assert (await applicant.get(f"/declarations/{case.id}/attachments")).status == 200


@pytest.mark.rule("E4.3", "B3.2")
async def test_a_return_tells_of_each_item_why_what_and_where_to_mend_it(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    photo = Reason(code="photo-quality", item="photo", words="照片底色、清晰度不符合要求")
    mend = Mend(item="photo", name="证件照", reasons=(photo,), text="背景偏灰", remedy="重新上传白底的照片。")
    item = ItemFinding(item="photo", name="证件照", finding="unclear", remark="只给本单位看的话")
    due = datetime(2022, 10, 10, 16, tzinfo=UTC)
    await case.move("passed", Status.REVIEWING, Role.DEPARTMENT, OFFICE)
    told = replace(DECISION, mends=(mend,), items=(*DECISION.items, item), is_last_return=True)
    await sealed(case, case_file, "decision-1-department", told)
    await case.move("returned", Status.RETURNED, Role.APPLICANT, why="按退回意见修改后重新提交", until=due)

    page = await applicant.get(f"/declarations/{case.id}")

    for words in (
        "退回的材料 首次提交",
        "这是最后一次退回。",
        "重新提交截止 2022年10月10日 24:00",
        "证件照 理由 照片底色、清晰度不符合要求 具体情况 背景偏灰 怎么办 重新上传白底的照片。 办理 去修改",
    ):
        assert words in page.text
    assert "只给本单位看的话" not in page.text
    assert f"/documents/photo?back=/declarations/{case.id}/after/photo" in page.links()
    assert "继续教育 材料不清 2021年的证明看不清 去修改 ：继续教育" in page.text


VERDICTS = ("退回", "不通过", "继续教育证明不清晰")


async def told(applicant: Browser, case: Case) -> set[str]:
    """What the list and the page say of a verdict, and of its reason."""
    pages = [await applicant.get(path) for path in ("/declarations", f"/declarations/{case.id}")]
    return {word for word in VERDICTS for page in pages if word in page.text}


@pytest.mark.parametrize(
    ("event", "status", "verdict"),
    [("returned", Status.RETURNED, "退回"), ("refused", Status.REFUSED, "不通过")],
)
async def test_a_verdict_is_told_with_its_reason_whichever_comes_first(
    applicant: Browser, case: Case, case_file: CaseFile, event: str, status: Status, verdict: str
) -> None:
    decided = replace(DECISION, verdict=Verdict(event))
    await case.move("passed", Status.REVIEWING, Role.DEPARTMENT, OFFICE)
    await case.move(event, status, Role.PLATFORM, why="以退回意见为准")
    assert await told(applicant, case) == set()
    assert (await applicant.get(f"/declarations/{case.id}")).soup.select_one("[data-refresh]")

    await sealed(case, case_file, "decision-1-department", decided)
    await case.move("deadline_changed", status, Role.PLATFORM, why="以意见为准")
    assert await told(applicant, case) >= {verdict, "继续教育证明不清晰"}


async def test_head_and_timeline_are_of_one_moment(
    applicant: Browser, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    await case.move("submitted", Status.EXAMINING, Role.EMPLOYER, "绍兴市环境监测站")

    async def decided_meanwhile(conn: Connection, declaration_id: UUID) -> list[Move]:
        by_another = case.move("refused", Status.REFUSED, Role.PLATFORM, why="不具备申报条件")
        await asyncio.create_task(by_another, context=Context())
        return await moves_of(conn, declaration_id)

    monkeypatch.setattr("services.declaration.progress.web.records.moves_of", decided_meanwhile)
    page = await applicant.get(f"/declarations/{case.id}")

    assert "用人单位审查" in page.text
    assert "审查不通过" not in page.text


async def test_a_reason_is_not_told_before_its_verdict(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    await sealed(case, case_file, "decision-1-department", DECISION)
    await case.move("passed", Status.REVIEWING, Role.DEPARTMENT, OFFICE)
    assert await told(applicant, case) == set()

    await case.move("returned", Status.RETURNED, Role.APPLICANT, why="修改后重新提交")
    assert await told(applicant, case) >= {"退回", "继续教育证明不清晰"}


async def test_what_another_office_decided_before_is_no_reason(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    passed = replace(DECISION, stage="employer", verdict=Verdict.PASSED, reason="", opinion="同意报送")
    await sealed(case, case_file, "decision-1-employer", passed)
    await case.move("passed", Status.REVIEWING, Role.DEPARTMENT, OFFICE)
    await case.move("refused", Status.REFUSED, Role.PLATFORM, why="本次申报已办结")

    page = await applicant.get(f"/declarations/{case.id}")

    assert "审查意见正在送达" in page.text
    assert "不通过" not in page.text


async def test_a_decision_that_cannot_be_read_says_so(applicant: Browser, case: Case) -> None:
    case.sections = (SectionRef(name="decision-1-department", key="review/none", sha256="0" * 64),)
    await case.move("refused", Status.REFUSED, Role.PLATFORM, why="本次申报已办结")

    page = await applicant.get(f"/declarations/{case.id}")

    assert page.status == 200
    assert "审查意见无法读取" in page.text
    assert "审查不通过，本次申报已结束" in page.text


@pytest.mark.rule("A9.2")
@pytest.mark.rule("B2.1")
async def test_the_link_to_pay_is_there_while_it_can_be_paid(applicant: Browser, case: Case) -> None:
    await case.move("passed", Status.AWAITING_RECOMMENDATION_FEE, Role.APPLICANT, why="缴纳评审推荐费")
    page = await applicant.get(f"/declarations/{case.id}")
    assert f"/payment/{case.id}?due=yes" in page.links()
    assert "待缴评审推荐费" in page.text
    await case.move("settled", Status.RECOMMENDATION_FEE_PAID, Role.PLATFORM, why="登记缴费")
    assert f"/payment/{case.id}?due=yes" not in (await applicant.get(f"/declarations/{case.id}")).links()

    await case.move("passed", Status.REVIEWING, Role.COMMITTEE, "评委会办公室")
    assert f"/payment/{case.id}?due=yes" not in (await applicant.get(f"/declarations/{case.id}")).links()

    await case.move("accepted", Status.AWAITING_PAYMENT, Role.APPLICANT, why="缴纳评审费")
    page = await applicant.get(f"/declarations/{case.id}")
    assert f"/payment/{case.id}?due=yes" in page.links()
    assert f"/declarations/{case.id}/withdraw" not in page.links()

    await case.move("settled", Status.PAID, Role.PLATFORM, why="生成评审表")
    page = await applicant.get(f"/declarations/{case.id}")
    assert f"/payment/{case.id}?due=yes" not in page.links()
    assert page.soup.select_one("[data-refresh]")


@pytest.mark.rule("A10.1")
async def test_the_review_form_comes_after_the_payment(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    path = f"/declarations/{case.id}/review-form.pdf"
    await case.move("accepted", Status.AWAITING_PAYMENT, Role.APPLICANT)
    early = await applicant.get(path)
    await sealed(case, case_file, "review-form", b"%PDF-1.7 review form")
    await case.move("form_issued", Status.FORM_ISSUED, Role.PLATFORM, why="本次申报已办结")

    page = await applicant.get(f"/declarations/{case.id}")
    paper = await applicant.client.get(path)

    assert early.status == 404
    assert "缴纳成功后才能导出" in early.text
    assert path in page.links()
    assert (paper.status_code, paper.content) == (200, b"%PDF-1.7 review form")
    assert paper.headers["content-type"] == "application/pdf"
    assert "review-form.pdf" in paper.headers["content-disposition"]


@pytest.mark.rule("M1.3")
async def test_the_cover_of_the_bag_comes_with_the_review_form(
    applicant: Browser, browsers: Browsers, case: Case, app: FastAPI
) -> None:
    path = f"/declarations/{case.id}/bag-cover"
    await case.move("accepted", Status.AWAITING_PAYMENT, Role.APPLICANT)
    early = await applicant.get(path)
    names = ("identity", "declaration", "identity.2", "declaration.2", "review-form")
    case.sections = tuple(SectionRef(name=name, key=name, sha256="0" * 64) for name in names)
    await case.move("form_issued", Status.FORM_ISSUED, Role.PLATFORM, why="本次申报已办结")

    page = await applicant.get(f"/declarations/{case.id}")
    there = (await applicant.get(path)).leads_to

    assert early.status == 404
    assert path in page.links()
    assert there.startswith(f"{COVER_PAGE}?grant=")
    told = app.state.grants.open(BagCover, parse_qs(urlsplit(there).query)["grant"][0])
    assert (told.account_id, told.application_id) == (applicant.person_id, case.id)
    assert (told.identity.name, told.declaration.name) == ("identity.2", "declaration.2")
    assert (told.city, told.copies) == ("绍兴市", 3)
    assert (await browsers("applicant").get(path)).status == 404


async def test_a_confirmed_photo_is_ticked_off(applicant: Browser, case: Case, news: News) -> None:
    assert "证件照 未完成" in (await applicant.get(f"/declarations/{case.id}")).text

    await news.photo(applicant.person_id)

    assert "证件照 已完成" in (await applicant.get(f"/declarations/{case.id}")).text


@pytest.mark.rule("A5.1")
async def test_a_signed_pledge_is_ticked_off(applicant: Browser, case: Case, news: News) -> None:
    page = f"/declarations/{case.id}"
    await news.pledge(new_id(), applicant.person_id)  # another declaration's
    assert "签署真实性保证书 用手机微信或支付宝扫码，手写签名 未完成" in (await applicant.get(page)).text

    await news.pledge(case.id, applicant.person_id)

    assert "签署真实性保证书 用手机微信或支付宝扫码，手写签名 已完成" in (await applicant.get(page)).text


@pytest.mark.rule("A5.1")
async def test_the_way_to_the_pledge_is_its_applicants_while_it_is_a_draft(
    applicant: Browser, browsers: Browsers, case: Case
) -> None:
    page = f"/declarations/{case.id}"
    assert (await applicant.get(f"{page}/pledge")).leads_to.startswith("/documents/pledge?grant=")
    assert (await browsers("applicant").get(f"{page}/pledge")).status == 404
    await case.move("submitted", Status.EXAMINING, Role.EMPLOYER)
    assert (await applicant.get(f"{page}/pledge")).leads_to == page


async def test_what_was_locked_stays_locked(applicant: Browser, case: Case) -> None:
    await case.move("submitted", Status.EXAMINING, Role.EMPLOYER)

    assert (await applicant.get(f"/declarations/{case.id}/form")).leads_to == f"/declarations/{case.id}"
    assert (await applicant.get(f"/declarations/{case.id}/preview")).leads_to == f"/declarations/{case.id}"
    assert (await applicant.post(f"/declarations/{case.id}/form", version="1")).status == 409
    assert (await applicant.post(f"/declarations/{case.id}/submit", round="2")).status == 409
