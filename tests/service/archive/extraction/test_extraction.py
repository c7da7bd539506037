"""提取业绩: verified, since the current title, not too many, collective ones with evidence (A7.1 to A7.3)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.archive import Picked, ReadinessChanged
from contracts.case import SealRequest
from contracts.sections.archive import ArchiveSection
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.archive.activities import Activities
from services.archive.file.operations.read import RECORDS
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import PAPER, Browser, Documents, Someone
from tests.service.archive.factories import id_of, told
from tests.unit.services.declaration.plans import CITIES, a_plan

PLAN = "2022-engineer"
PAGE = f"/archive/extraction/{PLAN}"
REPRESENTATIVE = CITIES.plan("shaoxing", PLAN).representative
MOST = CITIES.plan("shaoxing", PLAN).achievements["paper"]
PROJECT = {
    "name": "曹娥江水质自动监测站建设",
    "from": "201503",
    "to": "201712",
    "role": "主要参加",
    "content": "负责站点布设。",
    "result": "建成并通过验收。",
}
EARLY = {**PAPER, "name": "旧论文", "published_on": "201005"}
pytestmark = pytest.mark.rule("A7.1")


@pytest.fixture
def activities(pool: Pool, settings_of: SettingsOf, case_file: CaseFile) -> Activities:
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    return Activities(pool, cipher, case_file, CITIES)


class Submission:
    """Asks for the section as 预览 and 提交 do."""

    def __init__(self, activities: Activities, case_file: CaseFile, person: Browser, employer: UUID) -> None:
        self.problems: list[tuple[str, str]] = []
        self.titles: set[str] = set()
        self.representative: set[str] = set()
        self._parts = activities, case_file, person, employer
        self.case = new_id()
        self.terms = ""

    async def ask(self) -> "Submission":
        activities, case_file, person, employer = self._parts
        case = self.case
        await case_file.publish_key(case, case_file.new_key())
        request = SealRequest(
            application_id=case,
            person_id=person.id,
            employer_id=employer,
            city="shaoxing",
            plan=PLAN,
            round=1,
            terms=self.terms,
        )
        sealed = await ActivityEnvironment().run(activities.seal_section, request)
        self.problems = [(one.rule, one.page) for one in sealed.problems]
        self.titles = set()
        if sealed.section:
            section = await case_file.open(case, sealed.section, ArchiveSection)
            self.titles = {record.title for record in section.data.records}
            marked = section.data.representative
            self.representative = {one.title for one in section.data.records if one.id in marked}
        return self


@pytest.fixture
def submission(activities: Activities, case_file: CaseFile, applicant: Browser, employer: UUID) -> Submission:
    return Submission(activities, case_file, applicant, employer)


async def verified(applicant: Browser, clerk: Browser, kind: str, *records: dict[str, str]) -> list[str]:
    """These records, verified; their ids."""
    if (await applicant.get("/archive/basic")).value("specialty") == "":
        await applicant.fill_basic()
    added = [await applicant.add(kind, record) for record in records]
    await applicant.submit()
    await clerk.verify_all(applicant)
    return [id_of(path) for path in added]


def papers(count: int) -> list[dict[str, str]]:
    return [{**PAPER, "name": f"第{number}篇"} for number in range(count)]


async def test_until_somebody_chooses_all_since_the_title_is_taken_and_nothing_earlier(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    await verified(applicant, clerk, "paper", PAPER, EARLY)

    page = await applicant.get(PAGE)

    assert "2011年12月" in page.text
    assert "您还没有选择过" in page.text
    assert "不能提取的业绩（1 项）" in page.text
    assert (await submission.ask()).titles == {f"《{PAPER['name']}》"}


async def test_only_what_was_chosen_is_submitted(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    first, _ = await verified(applicant, clerk, "paper", *papers(2))
    page = await applicant.get(PAGE)

    saved = await applicant.post(PAGE, {**page.fields(), "paper": first})

    assert saved.leads_to == f"{PAGE}?saved=yes"
    assert (await applicant.get(PAGE)).checked("paper") == [first]
    assert (await submission.ask()).titles == {"《第0篇》"}


async def test_what_is_not_verified_is_not_offered_and_cannot_be_chosen(
    applicant: Browser, clerk: Browser
) -> None:
    await verified(applicant, clerk, "paper", PAPER)
    draft = id_of(await applicant.add("paper", {**PAPER, "name": "新论文"}))
    page = await applicant.get(PAGE)
    assert "另有 1 项业绩还没有经用人单位核验通过" in page.text

    for foreign in (draft, str(new_id())):
        assert (await applicant.post(PAGE, {**page.fields(), "paper": foreign})).status == 409
    assert (await applicant.post(PAGE, {**page.fields(), "paper": "x"})).status == 404


async def test_nothing_at_all_is_no_choice(applicant: Browser, clerk: Browser) -> None:
    await verified(applicant, clerk, "paper", PAPER)
    answer = await applicant.post(PAGE, {"shown": ""})
    assert answer.status == 422
    assert "请至少选择一项业绩" in answer.text


@pytest.mark.rule("A7.3")
async def test_more_than_the_plan_allows_are_refused_where_they_are_chosen_and_before_submission(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    ids = await verified(applicant, clerk, "paper", *papers(MOST + 1))
    page = await applicant.get(PAGE)
    assert f"最多 {MOST} 项" in page.text
    assert (await submission.ask()).problems == [("A7.3", PAGE)]

    refused = await applicant.post(PAGE, page.fields())
    assert refused.status == 422
    assert f"论文最多提取 {MOST} 项，现为 {MOST + 1} 项" in refused.text
    assert set(refused.checked("paper")) == set(ids)  # what was ticked is not lost

    assert (await applicant.post(PAGE, {**page.fields(), "paper": ids[:MOST]})).status == 303
    assert len((await submission.ask()).titles) == MOST


@pytest.mark.rule("A7.2")
async def test_a_collective_project_needs_evidence_of_the_main_contribution(
    applicant: Browser, clerk: Browser, submission: Submission, documents: Documents
) -> None:
    (project,) = await verified(applicant, clerk, "project", PROJECT)
    page = await applicant.get(PAGE)
    refused = await applicant.post(PAGE, page.fields())
    assert refused.status == 422
    assert "须有本人系主要贡献者的依据" in refused.text
    assert (await submission.ask()).problems == [("A7.2", PAGE)]

    await applicant.get(f"/archive/records/{project}", receipt=documents.receipt(applicant))
    await applicant.submit()
    await clerk.verify_all(applicant)

    assert (await submission.ask()).problems == []
    page = await applicant.get(PAGE)
    assert (await applicant.post(PAGE, page.fields())).status == 303


@pytest.mark.rule("A7.2")
async def test_a_project_done_alone_needs_none(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    await verified(applicant, clerk, "project", {**PROJECT, "role": "独立完成"})
    assert (await submission.ask()).problems == []


async def test_what_is_marked_as_representative_is_sealed_so_and_shown_again(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    first, second = await verified(applicant, clerk, "paper", *papers(2))
    page = await applicant.get(PAGE)
    assert "代表作（代表性业绩）" in page.text
    assert page.checked("representative") == []

    typed = {**page.fields(), "paper": [first, second], "representative": second}
    assert (await applicant.post(PAGE, typed)).status == 303

    assert (await applicant.get(PAGE)).checked("representative") == [second]
    found = await submission.ask()
    assert (found.titles, found.representative) == ({"《第0篇》", "《第1篇》"}, {"《第1篇》"})

    again = await applicant.get(PAGE)
    assert (await applicant.post(PAGE, {**again.fields(), "representative": []})).status == 303
    assert (await submission.ask()).representative == set()


@pytest.mark.rule("X1.1")
async def test_what_was_chosen_is_told_with_what_experts_read_of_it(
    applicant: Browser, clerk: Browser, pool: Pool, settings_of: SettingsOf
) -> None:
    first, _ = await verified(applicant, clerk, "paper", *papers(2))
    page = await applicant.get(PAGE)
    await applicant.post(PAGE, {**page.fields(), "paper": first})

    *_, body = await told(pool, ReadinessChanged.topic)
    event = adapter(ReadinessChanged).validate_python(body)
    assert event.picks == (Picked(plan=PLAN, item_id=UUID(first)),)
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    found = {str(one.id): one for one in RECORDS.validate_json(cipher.decrypt(event.records_encrypted))}
    assert (found[first].start, found[first].is_public) == (PAPER["published_on"], True)
    assert {"journal", "authorship"} <= {one.code for one in found[first].entries}
    assert "name" not in {one.code for one in found[first].entries}


@pytest.mark.rule("A7.3")
async def test_too_many_marks_and_marks_on_what_is_not_taken_are_refused_together(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    ids = await verified(applicant, clerk, "paper", *papers(REPRESENTATIVE + 1))
    page = await applicant.get(PAGE)
    typed = {**page.fields(), "paper": ids[1:], "representative": ids}

    refused = await applicant.post(PAGE, typed)

    assert refused.status == 422
    assert f"代表作最多标注 {REPRESENTATIVE} 项，现为 {REPRESENTATIVE + 1} 项" in refused.text
    assert "标注为代表作，但没有提取" in refused.text
    assert set(refused.checked("representative")) == set(ids)  # what was ticked is not lost
    assert (await submission.ask()).representative == set()


async def test_a_mark_on_what_is_not_offered_is_told_as_a_changed_page(
    applicant: Browser, clerk: Browser
) -> None:
    await verified(applicant, clerk, "paper", PAPER)
    page = await applicant.get(PAGE)
    assert (await applicant.post(PAGE, {**page.fields(), "representative": str(new_id())})).status == 409
    assert (await applicant.post(PAGE, {**page.fields(), "representative": "x"})).status == 404


CHANGES: dict[str, tuple[Callable[[str], str], dict[str, str], str]] = {
    "deleted": (lambda item: f"/archive/records/{item}/delete", {}, "已从档案中删除"),
    "changed": (lambda item: f"/archive/records/{item}", {"name": "改了题目"}, "核验了新的内容"),
}


@pytest.mark.parametrize("how", CHANGES)
async def test_a_later_change_of_the_archive_is_told_and_changes_nothing_by_itself(
    applicant: Browser, clerk: Browser, submission: Submission, how: str
) -> None:
    first, second = await verified(applicant, clerk, "paper", *papers(2))
    page = await applicant.get(PAGE)
    await applicant.post(PAGE, {**page.fields(), "paper": [first, second]})
    path, typed, told = CHANGES[how]
    form = (await applicant.get(f"/archive/records/{first}")).fields("/archive/records/" + first)
    await applicant.post(path(first), {**form, **typed, "act": "save"})
    await applicant.submit()
    await clerk.verify_all(applicant)

    assert (await submission.ask()).problems == [("A7.1", PAGE)]
    again = await applicant.get(PAGE)
    assert told in again.text
    assert (await applicant.post(PAGE, again.fields())).status == 303
    assert len((await submission.ask()).titles) == (1 if how == "deleted" else 2)


async def test_what_is_verified_later_is_not_added_by_itself(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    await verified(applicant, clerk, "paper", *papers(1))
    await applicant.post(PAGE, (await applicant.get(PAGE)).fields())
    await verified(applicant, clerk, "paper", {**PAPER, "name": "后来的"})
    assert (await submission.ask()).titles == {"《第0篇》"}


async def test_the_first_preview_fixes_what_nobody_chose_and_what_comes_later_is_told(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    await verified(applicant, clerk, "paper", *papers(2))
    assert (await submission.ask()).titles == {"《第0篇》", "《第1篇》"}

    await verified(applicant, clerk, "paper", {**PAPER, "name": "后来的"})

    assert (await submission.ask()).titles == {"《第0篇》", "《第1篇》"}
    page = await applicant.get(PAGE)
    assert "确定提取以后又有业绩核验通过，没有提取" in page.text
    assert "《后来的》" in page.text
    assert "预览时已按当时核验的业绩确定" in page.text

    assert (await applicant.post(PAGE, page.fields())).status == 303  # the same, as one's own choice
    assert (await submission.ask()).titles == {"《第0篇》", "《第1篇》"}
    assert "您还没有选择过" not in (await applicant.get(PAGE)).text


async def test_what_a_preview_fixed_is_of_that_application_alone_and_mended_records_need_no_choice(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    first, _ = await verified(applicant, clerk, "paper", *papers(2))
    await submission.ask()
    form = (await applicant.get(f"/archive/records/{first}")).fields(f"/archive/records/{first}")
    await applicant.post(f"/archive/records/{first}", {**form, "name": "改了题目", "act": "save"})
    await verified(applicant, clerk, "paper", {**PAPER, "name": "后来的"})

    found = await submission.ask()
    assert (found.problems, found.titles) == ([], {"《改了题目》", "《第1篇》"})

    submission.case = new_id()  # another declaration of the plan begins with what is verified by then
    assert (await submission.ask()).titles == {"《改了题目》", "《第1篇》", "《后来的》"}


@pytest.mark.rule("A7.3")
async def test_how_many_may_be_taken_says_the_plan_with_which_the_case_began(
    applicant: Browser, clerk: Browser, submission: Submission
) -> None:
    await verified(applicant, clerk, "paper", *papers(2))
    submission.terms = a_plan(achievements={"paper": 1}).terms
    assert (await submission.ask()).problems == [("A7.3", PAGE)]
    submission.terms = a_plan().terms
    assert len((await submission.ask()).titles) == 2


async def test_of_two_pages_the_later_is_told(applicant: Browser, clerk: Browser) -> None:
    first, second = await verified(applicant, clerk, "paper", *papers(2))
    page = await applicant.get(PAGE)
    assert (await applicant.post(PAGE, {**page.fields(), "paper": first})).status == 303
    assert (await applicant.post(PAGE, {**page.fields(), "paper": first})).status == 303  # a double click
    late = await applicant.post(PAGE, {**page.fields(), "paper": second})
    assert late.status == 409
    assert "在另一个页面保存过" in late.text
    assert (await applicant.get(PAGE)).checked("paper") == [first]


async def test_a_plan_that_is_none_is_not_found_and_without_a_file_one_is_led_there(
    applicant: Browser, someone: Someone
) -> None:
    assert (await applicant.get("/archive/extraction/nowhere")).status == 404
    assert (await (await someone("applicant")).get(PAGE)).leads_to == "/archive/employer"
