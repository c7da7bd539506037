"""开始自评, from the first page to the submission."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import cities
from contracts.case import SealRequest, SectionRef
from contracts.sections.declaration import DeclarationSection
from contracts.sections.names import SectionKind
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.sealed import CaseFile
from services.archive.kinds.domain.kinds import KINDS
from services.declaration.activities import Activities
from services.declaration.drafting.domain.answers import Answers
from services.declaration.progress.operations import erasure
from services.declaration.settings import Settings
from tests.service.declaration.attachments.receipts import a_receipt
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events, News, Player
from tests.service.declaration.world import PLAYS
from tests.unit.sections.written import an_item, archive, filled_in
from tests.unit.services.declaration.claims import asked_of, filled, proofs_of

pytestmark = pytest.mark.rule("A6.4")

RECORDS = proofs_of(archive().records)
PLAN = cities.load(Path(cities.__file__).parent).plan("shaoxing", "2022-engineer")
ASKED = asked_of(PLAN, RECORDS)
PAPER = next(one for one in RECORDS if one.kind == "paper")


def later(day: int) -> datetime:
    return datetime(2022, 7, day, tzinfo=UTC)


@pytest.fixture
async def declaration(applicant: Browser, news: News, settings: Settings) -> str:
    """One by self-assessment, its form complete, the archive told."""
    await news.readiness(applicant.person_id, proofs=RECORDS, at=later(2))
    path = await applicant.start()
    answer = await applicant.fill_in(path, kind="self-assessment")
    assert (answer.status, answer.leads_to) == (303, f"{path}/assessment")
    receipt = a_receipt(Grants(settings.grant_keys.get_secret_value()), applicant.person_id)
    await applicant.get(f"{path}/attachments/recommendation", receipt=receipt)
    return path


async def save(browser: Browser, page: str, answers: Answers, **changes: object) -> Any:
    shown = await browser.get(page)
    return await browser.post(page, {**answers, "version": shown.value("version"), **changes})


async def assess(browser: Browser, declaration: str, pages: Mapping[str, Answers]) -> None:
    for part, answers in pages.items():
        if any(answers.values()):
            answer = await save(browser, f"{declaration}/assessment/{part}", answers)
            assert (answer.status, answer.leads_to) == (303, f"{declaration}/assessment?saved"), part


async def asked(started: Events) -> SealRequest:
    event = (await started())[0]
    return SealRequest(
        application_id=event.application_id,
        person_id=event.person_id,
        employer_id=event.employer_id,
        city=event.city,
        plan=event.plan,
        round=1,
    )


async def test_96_points_are_counted_explained_and_submitted(
    applicant: Browser, declaration: str, play: Player, started: Events, case_file: CaseFile
) -> None:
    await assess(applicant, declaration, filled(ASKED))

    overview = await applicant.get(f"{declaration}/assessment?saved")
    for words in (
        "自评总分 96 分",
        "80 分，已达到",
        "已全部确认",
        "合计 58 分，最高 45 分，计 45 分",
        "本市设定",
    ):
        assert words in overview.text
    assert "自评 现在自评 96 分，达到 80 分才能提交 已完成" in (await applicant.get(declaration)).text
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
        assert "提交前请核对" in page.text
        await applicant.post(f"{declaration}/submit", page.hidden())
    submitted = await applicant.get(f"{declaration}/submitted")

    for shown in (page, submitted):
        for words in (
            "自评申报",
            "单位直接推荐",
            "自评总分 96 分（须达到 80 分）",
            "控制项",
            "职业道德：符合",
        ):
            assert words in shown.text
        assert f"{PAPER.title}：第 1 名，8 分" in shown.text
    assert (await applicant.get(f"{declaration}/assessment")).leads_to == declaration


async def test_below_80_points_nothing_is_sealed_and_the_list_leads_to_the_pages(
    applicant: Browser, declaration: str, activities: Activities, started: Events, play: Player
) -> None:
    pages = {**filled(ASKED, project="", report=""), "gates": {"gates": ["职业道德"]}}
    await assess(applicant, declaration, pages)

    sealed = await activities.seal_section(await asked(started))
    overview = await applicant.get(f"{declaration}/assessment")
    async with play((await started())[0]):
        preview = await applicant.get(f"{declaration}/preview")

    assert sealed.section is None
    assert [(one.rule, one.page) for one in sealed.problems] == [
        ("A6.4", f"{declaration}/assessment/gates"),
        ("A6.4", f"{declaration}/assessment"),
    ]
    assert "还不能提交" in preview.text
    for problem in sealed.problems:
        assert problem.message in preview.text
    assert "80 分，还差 11 分" in overview.text
    assert "年度考核、继续教育、专业理论" in overview.text
    assert "自评 检查发现 2 处问题 有问题" in (await applicant.get(declaration)).text


async def test_only_this_kind_is_held_against_it_and_another_keeps_what_was_filled_in(
    applicant: Browser, declaration: str, activities: Activities, started: Events, case_file: CaseFile
) -> None:
    await assess(applicant, declaration, {"paper": {str(PAPER.id): "paper-core/1"}})
    answer = await applicant.fill_in(declaration, kind="regular")
    request = await asked(started)
    await case_file.publish_key(request.application_id, case_file.new_key())

    sealed = await activities.seal_section(request)

    assert answer.leads_to == f"{declaration}/attachments"
    assert sealed.section
    section = (await case_file.open(request.application_id, sealed.section, DeclarationSection)).data
    assert section.assessment is None
    assert "自评" not in (await applicant.get(declaration)).text
    await applicant.fill_in(declaration, kind="self-assessment")
    assert (await applicant.get(f"{declaration}/assessment/paper")).value(str(PAPER.id)) == "paper-core/1"


async def test_the_score_is_counted_at_each_change(applicant: Browser, declaration: str) -> None:
    page = f"{declaration}/assessment/paper"
    await save(applicant, page, {str(PAPER.id): "paper-core/1"})
    assert "自评总分 8 分" in (await applicant.get(f"{declaration}/assessment")).text

    await save(applicant, page, {str(PAPER.id): "paper-core/3"})
    assert "自评总分 4 分" in (await applicant.get(f"{declaration}/assessment")).text

    await save(applicant, page, {str(PAPER.id): ""})
    assert "自评总分 0 分" in (await applicant.get(f"{declaration}/assessment")).text


async def test_the_page_of_the_gates_offers_each_and_keeps_what_is_ticked(
    applicant: Browser, declaration: str
) -> None:
    page = f"{declaration}/assessment/gates"
    boxes = (await applicant.get(page)).soup.select("input[name=gates]")
    assert [str(box["value"]) for box in boxes] == list(ASKED.scoring.gates)

    await save(applicant, page, {"gates": ["年度考核", "专业理论"]})

    assert (await applicant.get(page)).checked("gates") == ["年度考核", "专业理论"]


async def test_what_is_wrong_on_a_page_is_kept_and_told(applicant: Browser, declaration: str) -> None:
    page = f"{declaration}/assessment/counts"

    answer = await save(applicant, page, {"certificate-monitoring": "二十"})

    assert answer.status == 422
    assert answer.faults == ["持证项目应为 0 至 500 的整数，没有的不填"]
    assert (await applicant.get(page)).value("certificate-monitoring") == "二十"
    assert "需要核对" in (await applicant.get(f"{declaration}/assessment")).text


async def test_a_second_tab_is_shown_what_the_first_one_saved(applicant: Browser, declaration: str) -> None:
    page = f"{declaration}/assessment/paper"
    await save(applicant, page, {str(PAPER.id): "paper-core/1"})

    late = await save(applicant, page, {str(PAPER.id): "paper-core/2"}, version="0")

    assert late.status == 409
    assert "核心期刊，第1至3作者，第 1 名：8 分" in late.text
    assert late.value(str(PAPER.id)) == "paper-core/2"
    assert (await applicant.get(page)).value(str(PAPER.id)) == "paper-core/1"
    assert (await save(applicant, page, {str(PAPER.id): "paper-core/1"}, version="0")).status == 303
    other = await save(applicant, f"{declaration}/assessment/gates", {"gates": ["职业道德"]}, version="0")
    assert other.status == 303  # pages do not stand in each other's way


async def test_after_the_submission_the_assessment_stays_as_it_is(
    applicant: Browser, declaration: str, play: Player, started: Events
) -> None:
    await assess(applicant, declaration, filled(ASKED))
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", page.hidden())

    late = await applicant.post(f"{declaration}/assessment/paper", {"version": "1", str(PAPER.id): ""})

    assert late.status == 409
    assert "现在不能修改" in late.text


async def test_a_record_that_is_not_extracted_stands_against_the_submission_until_it_is(
    applicant: Browser, declaration: str, play: Player, started: Events, news: News, case_file: CaseFile
) -> None:
    paper = KINDS["paper"]
    with_another = archive(an_item(paper, {**filled_in(paper), "name": "另一篇论文"}))
    proofs = proofs_of(with_another.records)
    await news.readiness(applicant.person_id, proofs=proofs, at=later(3))
    await assess(applicant, declaration, filled(asked_of(PLAN, proofs)))

    async with play((await started())[0]):
        for _ in range(2):
            page = await applicant.get(f"{declaration}/preview")
            assert "还不能提交" in page.text
            assert "自评中的“《另一篇论文》”没有提取到本次申报中" in page.text
            assert "/archive/extraction/open" in page.links()
        version = (await applicant.get(f"{declaration}/form")).value("version")
        sent = {"round": "1", "version": version}
        answer = await applicant.post(f"{declaration}/submit", sent)
        assert answer.leads_to == f"{declaration}/preview?changed"
        assert "提取业绩 检查发现 1 处问题" in (await applicant.get(declaration)).text

        application_id = UUID(declaration.rsplit("/", 1)[1])
        there = await case_file.seal(application_id, SectionKind.ARCHIVE, with_another)
        extracted = SectionRef(name=there.name, key=there.key, sha256=there.sha256)
        identity, _, documents = PLAYS[application_id].others
        others = (identity, extracted, documents)
        PLAYS[application_id] = replace(PLAYS[application_id], others=others)
        assert "提交前请核对" in (await applicant.get(f"{declaration}/preview")).text


async def test_a_record_that_is_verified_no_longer_counts_no_longer(
    applicant: Browser, declaration: str, news: News
) -> None:
    await assess(applicant, declaration, filled(ASKED))
    fewer = [one for one in RECORDS if one.kind != "paper"]
    await news.readiness(applicant.person_id, proofs=fewer, at=later(4))

    overview = await applicant.get(f"{declaration}/assessment")

    assert "自评总分 88 分" in overview.text
    assert "论文 需要核对" in overview.text
    await save(applicant, f"{declaration}/assessment/paper", {})
    assert "论文 没有已核验的记录" in (await applicant.get(f"{declaration}/assessment")).text


async def test_what_archive_told_lies_closed_and_goes_with_the_person(
    applicant: Browser, declaration: str, pool: Pool
) -> None:
    await assess(applicant, declaration, {"paper": {str(PAPER.id): "paper-core/1"}})
    async with transaction(pool) as conn:
        assert PAPER.title not in str(await conn.fetch("select * from readiness"))
        assert PAPER.title not in str(await conn.fetch("select * from assessments"))
        cases = await erasure.destroy_keys(conn, applicant.person_id)
        await erasure.forget(conn, applicant.person_id, cases)
        assert await conn.fetchval("select count(*) from assessments") == 0


@pytest.mark.parametrize("part", ["basic", "honours", "GATES", "x" * 300])
async def test_there_is_no_other_page(applicant: Browser, declaration: str, part: str) -> None:
    assert (await applicant.get(f"{declaration}/assessment/{part}")).status == 404


async def test_a_plan_without_such_a_kind_has_no_such_page(
    applicant: Browser, declaration: str, pool: Pool
) -> None:
    async with transaction(pool) as conn:
        await conn.execute("update plan_versions set content = content - 'scoring'")

    assert (await applicant.get(f"{declaration}/assessment")).status == 404
