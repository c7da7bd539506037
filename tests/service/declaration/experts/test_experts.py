from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI

from contracts.case import SealRequest
from contracts.recommendation import OPINIONS_PAGE, OpinionsForm
from contracts.sections.declaration import DeclarationSection
from contracts.sections.names import SectionKind
from kit.db import Pool, transaction
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.progress.operations import erasure
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News, Player
from tests.unit.services.declaration.opinions import FIRST, SECOND


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


@pytest.mark.rule("X1.1")
async def test_the_opinions_of_two_experts_are_submitted_and_shown(
    applicant: Browser, declaration: str, play: Player, started: Events, app: FastAPI
) -> None:
    answer = await applicant.recommend(declaration)
    assert (answer.status, answer.leads_to) == (303, declaration)
    assert "推荐专家意见 按两位专家签名的意见表填写 已完成" in (await applicant.get(declaration)).text

    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", page.hidden())

    submitted = await applicant.get(f"{declaration}/submitted")
    for shown in (page, submitted):
        for words in ("推荐专家1", "陈国平", "正高级工程师", "推荐专家2", "沈丽", "92.5", "138****0001"):
            assert words in shown.text
        assert "经对测试人员的评审材料" in shown.text
        assert "专家举荐" in shown.text
        assert "13805710001" not in shown.text
    paper = f"{declaration}/experts/paper"
    assert paper in submitted.links()
    grant = parse_qs(urlsplit((await applicant.get(paper)).leads_to).query)["grant"][0]
    form = app.state.grants.open(OpinionsForm, grant)
    assert form.section.name == SectionKind.DECLARATION


@pytest.mark.rule("A6.3")
@pytest.mark.rule("X1.1")
async def test_without_two_valid_opinions_nothing_is_sealed_and_everything_is_listed(
    applicant: Browser, declaration: str, activities: Activities, started: Events
) -> None:
    request = await asked(started)
    nothing = await activities.seal_section(request)
    assert nothing.section is None
    assert [(one.rule, one.page) for one in nothing.problems] == [("X1.1", f"{declaration}/experts")]

    page = await applicant.recommend(declaration, **{"name-2": "测试人员", "unit-1": "绍兴市环境监测站"})
    some = await activities.seal_section(request)

    assert page.status == 422
    assert some.section is None
    assert [one.page for one in some.problems] == [
        f"{declaration}/experts#unit-1",
        f"{declaration}/experts#name-2",
    ]
    for problem in some.problems:
        assert problem.message in page.text
    assert "推荐专家意见 按两位专家签名的意见表填写 未完成" in (await applicant.get(declaration)).text


@pytest.mark.rule("X1.1")
async def test_opinions_of_a_kind_that_asks_for_none_are_not_submitted(
    applicant: Browser, declaration: str, activities: Activities, started: Events, case_file: CaseFile
) -> None:
    await applicant.recommend(declaration)
    await applicant.fill_in(declaration, kind="regular", landmark="字" * 900)
    request = await asked(started)
    await case_file.publish_key(request.application_id, case_file.new_key())

    sealed = await activities.seal_section(request)

    assert sealed.section
    section = (await case_file.open(request.application_id, sealed.section, DeclarationSection)).data
    assert (section.recommendations, section.landmark, section.remarks) == ((), "", ())
    assert "推荐专家意见" not in (await applicant.get(declaration)).text


@pytest.mark.rule("X1.1")
async def test_the_seal_tells_for_whom_the_experts_signed(
    applicant: Browser,
    declaration: str,
    browsers: Browsers,
    activities: Activities,
    started: Events,
    case_file: CaseFile,
) -> None:
    request = await asked(started)
    case = request.application_id
    await case_file.publish_key(case, case_file.new_key())
    await applicant.recommend(declaration)
    assert (await activities.seal_section(request)).bearer == await case_file.mark(case, "测试人员")

    corrected = browsers("applicant", account_id=applicant.person_id, name="测试员")
    assert (await corrected.recommend(declaration)).status == 303

    assert (await activities.seal_section(request)).bearer == await case_file.mark(case, "测试员")


@pytest.mark.rule("X1.1")
async def test_the_form_to_be_signed_is_printed_with_the_applicant_s_name(
    applicant: Browser, browsers: Browsers, declaration: str, app: FastAPI
) -> None:
    paper = f"{declaration}/experts/paper"
    assert paper in (await applicant.get(f"{declaration}/experts")).links()

    location = (await applicant.get(paper)).leads_to

    assert location.startswith(f"{OPINIONS_PAGE}?grant=")
    form = app.state.grants.open(OpinionsForm, parse_qs(urlsplit(location).query)["grant"][0])
    assert form.account_id == applicant.person_id
    assert form.statement.startswith("经对测试人员的评审材料")
    assert (await browsers("applicant").get(paper)).status == 404


async def test_a_draft_keeps_whatever_was_typed(applicant: Browser, declaration: str) -> None:
    saved = await applicant.recommend(declaration, **{"act": "save", "score-1": "一百", "level-2": ""})
    page = await applicant.get(saved.leads_to)

    assert saved.leads_to == f"{declaration}/experts?saved"
    assert "草稿已保存" in page.text
    assert (page.value("score-1"), page.value("signed_on-1-month")) == ("一百", "7月")
    assert (page.checked("level-1"), page.checked("level-2")) == (["正高级"], [])


async def test_a_second_tab_is_shown_what_the_first_one_saved(applicant: Browser, declaration: str) -> None:
    await applicant.recommend(declaration)

    page = await applicant.recommend(declaration, version="0", **{"unit-2": "绍兴文理学院"})

    assert page.status == 409
    assert "推荐专家2：单位 绍兴市环境监测协会" in page.text
    assert page.value("unit-2") == "绍兴文理学院"
    assert (await applicant.get(f"{declaration}/experts")).value("unit-2") == "绍兴市环境监测协会"
    again = await applicant.recommend(declaration, **{"unit-2": "绍兴文理学院"})
    assert again.status == 303


async def test_a_second_click_saves_nothing_anew(applicant: Browser, declaration: str) -> None:
    first = (await applicant.get(f"{declaration}/experts")).value("version")
    await applicant.recommend(declaration, version=first)

    assert (await applicant.recommend(declaration, version=first)).status == 303
    assert (await applicant.get(f"{declaration}/experts")).value("version") == "1"


async def test_the_preview_follows_a_changed_opinion(
    applicant: Browser, declaration: str, play: Player, started: Events
) -> None:
    await applicant.recommend(declaration)
    async with play((await started())[0]):
        assert "92.5" in (await applicant.get(f"{declaration}/preview")).text
        await applicant.recommend(declaration, **{"score-1": "71"})
        page = await applicant.get(f"{declaration}/preview")

    assert "92.5" not in page.text
    assert "专家评价分 71" in page.text


async def test_after_the_submission_opinions_stay_as_they_are(
    applicant: Browser, declaration: str, play: Player, started: Events
) -> None:
    await applicant.recommend(declaration)
    async with play((await started())[0]):
        page = await applicant.get(f"{declaration}/preview")
        await applicant.post(f"{declaration}/submit", page.hidden())

    assert (await applicant.get(f"{declaration}/experts")).leads_to == declaration
    data = {**FIRST, **SECOND, "score-1": "1", "version": "1", "act": "save"}
    late = await applicant.post(f"{declaration}/experts", data)
    assert late.status == 409
    assert "现在不能修改" in late.text


async def test_experts_are_encrypted_and_forgotten_with_the_person(
    applicant: Browser, declaration: str, pool: Pool
) -> None:
    await applicant.recommend(declaration)
    async with transaction(pool) as conn:
        row: Any = await conn.fetchrow("select * from recommendations")
        assert not any(name in str([*row.values()]) for name in ("陈国平", "13805710001", "测试人员"))
        cases = await erasure.destroy_keys(conn, applicant.person_id)
        await erasure.forget(conn, applicant.person_id, cases)
        assert await conn.fetchval("select count(*) from recommendations") == 0


async def test_a_plan_without_such_a_kind_has_no_such_page(
    applicant: Browser, news: News, pool: Pool
) -> None:
    declaration = await applicant.start()
    async with transaction(pool) as conn:
        await conn.execute(
            "update plan_versions set content = jsonb_set(content, '{kind}', content -> 'kind' #- '{2}')"
        )

    assert (await applicant.get(f"{declaration}/experts")).status == 404
