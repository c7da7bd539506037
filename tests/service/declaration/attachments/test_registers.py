"""What registers told: nothing is asked, the applicant may object, offices read it (A8.7, A8.8)."""

import json
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest

from contracts.registers import (
    ANSWER,
    ANSWER_LASTS,
    ASK,
    RECORDS,
    Answer,
    Education,
    Insurance,
    Outcome,
    Question,
    Record,
    Register,
    Schooling,
)
from contracts.sections.declaration import DeclarationSection
from contracts.sections.entries import Entry
from contracts.sections.verified import VerifiedRecord
from deploy.demo.page import Page
from kit.clock import now
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.attachments.store import registered_of
from services.declaration.settings import Settings
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events, News, Player
from tests.service.declaration.test_activities import a_seal_request

CERTIFICATE = "省外缴纳社保证明"
QUESTION = "您的社会保险是否在省外缴纳？"
SOURCE = "人力社保部门社会保险信息"
HERE = Insurance(
    province="浙江省",
    unit="绍兴市生态环境监测中心",
    credit_code="12330600471000001X",
    first_month="201007",
    last_month="202210",
    months=148,
)
ELSEWHERE = replace(HERE, province="上海市", first_month="202101", months=22)
BACHELOR = Schooling(
    school="浙江工业大学",
    major="环境工程",
    level="大学本科",
    degree="学士",
    graduated_on="201006",
    certificate_no="103371201005001234",
)
MASTER = replace(BACHELOR, school="浙江大学", level="硕士研究生", degree="硕士", graduated_on="201806")
GRADUATED = Education(schoolings=(MASTER, BACHELOR))
PROOF = "学历学位证明"


@pytest.fixture
def grants(settings: Settings) -> Grants:
    return Grants(settings.grant_keys.get_secret_value())


def an_answer(grants: Grants, who: Browser, record: Record | None = HERE, **changes: object) -> str:
    """What identity lets the browser bring."""
    told = {
        "account_id": who.person_id,
        "register": next(
            (one for one, kind in RECORDS.items() if isinstance(record, kind)), Register.INSURANCE
        ),
        "outcome": Outcome.FOUND,
        "at": now(),
        "sha256": sha256(repr(record).encode()).hexdigest(),
        "told": record,
    }
    return grants.seal(Answer(**{**told, **changes}), lasts=ANSWER_LASTS)  # type: ignore[arg-type]


async def bring(who: Browser, declaration: str, answer: str, register: str = "insurance") -> Page:
    return await who.get(f"{declaration}/registers/{register}", **{ANSWER: answer})


async def say(who: Browser, declaration: str, is_right: str, register: str = "insurance") -> Page:
    return await who.post(f"{declaration}/registers/{register}", {"is_right": is_right})


def titles(page: Page) -> set[str]:
    return {item.get_text(strip=True) for item in page.soup.select(".govuk-task-list__item a")}


@pytest.mark.rule("A8.7")
async def test_what_was_told_is_shown_and_neither_asked_nor_wanted(
    applicant: Browser, grants: Grants
) -> None:
    declaration = await applicant.start()
    path = f"{declaration}/attachments"
    page = await applicant.get(path)
    assert f"向{SOURCE}查询参保地、参保单位和参保时间" in page.text
    asked = grants.open(Question, page.hidden(ASK)["question"])
    assert (asked.account_id, asked.register) == (applicant.person_id, Register.INSURANCE)
    assert asked.back == f"{declaration}/registers/insurance"
    await applicant.say(declaration, insured_elsewhere="yes")
    assert CERTIFICATE in titles(await applicant.get(path))

    for insurance in (HERE, ELSEWHERE):  # of another province, too: the record is the proof
        came = await bring(applicant, declaration, an_answer(grants, applicant, insurance))
        assert came.leads_to == f"{path}?insurance=found"
        page = await applicant.get(path)
        assert insurance.province in page.text
        assert f"{SOURCE}，" in page.text
        assert QUESTION not in page.text
        assert CERTIFICATE not in titles(page)
    assert "2021年1月至2022年10月，共 22 个月" in page.text


@pytest.mark.rule("A8.7")
async def test_who_says_that_it_is_wrong_proves_it_with_the_certificate(
    applicant: Browser, grants: Grants
) -> None:
    declaration = await applicant.start()
    path, answer = f"{declaration}/attachments", an_answer(grants, applicant)
    await bring(applicant, declaration, answer)
    for _ in range(2):
        assert (await say(applicant, declaration, "no")).leads_to == f"{path}?saved"
    await bring(applicant, declaration, answer)  # the same record again is objected to as before
    page = await applicant.get(path)
    assert CERTIFICATE in titles(page)
    assert "您认为获取的参保记录不对，需要提供" in page.text
    assert QUESTION not in page.text
    assert (await applicant.get(f"{path}/insurance")).status == 200  # where it is uploaded

    await say(applicant, declaration, "yes")
    assert CERTIFICATE not in titles(await applicant.get(path))
    await say(applicant, declaration, "no")
    await bring(applicant, declaration, an_answer(grants, applicant, ELSEWHERE))  # another record
    assert CERTIFICATE not in titles(await applicant.get(path))
    assert (await say(applicant, declaration, "perhaps")).status == 404
    assert (await say(applicant, declaration, "no", "photo")).status == 404  # is none of this page's


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.UNKNOWN, f"{SOURCE}中没有您的参保记录，请回答下面的问题。"),
        (Outcome.AWAY, f"{SOURCE}暂时没有答复。可以稍后再获取，也可以现在回答下面的问题"),
        (Outcome.WRONG, f"{SOURCE}的答复没有通过核对，没有采用。"),
        (Outcome.UNPROVEN, "您的身份证号码还没有经政务服务网核验，不能获取参保记录"),
        (Outcome.SOON, "刚刚获取过，请一分钟后再试"),
    ],
)
async def test_without_a_record_it_says_so_and_asks_as_before(
    applicant: Browser, grants: Grants, outcome: Outcome, words: str
) -> None:
    declaration = await applicant.start()
    answer = an_answer(grants, applicant, None, outcome=outcome)
    page = await applicant.get((await bring(applicant, declaration, answer)).leads_to)
    assert words in page.text
    assert QUESTION in page.text


async def test_answers_of_others_and_of_other_registers_are_refused(
    applicant: Browser, grants: Grants
) -> None:
    declaration = await applicant.start()
    for wrong in ({"account_id": new_id()}, {"register": Register.PHOTO}):
        assert (await bring(applicant, declaration, an_answer(grants, applicant, **wrong))).status == 403
    assert (await bring(applicant, declaration, "forged")).status == 403
    assert (
        await applicant.get(f"{declaration}/registers/insurance")
    ).leads_to == f"{declaration}/attachments"
    assert QUESTION in (await applicant.get(f"{declaration}/attachments")).text


@pytest.mark.rule("A8.7")
async def test_offices_read_who_told_what_and_when(
    applicant: Browser,
    grants: Grants,
    pool: Pool,
    started: Events,
    activities: Activities,
    case_file: CaseFile,
) -> None:
    declaration = await applicant.start()
    await applicant.fill_in(declaration)
    await bring(applicant, declaration, an_answer(grants, applicant))
    (event,) = await started()
    await case_file.publish_key(event.application_id, case_file.new_key())
    sealed = await activities.seal_section(a_seal_request(event))
    assert sealed.section, sealed.problems
    section = (await case_file.open(event.application_id, sealed.section, DeclarationSection)).data
    told = section.registered[0]
    assert (told.told, told.source, told.is_disputed) == (HERE, SOURCE, False)
    assert len(told.sha256) == 64
    assert not [entry for entry in section.particulars if entry.code == "insured_elsewhere"]
    async with transaction(pool) as conn:
        row = await conn.fetchrow("select * from registered")
    assert HERE.unit not in str(row)


@pytest.fixture
async def graduate(applicant: Browser, news: News) -> Browser:
    """Somebody whose bachelor's degree is verified, with another month and without a number."""
    said = {
        "school": "浙江工业大学",
        "major": "环境工程",
        "level": "大学本科",
        "degree": "学士",
        "to": "201007",
    }
    entries = tuple(Entry(code=code, label=code, value=value) for code, value in said.items())
    record = VerifiedRecord(id=new_id(), kind="education", title="本科", files=1, entries=entries)
    await news.readiness(applicant.person_id, proofs=[record])
    return applicant


@pytest.mark.rule("A8.8")
async def test_schoolings_stand_beside_what_is_verified_with_what_differs_marked(
    graduate: Browser, grants: Grants
) -> None:
    declaration = await graduate.start()
    path = f"{declaration}/attachments"
    assert "向教育部门学历学位信息查询毕业院校、专业、学历" in (await graduate.get(path)).text
    away = an_answer(grants, graduate, None, register=Register.EDUCATION, outcome=Outcome.AWAY)
    page = await graduate.get((await bring(graduate, declaration, away, "education")).leads_to)
    assert "暂时没有答复。可以稍后再获取，也可以现在按业绩档案中的学习经历申报" in page.text
    assert PROOF not in titles(page)

    came = await bring(graduate, declaration, an_answer(grants, graduate, GRADUATED), "education")
    assert came.leads_to == f"{path}?education=found"
    page = await graduate.get(path)
    assert "登记：2010年6月" in page.text
    assert "业绩档案：2010年7月（不同）" in page.text
    assert "有 1 处与业绩档案不同" in page.text
    assert "业绩档案中没有对应的学习经历" in page.text  # of the master's degree
    assert QUESTION in page.text  # nothing was told of insurance
    assert PROOF not in titles(page)


@pytest.mark.rule("A8.8")
async def test_who_calls_a_schooling_wrong_proves_it_and_offices_read_both(
    graduate: Browser,
    grants: Grants,
    started: Events,
    activities: Activities,
    case_file: CaseFile,
    play: Player,
) -> None:
    declaration = await graduate.start()
    path = f"{declaration}/attachments"
    await graduate.fill_in(declaration)
    await bring(graduate, declaration, an_answer(grants, graduate, GRADUATED), "education")
    assert (await say(graduate, declaration, "no", "education")).leads_to == f"{path}?saved"
    page = await graduate.get(path)
    assert PROOF in titles(page)
    assert "您认为获取的学历学位记录不对，需要提供" in page.text

    (event,) = await started()
    await case_file.publish_key(event.application_id, case_file.new_key())
    refused = await activities.seal_section(a_seal_request(event))
    assert [one.rule for one in refused.problems] == ["A8.8"]
    await say(graduate, declaration, "yes", "education")
    async with play(event):
        assert "学历学位登记：浙江工业大学（大学本科）" in (await graduate.get(f"{declaration}/preview")).text
    sealed = await activities.seal_section(a_seal_request(event))
    assert sealed.section, sealed.problems
    section = (await case_file.open(event.application_id, sealed.section, DeclarationSection)).data
    assert [(one.told, one.is_disputed) for one in section.registered] == [(GRADUATED, False)]


async def test_a_record_that_was_kept_before_there_were_several_is_read(
    applicant: Browser, grants: Grants, pool: Pool, settings: Settings
) -> None:
    cipher, declaration = settings.field_cipher(), await applicant.start()
    await bring(applicant, declaration, an_answer(grants, applicant))
    kept = {
        "insurance": vars(HERE),
        "source": SOURCE,
        "at": "2022-07-20T02:00:00Z",
        "sha256": "a" * 64,
    }
    async with transaction(pool) as conn:
        old = cipher.encrypt(json.dumps(kept))
        await conn.execute("update registered set told_encrypted = $1", old)
        found = await registered_of(conn, cipher, UUID(declaration.split("/")[2]))
    assert (found["insurance"].told, found["insurance"].at) == (HERE, "2022-07-20 10:00")
