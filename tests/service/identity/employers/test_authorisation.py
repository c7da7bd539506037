"""The term of an authorisation as the workflow meets it: who is to be reminded, and its end."""

import asyncio
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter
from temporalio.testing import ActivityEnvironment

from contracts.authorisation import Term, TermStanding
from contracts.identity import EmployerChanged
from kit.calendar import Workdays
from kit.db import Pool
from kit.ids import new_id
from kit.sealed import CaseFile
from services.identity.activities import Activities
from services.identity.requests.domain.letters import end_of_term
from services.identity.settings import Settings
from services.identity.web.parts import today
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    events,
    hand_in_letter,
    registered_employer,
    request_of,
    second_of,
    session_of,
    signed_in,
)

event_of = TypeAdapter(EmployerChanged).validate_python

pytestmark = pytest.mark.rule("E2.1")


@pytest.fixture
def activities(app: FastAPI, case_file: CaseFile) -> Activities:
    parts = app.state.parts
    return Activities(parts.pool, parts.cities, parts.cipher, case_file, Workdays())


async def approve(admin: Browser, pool: Pool, term: Term, years: int) -> None:
    page = await request_of(pool, term.employer_id)
    assert (await admin.fill(page, form=f"{page}/approve", years=str(years))).status_code == 303


@pytest.fixture
async def term(browser: Browser, admin: Browser, pool: Pool) -> Term:
    """Approved for a year."""
    employer_id = await registered_employer(browser, pool)
    term = Term(employer_id=employer_id, valid_until=end_of_term(today(), 1))
    await approve(admin, pool, term, 1)
    await browser.open("/")
    return term


async def standing(activities: Activities, term: Term) -> TermStanding:
    found = await ActivityEnvironment().run(activities.term_standing, term)
    assert isinstance(found, TermStanding)
    return found


async def end(activities: Activities, term: Term) -> bool:
    return bool(await ActivityEnvironment().run(activities.end_term, term))


def another(term: Term, valid_until: date | None = None) -> Term:
    return Term(employer_id=term.employer_id, valid_until=valid_until or term.valid_until + timedelta(days=1))


@pytest.mark.rule("E2.2")
async def test_an_approval_tells_until_when_it_holds(pool: Pool, term: Term) -> None:
    *before, approved = await events(pool, "identity.employer_changed")
    assert (approved["status"], approved["valid_until"]) == ("approved", str(term.valid_until))
    assert {one["valid_until"] for one in before} == {None}


async def test_the_chief_of_the_term_that_counts_is_named(
    activities: Activities, pool: Pool, term: Term
) -> None:
    chief = await pool.fetchval("select account_id from clerkships")
    assert await standing(activities, term) == TermStanding(is_current=True, chief_id=chief)
    assert await standing(activities, another(term)) == TermStanding(is_current=False)
    unknown = Term(employer_id=new_id(), valid_until=term.valid_until)
    assert await standing(activities, unknown) == TermStanding(is_current=False)
    assert await end(activities, unknown) is False


@pytest.mark.rule("A2.4")
async def test_at_the_end_no_clerk_acts_and_everybody_is_told_once(
    browser: Browser, browsers: Browsers, activities: Activities, pool: Pool, settings: Settings, term: Term
) -> None:
    second = await second_of(browser, browsers())
    assert session_of(second, settings).org_id == term.employer_id
    before = len(await events(pool, "identity.employer_changed"))
    assert await asyncio.gather(*(end(activities, term) for _ in range(3))) == [True] * 3
    told = (await events(pool, "identity.employer_changed"))[before:]
    assert [(one["status"], one["valid_until"]) for one in told] == [("expired", str(term.valid_until))]
    for clerk in (browser, second):
        assert (await clerk.open("/employers/mine")).headers["location"].startswith("/sign-in")
    acting = await pool.fetch("select account_id from clerkships where until_at is null")
    ended = {one["account_id"] for one in await events(pool, "identity.session_ended")}
    assert {str(one["account_id"]) for one in acting} <= ended
    decided = await events(pool, "identity.employer_decided")
    messages = [one["clerk_id"] for one in decided if one["subject"] == "authorisation"]
    assert sorted(map(str, messages)) == sorted(str(one["account_id"]) for one in acting)
    await signed_in(browser, "hr.jiance")
    assert "授权已到期" in (await browser.open("/")).text
    assert session_of(browser, settings).org_id is None
    assert await standing(activities, term) == TermStanding(is_current=False)


@pytest.mark.rule("E2.2")
async def test_the_end_of_a_term_that_was_renewed_ends_nothing(
    browser: Browser, activities: Activities, pool: Pool, settings: Settings, term: Term
) -> None:
    later = another(term, end_of_term(today(), 3))
    await pool.execute("update employers set valid_until = $1", later.valid_until)
    assert await end(activities, term) is False
    assert await pool.fetchval("select status from employers") == "approved"
    assert not await events(pool, "identity.session_ended")
    await browser.open("/")
    assert session_of(browser, settings).org_id == term.employer_id
    assert (await standing(activities, later)).is_current


@pytest.mark.rule("E2.2")
async def test_after_the_end_a_new_letter_begins_another_term(
    browser: Browser, admin: Browser, activities: Activities, pool: Pool, settings: Settings, term: Term
) -> None:
    assert await end(activities, term)
    await signed_in(browser, "hr.jiance")
    await hand_in_letter(browser)
    await approve(admin, pool, term, 3)
    renewed = another(term, end_of_term(today(), 3))
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["status"], told["valid_until"]) == ("approved", str(renewed.valid_until))
    await browser.open("/")
    assert session_of(browser, settings).org_id == term.employer_id
    assert await end(activities, term) is False
    assert (await standing(activities, renewed)).is_current


async def test_what_was_merged_into_another_is_neither_reminded_nor_ended(
    activities: Activities, pool: Pool, term: Term
) -> None:
    await pool.execute("update employers set status = 'merged', merged_into = id")
    assert await standing(activities, term) == TermStanding(is_current=False)
    assert await end(activities, term) is False
    assert await pool.fetchval("select status from employers") == "merged"
