"""Activity archive.seal_section: what the employer verified, or everything that is missing."""

from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.case import Sealed, SealRequest
from contracts.sections.archive import ArchiveSection, Record, Visibility
from contracts.sections.entries import Entry, Shape
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.archive.activities import Activities
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import PAPER, AnEmployer, Browser, Someone
from tests.service.archive.factories import a_submitted_file, a_verified_file, id_of
from tests.unit.services.declaration.plans import CITIES


class Workflow:
    """Asks for the section as the workflow does."""

    def __init__(self, activities: Activities, case_file: CaseFile) -> None:
        self._activities = activities
        self.case_file = case_file

    async def seal(self, person: Browser, employer: UUID, case: UUID) -> Sealed:
        await self.case_file.publish_key(case, self.case_file.new_key())
        request = SealRequest(
            application_id=case,
            person_id=person.id,
            employer_id=employer,
            city="shaoxing",
            plan="2022-engineer",
            round=1,
        )
        sealed: Sealed = await ActivityEnvironment().run(self._activities.seal_section, request)
        return sealed


@pytest.fixture
def workflow(pool: Pool, settings_of: SettingsOf, case_file: CaseFile) -> Workflow:
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    return Workflow(Activities(pool, cipher, case_file, CITIES), case_file)


def told(sealed: Sealed) -> list[tuple[str, str, str]]:
    assert sealed.section is None
    return [(problem.rule, problem.page, problem.message) for problem in sealed.problems]


@pytest.mark.rule("A2.3")
async def test_without_a_file_everything_is_missing(
    workflow: Workflow, someone: Someone, employer: UUID
) -> None:
    sealed = await workflow.seal(await someone("applicant"), employer, new_id())
    assert told(sealed) == [
        ("A2.3", "/archive/basic", "个人基本信息尚未填写，请填写后提交用人单位审核"),
        ("A2.3", "/archive/records", "业绩档案尚未填写，请填写后提交用人单位审核"),
    ]


@pytest.mark.rule("A2.3")
async def test_what_waits_or_was_returned_is_named(
    workflow: Workflow, applicant: Browser, clerk: Browser, employer: UUID
) -> None:
    await applicant.fill_basic()
    paper = await applicant.add("paper", PAPER)
    drafts = await workflow.seal(applicant, employer, new_id())
    assert [message for _, _, message in told(drafts)] == [
        "个人基本信息尚未提交用人单位审核，请提交",
        "业绩档案尚未提交用人单位审核，请提交",
    ]
    await applicant.submit()
    item = id_of(paper)
    await clerk.judge(applicant, **{f"verdict-{item}": "returned", f"reason-{item}": "重复"})
    mixed = await workflow.seal(applicant, employer, new_id())
    assert [message for _, _, message in told(mixed)] == [
        "个人基本信息正在等待用人单位核验，核验通过后才能提交申报",
        "业绩档案被用人单位退回，请修改后重新提交审核",
    ]


@pytest.mark.rule("A2.3")
async def test_verified_facts_are_sealed(
    workflow: Workflow, applicant: Browser, clerk: Browser, employer: UUID
) -> None:
    paper = await a_verified_file(applicant, clerk)
    case = new_id()
    sealed = await workflow.seal(applicant, employer, case)
    assert sealed.problems == ()
    assert sealed.section is not None
    section = await workflow.case_file.open(case, sealed.section, ArchiveSection)
    assert (section.section, section.previous) == ("archive", "")
    basic = {entry.code: (entry.label, entry.value) for entry in section.data.basic}
    assert basic["ethnicity"] == ("民族", "汉族")
    assert basic["title_obtained_on"] == ("取得时间", "201112")
    assert basic["years"] == ("专业工作年限", 11)
    assert basic["employer"] == ("现工作单位", "绍兴市环境监测中心")
    assert section.data.records == (
        Record(
            id=UUID(id_of(paper)),
            kind="paper",
            kind_name="论文",
            title=f"《{PAPER['name']}》",
            entries=(
                Entry(code="name", label="论文题目", value=PAPER["name"]),
                Entry(code="published_on", label="发表时间", shape=Shape.MONTH, value="202003"),
                Entry(code="journal", label="刊物或会议名称", value="环境监测"),
                Entry(code="authorship", label="作者身份", value="第一作者"),
            ),
            start="202003",
            end="202003",
            visibility=Visibility.PUBLIC,
        ),
    )


async def test_a_waiting_change_is_not_sealed_and_sealing_twice_gives_the_same(
    workflow: Workflow, applicant: Browser, clerk: Browser, employer: UUID
) -> None:
    paper = await a_verified_file(applicant, clerk)
    case = new_id()
    before = await workflow.seal(applicant, employer, case)
    await applicant.fill(paper, journal="中国环境监测")
    assert await workflow.seal(applicant, employer, case) == before


async def test_another_employer_than_at_the_start_is_named(
    workflow: Workflow, applicant: Browser, employer: UUID, an_employer: AnEmployer
) -> None:
    await a_submitted_file(applicant)
    other = await an_employer("诸暨市环境保护监测站", "12330681000000000X")
    await applicant.post("/archive/employer", {"employer_id": str(other)})
    problems = told(await workflow.seal(applicant, employer, new_id()))
    assert problems[0][:2] == ("A2.3", "/archive/employer")
    assert len(problems) == 3


@pytest.mark.rule("A2.4")
async def test_a_case_that_began_at_a_merged_employer_is_sealed_for_its_successor(
    workflow: Workflow, applicant: Browser, clerk: Browser, employer: UUID, an_employer: AnEmployer
) -> None:
    await a_verified_file(applicant, clerk)
    other, last = new_id(), await an_employer("绍兴市生态环境中心", "12330681000000000X")
    await an_employer(employer_id=employer, status="merged", merged_into=str(other), version=7)
    await an_employer("中间单位", employer_id=other, status="merged", merged_into=str(last), version=7)
    assert (await workflow.seal(applicant, employer, new_id())).section
    assert (await workflow.seal(applicant, last, new_id())).section
    stranger = await an_employer("诸暨市水务有限公司", "913306810000000000")
    assert "不一致" in told(await workflow.seal(applicant, stranger, new_id()))[0][2]
