"""附件: what is wanted and why, files that come and go, and what blocks a submission (A8.1 to A8.8)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.attachments import FilesKept
from contracts.files import UPLOAD_PAGE, UploadGrant
from contracts.sections.declaration import DeclarationSection
from deploy.demo.page import Page
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.settings import Settings
from tests.service.declaration.attachments.receipts import a_receipt
from tests.service.declaration.browser import SAID, Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.test_activities import a_seal_request

NOTHING: dict[str, Any] = {"proven": {}}


@pytest.fixture
def grants(settings: Settings) -> Grants:
    return Grants(settings.grant_keys.get_secret_value())


@pytest.fixture
async def bare(browsers: Browsers, news: News) -> Browser:
    """Somebody whose archive is verified and proves nothing of what is enclosed."""
    browser = browsers("applicant")
    await news.employer()
    await news.readiness(browser.person_id, **NOTHING)
    return browser


def tasks(page: Page) -> dict[str, str]:
    """What is wanted, and where it stands."""
    return {
        item.select("a")[0].get_text(strip=True): item.select(".govuk-task-list__status")[0].get_text(
            strip=True
        )
        for item in page.soup.select(".govuk-task-list__item")
    }


async def kept(pool: Pool) -> int:
    """How many events tell that files are in use."""
    async with transaction(pool) as conn:
        found: int = await conn.fetchval("select count(*) from outbox where topic = $1", FilesKept.topic)
    return found


@pytest.mark.rule("A8.1")
@pytest.mark.rule("A8.2")
@pytest.mark.rule("A8.3")
async def test_what_is_wanted_is_told_with_the_reason_and_what_the_archive_proves(
    applicant: Browser, news: News
) -> None:
    declaration = await applicant.start()
    page = await applicant.get(f"{declaration}/attachments")

    assert tasks(page) == {
        "现任专业技术资格证书": "档案中已有",
        "聘任证书": "档案中已有",
        "从事工程技术、工程技术管理工作的经历": "档案中已有",
        "任现职以来的有关著作、论文、项目可行性研究设计报告、成果鉴定材料": "有则提供",
        "继续教育学时登记证明": "档案中已有",
    }
    assert "您现任助理工程师，需要提供。档案中已核验的“助理工程师”附有证明。" in page.text

    await news.readiness(applicant.person_id, **NOTHING)
    asked = tasks(await applicant.get(f"{declaration}/attachments"))
    assert asked["现任专业技术资格证书"] == asked["聘任证书"] == asked["继续教育学时登记证明"] == "未上传"


@pytest.mark.rule("A8.6")
@pytest.mark.rule("A8.7")
async def test_what_nothing_tells_is_asked_and_decides_what_is_wanted(applicant: Browser, news: News) -> None:
    declaration = await applicant.start()
    path = f"{declaration}/attachments"

    refused = await applicant.post(path, {})
    assert refused.status == 422
    assert refused.faults == ["请说明是否为事业编制人员", "请说明社会保险是否在省外缴纳"]
    both = await applicant.say(declaration, public_post="yes", insured_elsewhere="yes")
    assert both.leads_to == f"{path}?saved"
    page = await applicant.get(path)
    assert tasks(page)["事业单位人员职称申报岗位信息表"] == tasks(page)["省外缴纳社保证明"] == "未上传"
    assert page.value("public_post") == "yes"
    assert (await applicant.post(path, {**SAID, "said": "None/None"})).status == 409
    await applicant.say(declaration)
    assert not {"事业单位人员职称申报岗位信息表", "省外缴纳社保证明"} & set(tasks(await applicant.get(path)))

    await news.employer("enterprise", version=3)
    page = await applicant.get(path)
    assert page.status == 200
    assert "您的社会保险是否在省外缴纳？" in page.text
    assert "事业编制" not in page.text


async def test_files_come_from_documents_and_go_again(bare: Browser, grants: Grants, pool: Pool) -> None:
    declaration = await bare.start()
    path = f"{declaration}/attachments/title"
    sent = (await bare.post(path, {"act": "upload"})).leads_to
    assert sent.startswith(UPLOAD_PAGE)
    grant = grants.open(UploadGrant, sent.split("grant=")[1])
    assert (grant.account_id, grant.purpose, grant.back) == (bare.person_id, "attachment", path)

    receipts = [a_receipt(grants, bare.person_id, name=name) for name in ("证书.pdf", "证书背面.pdf")]
    for _ in range(2):  # the browser comes back to the same address
        answer = await bare.get(path, receipt=receipts)
        assert answer.leads_to == f"{path}?saved"
    assert await kept(pool) == 1
    page = await bare.get(path)
    assert "证书.pdf" in page.text
    assert "证书背面.pdf" in page.text
    assert tasks(await bare.get(f"{declaration}/attachments"))["现任专业技术资格证书"] == "已上传 2 个文件"

    first = str(page.soup.select_one('input[name="drop"]')["value"])  # type: ignore[index]
    more = a_receipt(grants, bare.person_id, name="补充.pdf")
    assert (await bare.post(path, {"drop": [first], "receipt": [more]})).status == 303
    page = await bare.get(path)
    assert ("证书.pdf" in page.text, "证书背面.pdf" in page.text, "补充.pdf" in page.text).count(True) == 2
    assert first not in str(page.soup)


async def test_files_of_others_old_receipts_and_too_many_are_refused(bare: Browser, grants: Grants) -> None:
    declaration = await bare.start()
    path = f"{declaration}/attachments/title"
    for receipt in (
        a_receipt(grants, UUID(int=1)),
        a_receipt(grants, bare.person_id, purpose="evidence"),
        "forged",
    ):
        assert (await bare.get(path, receipt=receipt)).status == 403
        assert (await bare.post(path, {"receipt": receipt})).status == 403
    old = await bare.post(path, {"receipt": a_receipt(grants, bare.person_id, lasts=timedelta(-1))})
    assert old.status == 422
    assert "超过一天没有保存" in old.text
    many = [a_receipt(grants, bare.person_id, name=f"{number}.pdf") for number in range(21)]
    full = await bare.post(path, {"receipt": many})
    assert full.status == 422
    assert "最多 20 个文件，现在是 21 个" in full.text
    assert len(full.soup.select('input[name="receipt"]')) == 21
    assert (await bare.post(path, {"drop": "none"})).status == 404
    for code in ("post", "landmark", "nothing"):  # wanted of others, or of nobody
        assert (await bare.get(f"{declaration}/attachments/{code}")).status == 404
        assert (await bare.post(f"{declaration}/attachments/{code}", {"act": "upload"})).status == 404


@pytest.mark.rule("A6.3")
async def test_a_landmark_achievement_brings_its_evidence_and_the_form_of_the_experts(bare: Browser) -> None:
    declaration = await bare.start()
    await bare.fill_in(declaration, kind="landmark", act="save")
    asked = tasks(await bare.get(f"{declaration}/attachments"))
    assert asked["标志性业绩佐证材料"] == asked["举荐专业技术职务任职资格专家意见表"] == "未上传"


@pytest.mark.rule("A6.5")
async def test_a_skilled_worker_brings_evidence(bare: Browser) -> None:
    declaration = await bare.start()
    await bare.fill_in(declaration, options=["技能人才"], act="save")
    assert tasks(await bare.get(f"{declaration}/attachments"))["技能人才佐证材料"] == "未上传"


@pytest.mark.rule("A8.5")
@pytest.mark.rule("A8.8")
@pytest.mark.rule("M2.9")
async def test_what_is_missing_blocks_and_is_told_with_its_place(
    bare: Browser, grants: Grants, started: Events, activities: Activities
) -> None:
    declaration = await bare.start()
    await bare.fill_in(declaration)
    (event,) = await started()
    sealed = await activities.seal_section(a_seal_request(event))

    assert sealed.section is None
    page = f"{declaration}/attachments"
    assert [(one.rule, one.page) for one in sealed.problems] == [
        ("A8.1", f"{page}/title"),
        ("A8.1", f"{page}/appointment"),
        ("A8.2", f"{page}/experience"),
        ("A8.5", f"{page}/education"),
        *[("A8.5", "/archive/records/new/training")] * 3,
        *[("M2.9", "/archive/records/new/appraisal")] * 3,
    ]
    told = " ".join(one.message for one in sealed.problems)
    assert all(f"{year} 年度{what}" in told for year in (2019, 2020, 2021) for what in ("继续教育", "考核"))
    shown = await bare.get(page)
    assert "没有已核验的 2020 年度继续教育记录" in shown.text
    assert "还缺 10 项" in (await bare.get(declaration)).text


@pytest.mark.rule("M2.3")
async def test_files_and_years_are_sealed_as_they_were(
    applicant: Browser, grants: Grants, started: Events, activities: Activities, case_file: CaseFile
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    receipt = a_receipt(grants, applicant.person_id, name="论文.pdf")
    await applicant.get(f"{declaration}/attachments/writings", receipt=receipt)
    (event,) = await started()
    await case_file.publish_key(event.application_id, case_file.new_key())
    sealed = await activities.seal_section(a_seal_request(event))

    assert sealed.section
    section = (await case_file.open(event.application_id, sealed.section, DeclarationSection)).data
    told = {one.code: one.value for one in section.particulars}
    assert told["appraisals"] == "2019合格、2020优秀、2021合格"
    assert told["education"] == ("2019 年度 96 学时", "2020 年度 90 学时", "2021 年度 98.5 学时")
    assert (told["public_post"], told["insured_elsewhere"]) == ("否", "否")
    writings = next(one for one in section.attachments if one.code == "writings")
    assert [(file.name, file.sha256) for file in writings.files] == [("论文.pdf", "a" * 64)]


@pytest.mark.rule("A8.8")
async def test_another_file_is_another_look_and_after_submission_nothing_changes(
    applicant: Browser, grants: Grants, pool: Pool
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    path = f"{declaration}/attachments"
    async with transaction(pool) as conn:
        await conn.execute("update declarations set status = 'examining', round = 1")

    assert (await applicant.get(path)).leads_to == declaration
    assert (await applicant.get(f"{path}/title")).leads_to == declaration
    assert (await applicant.post(path, SAID)).status == 409
    receipt = a_receipt(grants, applicant.person_id)
    assert (await applicant.post(f"{path}/title", {"receipt": receipt})).status == 409
    assert (await applicant.get(f"{path}/title", receipt=receipt)).status == 409
