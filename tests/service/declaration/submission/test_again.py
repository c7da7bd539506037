"""After a return: what the office named is open, the rest is opened with a reason (B3.2)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from temporalio.client import Client

from contracts.application import Status, Turn, Verdict, workflow_id
from contracts.case import Role, SectionRef
from contracts.sections.decision import ItemFinding
from contracts.sections.names import SectionKind
from deploy.demo.page import Page
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.drafting.store.declarations import declaration as declaration_of
from tests.service.declaration.browser import ANSWERS, Browser
from tests.service.declaration.conftest import Browsers, Events, News, Player
from tests.service.declaration.world import PLAYS, SmallApplication, a_move
from tests.unit.sections.written import decision, documents

AT = datetime(2022, 8, 9, 4, tzinfo=UTC)


@dataclass
class Returned:
    """A declaration that was submitted and sent back."""

    page: str
    temporal: Client
    file: CaseFile
    activities: Activities
    pool: Pool

    @property
    def id(self) -> UUID:
        return UUID(self.page.removeprefix("/declarations/"))

    async def back(self, *items: str) -> None:
        """An office returns it and names these items."""
        async with transaction(self.pool) as conn:
            record = await declaration_of(conn, self.id)
        assert record is not None
        found = tuple(ItemFinding(item=one, name=one, finding="unclear", remark="") for one in items)
        told = replace(decision(Role.DEPARTMENT, Verdict.RETURNED), items=found, changes=items, round=1)
        ref = await self.file.seal(self.id, "decision-1-department", told)
        await self.activities.record_progress(
            a_move(
                self.id,
                record.position + 1,
                at=AT,
                event="returned",
                status=Status.RETURNED,
                round=1,
                turn=Turn(who=Role.APPLICANT, name="", why="按退回意见修改后重新提交", since=AT),
                manifest=(*record.sections, SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)),
            )
        )

    async def other_photo(self) -> None:
        """The applicant has confirmed another one since."""
        told = documents()
        other = replace(told, photo=replace(told.photo, base64="AAAA"))
        ref = await self.file.seal(self.id, SectionKind.DOCUMENTS, other)
        section = SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)
        play = PLAYS[self.id]
        others = (*play.others[:2], section)
        PLAYS[self.id] = replace(play, others=others)
        handle = self.temporal.get_workflow_handle(workflow_id(self.id))
        await handle.signal(SmallApplication.have_others, others)


async def mended(applicant: Browser, case: Returned) -> Page:
    """The form sent once more, whether its page is shown or not, with another statement."""
    typed = {**ANSWERS, "statement": "改过的述职。", "version": "2", "act": "save"}
    return await applicant.post(f"{case.page}/form", typed)


@pytest.fixture
async def case(
    applicant: Browser, play: Player, started: Events, activities: Activities, case_file: CaseFile, pool: Pool
) -> AsyncIterator[Returned]:
    page = await applicant.start()
    await applicant.fill_in(page)
    async with play((await started())[0]) as temporal:
        preview = await applicant.get(f"{page}/preview")
        await applicant.post(f"{page}/submit", preview.hidden())
        yield Returned(page, temporal, case_file, activities, pool)


@pytest.mark.rule("B3.2", "E4.3")
async def test_only_what_was_named_is_open(applicant: Browser, case: Returned) -> None:
    await case.back("form")
    before = (await applicant.get(f"{case.page}/form")).soup

    attached = await applicant.client.post(
        f"{case.page}/attachments",
        data={"public_post": "yes", "insured_elsewhere": "no", "said": "False/False"},
    )
    page = await applicant.get(case.page)

    assert before.find("textarea")
    assert attached.status_code == 409
    assert "附件 未要求修改" in page.text
    assert f"{case.page}/reopen/attachments" in page.links()
    assert f"{case.page}/form" in page.links()
    for closed in ("attachments", "attachments/title"):
        answer = await applicant.client.get(f"{case.page}/{closed}", follow_redirects=False)
        assert answer.headers["location"] == f"{case.page}/reopen/attachments"


@pytest.mark.rule("B3.2")
async def test_what_was_not_named_is_opened_with_a_reason(applicant: Browser, case: Returned) -> None:
    await case.back("photo")
    assert (await mended(applicant, case)).status == 409
    reopen = f"{case.page}/reopen/form"

    asked = await applicant.get(reopen)
    refused = await applicant.post(reopen, {"reason": " "})
    too_long = await applicant.post(reopen, {"reason": "字" * 201})
    opened = await applicant.post(reopen, {"reason": "年限写错了"})

    assert "申请修改“申报信息”" in asked.text
    assert (refused.status, too_long.status) == (422, 422)
    assert "请写明需要修改的原因" in refused.text
    assert "请删减 1 字" in too_long.text
    assert opened.leads_to == f"{case.page}/form"
    assert (await applicant.post(reopen, {"reason": "又一个原因"})).leads_to == f"{case.page}/form"
    assert (await mended(applicant, case)).leads_to == f"{case.page}/form?saved"
    preview = await applicant.get(f"{case.page}/preview")
    assert "申请修改“申报信息”的原因 年限写错了" in preview.text
    assert "又一个原因" not in preview.text


@pytest.mark.rule("B3.2", "A8.8")
async def test_what_another_service_owns_and_is_changed_unnamed_is_a_problem(
    applicant: Browser, case: Returned
) -> None:
    await case.back("form")
    await case.other_photo()

    refused = await applicant.get(f"{case.page}/preview")
    task = await applicant.get(case.page)
    await applicant.post(f"{case.page}/reopen/photo", {"reason": "上次的照片不是近照"})
    preview = await applicant.get(f"{case.page}/preview")

    assert "“证件照”与上次提交的不同" in refused.text
    assert f"{case.page}/reopen/photo" in refused.links()
    assert "证件照 检查发现 1 处问题" in task.text
    assert preview.hidden()
    assert "上次的照片不是近照" in preview.text


@pytest.mark.rule("B3.2")
async def test_a_named_photo_may_be_another_one(applicant: Browser, case: Returned) -> None:
    await case.back("photo")
    await case.other_photo()

    preview = await applicant.get(f"{case.page}/preview")

    assert preview.hidden()
    # What may be changed is led to; the rest is opened first.
    assert f"/documents/photo?back={case.page}/preview" in preview.links()
    assert {f"{case.page}/reopen/basic", f"{case.page}/reopen/records"} <= set(preview.links())
    assert not {"/archive/basic", "/archive/records"} & set(preview.links())


@pytest.mark.rule("B3.2")
async def test_nobody_opens_another_s_and_nothing_while_an_office_examines(
    applicant: Browser, browsers: Browsers, news: News, case: Returned
) -> None:
    stranger = browsers("applicant")
    await news.readiness(stranger.person_id)
    early = await applicant.post(f"{case.page}/reopen/form", {"reason": "先改一下"})
    await case.back("photo")

    assert early.status == 409
    assert (await stranger.get(f"{case.page}/reopen/form")).status == 404
    assert (await stranger.post(f"{case.page}/reopen/form", {"reason": "看看"})).status == 404
    assert (await applicant.get(f"{case.page}/reopen/nothing")).status == 404
    assert (await mended(applicant, case)).status == 409


@pytest.mark.rule("B3.2")
async def test_a_decision_that_cannot_be_read_closes_nothing(applicant: Browser, case: Returned) -> None:
    ref = await case.file.seal(case.id, "decision-1-department", b"no decision")
    broken = SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256)
    await case.activities.record_progress(
        a_move(
            case.id,
            9,
            at=AT,
            event="returned",
            status=Status.RETURNED,
            round=1,
            turn=Turn(who=Role.APPLICANT, name="", why="修改后重新提交", since=AT),
            manifest=(broken,),
        )
    )

    assert (await mended(applicant, case)).leads_to == f"{case.page}/form?saved"
