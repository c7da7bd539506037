"""What an applicant reads of the way: offices with telephones, last steps, what to do after a refusal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cities import City, Sender
from contracts.application import Status, Verdict
from contracts.case import Role, SectionRef, Stop
from contracts.dues import LimitSet
from contracts.offices import OfficeAttended
from contracts.substitution import Substituted
from kit.db import Pool, transaction
from kit.ids import derived, new_id
from kit.reference import reference
from kit.sealed import CaseFile
from services.declaration.activities import Activities
from services.declaration.progress.store.moves import usual_stays
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Browsers, Events, News
from tests.service.declaration.progress.test_record import DECISION, NOON, Case
from tests.service.declaration.progress.test_record import case as case  # noqa: PLC0414 - its fixture
from tests.unit.services.declaration.plans import CITIES

ECOLOGY = "绍兴市生态环境局"
SHAOXING: City = CITIES.city("shaoxing")
UNIT = Stop(stage="employer", role=Role.EMPLOYER, office_id=derived("unit"), office_name="绍兴市环境监测站")
STOPS = (
    UNIT,
    *(
        Stop(
            stage=stop.stage,
            role=Role(stop.kind),
            office_id=stop.office_id,
            office_name=stop.office_name,
        )
        for stop in CITIES.route("shaoxing", "2022-engineer", Sender(level="city", place="市本级"))
    ),
)
"""The way of a unit of the city itself (B5.1)."""


async def page_of(applicant: Browser, case: Case) -> str:
    return (await applicant.get(f"/declarations/{case.id}")).text


async def at_department(case: Case) -> None:
    await case.move(
        "submitted", Status.EXAMINING, Role.EMPLOYER, UNIT.office_name, stage="employer", stops=STOPS
    )
    await case.move(
        "passed", Status.REVIEWING, Role.DEPARTMENT, ECOLOGY, stage="city-department", stops=STOPS
    )


@pytest.mark.rule("B5.1")
async def test_the_whole_way_is_shown_with_telephones(applicant: Browser, case: Case) -> None:
    assert "审查路线" not in await page_of(applicant, case)
    await at_department(case)

    way = (await page_of(applicant, case)).split("审查路线", 1)[1]

    assert way.index("已通过") < way.index(ECOLOGY) < way.index("正在办理")
    assert "未到" in way
    assert "本单位人事部门" in way
    assert "0575-88096909" in way


@pytest.mark.rule("A10.2")
@pytest.mark.rule("R1.1")
async def test_after_the_review_form_the_last_steps_are_numbered(applicant: Browser, case: Case) -> None:
    await at_department(case)
    assert "最后几步" not in await page_of(applicant, case)
    case.sections = (SectionRef(name="review-form", key="k", sha256="0" * 64),)
    await case.move("form_issued", Status.FORM_ISSUED, Role.PLATFORM, stops=STOPS)

    text = await page_of(applicant, case)

    assert "一式 3 份（参加面试的 4 份）" in text
    assert text.index(UNIT.office_name) < text.index(f"{ECOLOGY} （") < text.index("人力资源和社会保障局 （")
    assert "绍兴市生态环境局314办公室，地址：绍兴市越城区树下王路38号" in text
    assert "请先打电话确认" in text
    point = SHAOXING.acceptance_point("市本级")
    assert point
    assert f"您的受理点：{point.name}，{point.address}，电话 0575-{point.phone}" in text
    assert "下载评审表" in (await applicant.get("/home")).text


async def test_after_a_refusal_one_reads_whom_to_call_and_how_to_object(
    applicant: Browser, case: Case, case_file: CaseFile
) -> None:
    await at_department(case)
    refused = replace(DECISION, verdict=Verdict.REFUSED)
    ref = await case_file.seal(case.id, "decision-1-department", refused)
    case.sections = (SectionRef(name=ref.name, key=ref.key, sha256=ref.sha256),)
    await case.move("refused", Status.REFUSED, Role.PLATFORM, stops=STOPS)

    text = await page_of(applicant, case)

    assert "不同意这个决定怎么办" in text
    assert f"先向{ECOLOGY}了解情况，电话：受理点 0575-88096909" in text
    assert reference(case.id) in text
    assert "申请复查" in text
    assert "本计划没有规定申请复查的期限" in text


async def test_a_time_is_usual_from_a_number_of_decisions_on(
    browsers: Browsers, news: News, started: Events, activities: Activities, pool: Pool
) -> None:
    async def usual(least: int) -> dict[str, timedelta]:
        async with transaction(pool) as conn:
            return await usual_stays(conn, city="shaoxing", plan="open", least=least)

    for _ in range(3):
        somebody = browsers("applicant", account_id=new_id())
        await news.employer()
        await news.readiness(somebody.person_id)
        await somebody.start()
        case = Case((await started())[-1].application_id, activities)
        await at_department(case)
        await case.move("passed", Status.REVIEWING, Role.HR, stage="city-hr", stops=STOPS)

    assert await usual(4) == {}
    assert await usual(3) == {"employer": timedelta(days=1), "city-department": timedelta(days=1)}


@pytest.mark.rule("R1.1")
async def test_everybody_finds_the_acceptance_points(browsers: Browsers) -> None:
    for who in ("", "applicant", "official"):
        text = (await browsers(who).get("/acceptance-points")).text
        assert "电话区号 0575" in text
        for point in SHAOXING.acceptance_points:
            for fact in (point.place, point.name, point.address, point.phone):
                assert fact in text


async def test_a_case_where_nobody_is_says_so_until_somebody_is(
    applicant: Browser, case: Case, news: News
) -> None:
    await at_department(case)
    office_id = next(stop.office_id for stop in STOPS if stop.office_name == ECOLOGY)
    words = "这个机构目前没有人登录办理"

    async def attended(*, is_attended: bool, at: datetime) -> None:
        await news.tell(
            OfficeAttended(
                id=new_id(),
                about=office_id,
                at=at,
                office_id=office_id,
                city="shaoxing",
                is_attended=is_attended,
            )
        )

    noon = datetime(2022, 9, 28, 4, tzinfo=UTC)
    await attended(is_attended=False, at=noon)
    assert words in await page_of(applicant, case)
    await attended(is_attended=True, at=noon + timedelta(hours=1))
    await attended(is_attended=False, at=noon)
    assert words not in await page_of(applicant, case)


async def test_who_decided_in_the_place_of_a_late_office_is_told_and_why(
    applicant: Browser, case: Case, news: News
) -> None:
    await at_department(case)
    reason, at = "经办人员调离，无人接替", NOON + timedelta(days=case.position + 1, hours=-1)
    told = Substituted(
        id=new_id(),
        about=applicant.person_id,
        at=at,
        application_id=case.id,
        city="shaoxing",
        office="浙江省生态环境厅",
        late_office=ECOLOGY,
        due_at=at - timedelta(days=3),
        reason_encrypted=news.cipher.encrypt(reason),
    )
    await news.tell(told)
    await news.tell(told)
    assert reason not in await page_of(applicant, case)  # the case has not moved on yet
    await case.move("passed", Status.REVIEWING, Role.HR, "绍兴市人力资源和社会保障局", stage="city-hr")
    page = await page_of(applicant, case)
    assert page.count(f"浙江省生态环境厅代为办理：{reason}") == 1
    assert f"{ECOLOGY}应于" in page


async def test_until_when_the_office_is_to_decide_is_told_and_that_it_is_late(
    applicant: Browser, case: Case, news: News
) -> None:
    def limit(stage: str, due_at: datetime) -> LimitSet:
        return LimitSet(
            id=new_id(),
            about=case.id,
            at=NOON + timedelta(days=case.position),
            application_id=case.id,
            city="shaoxing",
            stage=stage,
            round=1,
            due_at=due_at,
            due_days=10,
        )

    await at_department(case)
    assert "办理期限" not in await page_of(applicant, case)
    await news.tell(limit("city-department", datetime(2199, 1, 1, 16, tzinfo=UTC)))
    page = await page_of(applicant, case)
    assert "办理期限：2199年1月1日 24:00（10 个工作日）" in page
    await news.tell(limit("city-department", datetime(2022, 10, 13, 16, tzinfo=UTC)))
    page = await page_of(applicant, case)
    assert f"{ECOLOGY}应于 2022年10月13日 24:00前办结，现已超过办理期限" in page
    await case.move("passed", Status.REVIEWING, Role.HR, "绍兴市人力资源和社会保障局", stage="city-hr")
    assert "办理期限" not in await page_of(applicant, case)  # that is another office's
