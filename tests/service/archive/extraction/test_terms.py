"""提取业绩 goes by the plan with which a draft was begun, as the seal does, whatever the plan says today."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.case import SealRequest
from contracts.declaration import Started
from contracts.erasure import PersonRequest
from kit.bus import Handler
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.archive.activities import Activities
from tests.fixtures.cases import PLAN, a_start, tell, the_end
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import PAPER, Browser
from tests.service.archive.factories import id_of
from tests.unit.services.declaration.plans import CITIES, a_plan

PAGE = f"/archive/extraction/{PLAN}"
TODAY = a_plan().achievements["paper"]
ONE = a_plan(achievements={"paper": 1}, representative=0, title="当时的计划名称").terms
pytestmark = pytest.mark.rule("A7.3")


@pytest.fixture
def activities(pool: Pool, settings_of: SettingsOf, case_file: CaseFile) -> Activities:
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    return Activities(pool, cipher, case_file, CITIES)


@pytest.fixture
async def papers(applicant: Browser, clerk: Browser) -> list[str]:
    """Two papers, verified."""
    await applicant.fill_basic()
    added = [await applicant.add("paper", {**PAPER, "name": f"第{number}篇"}) for number in range(2)]
    await applicant.submit()
    await clerk.verify_all(applicant)
    return [id_of(path) for path in added]


async def problems(
    activities: Activities, case_file: CaseFile, begun: Started, employer: UUID
) -> list[tuple[str, str]]:
    """What the preview of this case says."""
    await case_file.publish_key(begun.application_id, case_file.new_key())
    request = SealRequest(
        application_id=begun.application_id,
        person_id=begun.person_id,
        employer_id=employer,
        city=begun.city,
        plan=begun.plan,
        round=1,
        terms=begun.terms,
    )
    sealed = await ActivityEnvironment().run(activities.seal_section, request)
    return [(one.rule, one.page) for one in sealed.problems]


async def test_page_and_seal_go_by_the_limits_with_which_the_draft_was_begun(
    applicant: Browser,
    papers: list[str],
    heard: Handler,
    activities: Activities,
    case_file: CaseFile,
    employer: UUID,
) -> None:
    begun = a_start(applicant.id, ONE)
    await tell(heard, begun)

    page = await applicant.get(PAGE)
    assert "最多 1 项" in page.text
    assert "当时的计划名称" in page.text
    assert "代表作" not in page.text
    assert await problems(activities, case_file, begun, employer) == [("A7.3", PAGE)]

    refused = await applicant.post(PAGE, {**page.fields(), "paper": papers})
    assert refused.status == 422
    assert "论文最多提取 1 项，现为 2 项" in refused.text
    assert (await applicant.post(PAGE, {**page.fields(), "paper": papers[:1]})).status == 303
    assert await problems(activities, case_file, begun, employer) == []


async def test_a_limit_that_came_later_binds_no_draft_that_was_begun(
    applicant: Browser,
    papers: list[str],
    heard: Handler,
    activities: Activities,
    case_file: CaseFile,
    employer: UUID,
) -> None:
    begun = a_start(applicant.id, a_plan(achievements={}).terms)
    await tell(heard, begun)
    page = await applicant.get(PAGE)
    assert f"最多 {TODAY} 项" not in page.text
    assert (await applicant.post(PAGE, {**page.fields(), "paper": papers})).status == 303
    assert await problems(activities, case_file, begun, employer) == []


async def test_before_the_event_and_for_everybody_else_the_plan_in_use_holds(
    applicant: Browser, papers: list[str], heard: Handler
) -> None:
    assert papers
    assert f"最多 {TODAY} 项" in (await applicant.get(PAGE)).text
    for other in (
        a_start(new_id(), ONE),
        a_start(applicant.id, ONE, plan="2022-senior-engineer"),
        a_start(applicant.id, ONE, city="xinhai"),
        a_start(applicant.id, ""),  # begun before terms were kept
    ):
        await tell(heard, other)
        assert f"最多 {TODAY} 项" in (await applicant.get(PAGE)).text


async def test_told_twice_it_is_told_once_and_of_two_the_later_begun_holds(
    applicant: Browser, papers: list[str], heard: Handler, pool: Pool
) -> None:
    assert papers
    first = a_start(applicant.id, a_plan(achievements={"paper": 2}).terms)
    later = a_start(applicant.id, ONE, at=first.at + timedelta(days=1))
    again = replace(first, id=new_id(), terms=a_plan(achievements={"paper": 5}).terms)
    await tell(heard, later, first, first, again)  # in any order
    assert "最多 1 项" in (await applicant.get(PAGE)).text
    await tell(heard, the_end(later))
    assert "最多 2 项" in (await applicant.get(PAGE)).text
    assert await pool.fetchval("select count(*) from begun") == 2


async def test_a_case_that_is_over_binds_nothing_more_even_if_its_beginning_is_told_late(
    applicant: Browser, papers: list[str], heard: Handler
) -> None:
    assert papers
    begun, late = a_start(applicant.id, ONE), a_start(applicant.id, ONE)
    await tell(heard, begun, the_end(begun), the_end(begun), the_end(late), late)
    assert f"最多 {TODAY} 项" in (await applicant.get(PAGE)).text


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_a_case_whose_end_was_undone_binds_again_in_whatever_order_it_is_told(
    applicant: Browser, papers: list[str], heard: Handler, order: tuple[int, ...]
) -> None:
    assert papers
    begun = a_start(applicant.id, ONE)
    told = (begun, the_end(begun), the_end(begun, position=3, is_over=False))
    await tell(heard, *(told[number] for number in order))
    assert "最多 1 项" in (await applicant.get(PAGE)).text
    await tell(heard, the_end(begun, position=4))
    assert f"最多 {TODAY} 项" in (await applicant.get(PAGE)).text


async def test_of_a_person_who_is_forgotten_no_beginning_is_kept(
    applicant: Browser, heard: Handler, activities: Activities, pool: Pool
) -> None:
    other = a_start(new_id(), ONE)
    await tell(heard, a_start(applicant.id, ONE), other)
    await ActivityEnvironment().run(activities.erase_person, PersonRequest(person_id=applicant.id))
    kept = [row["person_id"] for row in await pool.fetch("select person_id from begun")]
    assert kept == [other.person_id]
