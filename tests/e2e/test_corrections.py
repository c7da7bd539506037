"""Returned, refused, withdrawn: at each stage, with reasons, seen by the applicant."""

import pytest

from deploy.demo.journey import Journey
from deploy.demo.kinds import WAYS
from deploy.demo.visitor import Refused
from kit.ids import new_id
from tests.e2e.conftest import Begin


async def resubmit(journey: Journey) -> None:
    other = {"source": "otherwise", "specialty": "水环境监测", "difference": "专业已细分"}
    await journey.applicant.fill_form(journey.application_id, **other)
    await journey.applicant.submit(journey.application_id)


@pytest.mark.rule("E4.3")
@pytest.mark.rule("B3.2")
async def test_a_returned_application_is_mended_and_goes_through_every_stage_again(begin: Begin) -> None:
    journey = await begin()
    await journey.go([*journey.declaring(), *journey.examining()])
    await journey.office_decides("ecology", "returned")
    page = await journey.applicant.until_says(journey.application_id, "退回修改")
    assert "材料不全，请补充" in page.text
    await resubmit(journey)
    await journey.applicant.until_says(journey.application_id, "用人单位审查")
    await journey.go(journey.examining())
    task = await journey.officials["ecology"].task(journey.cast.applicant_name)
    await journey.officials["ecology"].examine(task)
    await journey.officials["ecology"].decide(task, "passed")
    await journey.applicant.until_says(journey.application_id, "人力资源和社会保障局")


@pytest.mark.rule("A6.5")
@pytest.mark.rule("E4.2")
async def test_a_refusal_by_the_employer_ends_it_with_the_reason(begin: Begin) -> None:
    journey = await begin(WAYS["skilled"])
    await journey.go(journey.declaring())
    await journey.examine()
    task = await journey.clerk.task(journey.cast.applicant_name)
    assert "技能人才" in (await journey.clerk.open(task)).text
    await journey.clerk.decide(task, "refused", reason="不具备申报年限要求")
    page = await journey.applicant.until_says(journey.application_id, "审查不通过")
    assert "不具备申报年限要求" in page.text


@pytest.mark.rule("A6.2")
@pytest.mark.rule("B3.1")
async def test_a_refusal_by_an_authority_ends_it(begin: Begin) -> None:
    journey = await begin(WAYS["transfer"])
    await journey.go(journey.declaring())
    case = await journey.clerk.open(await journey.clerk.task(journey.cast.applicant_name))
    assert "转评" in case.text
    await journey.go(journey.examining())
    await journey.office_decides("ecology", "refused")
    await journey.applicant.until_says(journey.application_id, "审查不通过")


async def test_the_applicant_withdraws_and_may_declare_again(begin: Begin) -> None:
    journey = await begin()
    await journey.go(journey.declaring())
    await journey.applicant.withdraw(journey.application_id)
    await journey.applicant.until_says(journey.application_id, "已撤回")
    first = journey.application_id
    await journey.start()
    assert journey.application_id != first


async def test_another_persons_pages_are_not_shown(begin: Begin) -> None:
    mine, theirs = await begin(), await begin()
    await mine.go(mine.declaring())
    await mine.examine()
    application = mine.application_id
    task = await mine.clerk.task(mine.cast.applicant_name)
    for visitor, path in (
        (theirs.applicant, f"/declarations/{application}"),
        (theirs.applicant, f"/declarations/{application}/form"),
        (theirs.applicant, f"/declarations/{application}/preview"),
        (theirs.applicant, f"/declarations/{application}/withdraw"),
        (theirs.applicant, f"/declarations/{application}/review-form.pdf"),
        (theirs.applicant, f"/payment/{application}"),
        (theirs.clerk, task),
        (theirs.clerk, f"{task}/findings"),
        (theirs.clerk, f"{task}/decision"),
        (theirs.clerk, f"{task}/publicity"),
        (theirs.clerk, f"{task}/publicity-sheet.pdf"),
        (mine.applicant, task),
        (mine.applicant, "/admin/employers"),
        (mine.clerk, f"/declarations/{application}"),
        (mine.applicant, f"/declarations/{new_id()}"),
        (mine.applicant, "/declarations/no-id"),
    ):
        page = await visitor.open(path)
        assert page.status in {403, 404}, f"{path}: {page.status}"
        said = " ".join(main.get_text() for main in page.soup.select("main"))  # the head greets the visitor
        assert mine.cast.applicant_name not in said


async def test_a_statement_that_is_too_long_is_refused_beside_the_field(begin: Begin) -> None:
    journey = await begin()
    await journey.start()
    with pytest.raises(Refused) as refused:
        await journey.applicant.fill_form(journey.application_id, statement="述" * 1000 + "👨‍👩‍👧")
    assert refused.value.page.status == 422
    assert "1000" in refused.value.page.complaint
