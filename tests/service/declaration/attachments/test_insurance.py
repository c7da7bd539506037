"""社会保险 as a register told it: nothing is asked, the applicant may object, offices read it (A8.7)."""

from dataclasses import replace
from hashlib import sha256

import pytest

from contracts.registers import (
    ANSWER,
    ANSWER_LASTS,
    ASK,
    Answer,
    Insurance,
    Outcome,
    Question,
    Register,
)
from contracts.sections.declaration import DeclarationSection
from deploy.demo.page import Page
from kit.clock import now
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.ids import new_id
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.settings import Settings
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
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


@pytest.fixture
def grants(settings: Settings) -> Grants:
    return Grants(settings.grant_keys.get_secret_value())


def an_answer(grants: Grants, who: Browser, insurance: Insurance | None = HERE, **changes: object) -> str:
    """What identity lets the browser bring."""
    told = {
        "account_id": who.person_id,
        "register": Register.INSURANCE,
        "outcome": Outcome.FOUND,
        "at": now(),
        "sha256": sha256(repr(insurance).encode()).hexdigest(),
        "insurance": insurance,
    }
    return grants.seal(Answer(**{**told, **changes}), lasts=ANSWER_LASTS)  # type: ignore[arg-type]


async def bring(who: Browser, declaration: str, answer: str) -> Page:
    return await who.get(f"{declaration}/insurance", **{ANSWER: answer})


async def say(who: Browser, declaration: str, is_right: str) -> Page:
    return await who.post(f"{declaration}/insurance", {"is_right": is_right})


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
    assert asked.back == f"{declaration}/insurance"
    await applicant.say(declaration, insured_elsewhere="yes")
    assert CERTIFICATE in titles(await applicant.get(path))

    for insurance in (HERE, ELSEWHERE):  # of another province, too: the record is the proof
        came = await bring(applicant, declaration, an_answer(grants, applicant, insurance))
        assert came.leads_to == f"{path}?asked=found"
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
    assert (await applicant.get(f"{declaration}/insurance")).leads_to == f"{declaration}/attachments"
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
    (told,) = [entry.value for entry in section.particulars if entry.code == "insurance"]
    assert isinstance(told, tuple)
    assert "参保单位：绍兴市生态环境监测中心（12330600471000001X）" in told
    assert any(line.startswith(f"来源：{SOURCE}，") for line in told)
    assert any(line.startswith("摘要：") for line in told)
    assert not [entry for entry in section.particulars if entry.code == "insured_elsewhere"]
    async with transaction(pool) as conn:
        row = await conn.fetchrow("select * from circumstances")
    assert HERE.unit not in str(row)
