"""What waits to be verified is told whenever it changes, and the last word is the true one (E3.1)."""

import asyncio
from datetime import datetime
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment

from contracts.erasure import PersonRequest
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.sealed import CaseFile
from services.archive.activities import Activities
from tests.architecture.tree import ROOT
from tests.fixtures.storage import SettingsOf
from tests.service.archive.conftest import PAPER, AnEmployer, Browser, Someone
from tests.service.archive.factories import a_submitted_file, told
from tests.unit.services.declaration.plans import CITIES

TOPIC = "archive.verifications_waiting"
QUEUE = "/archive/verification"

pytestmark = pytest.mark.rule("E3.1")


async def waiting(pool: Pool, employer: UUID) -> list[int]:
    """How many people, as it was told, in order."""
    events = [event for event in await told(pool, TOPIC) if event["employer_id"] == str(employer)]
    ats = [datetime.fromisoformat(str(event["at"])) for event in events]
    assert ats == sorted(ats)
    assert all(bool(event["waiting"]) == bool(event["oldest_at"]) for event in events)
    return [int(str(event["waiting"])) for event in events]


async def test_people_are_counted_from_their_submission_until_all_of_it_is_judged(
    applicant: Browser, clerk: Browser, someone: Someone, employer: UUID, pool: Pool
) -> None:
    await applicant.fill_basic()
    await applicant.add("paper", PAPER)
    assert await waiting(pool, employer) == []
    await applicant.submit()
    await applicant.submit()  # nothing is left to submit
    assert await waiting(pool, employer) == [1]

    other = await someone("applicant", name="王五")
    await other.post("/archive/employer", {"employer_id": str(employer)})
    await a_submitted_file(other)
    assert await waiting(pool, employer) == [1, 2]
    await clerk.verify_all(applicant)
    await clerk.verify_all(applicant)  # from an old page
    assert await waiting(pool, employer) == [1, 2, 1]


async def test_what_is_taken_back_waits_no_more(applicant: Browser, employer: UUID, pool: Pool) -> None:
    await applicant.fill_basic()
    await applicant.submit()
    paper = await applicant.add("paper", PAPER)
    assert await waiting(pool, employer) == [1]
    await applicant.fill_basic(address="绍兴市柯桥区")  # what was submitted is a draft again
    await applicant.fill_basic(address="绍兴市上虞区")
    assert await waiting(pool, employer) == [1, 0]
    await applicant.submit()
    assert (await applicant.post(f"{paper}/delete")).status == 303
    assert await waiting(pool, employer) == [1, 0, 1, 1]


async def test_another_employer_has_nothing_to_verify_until_it_is_handed_in_there(
    applicant: Browser, an_employer: AnEmployer, employer: UUID, pool: Pool
) -> None:
    other = await an_employer(name="绍兴市生态环境中心", code="12330600471234567U")
    await a_submitted_file(applicant)
    await applicant.post("/archive/employer", {"employer_id": str(other)})
    await applicant.post("/archive/employer", {"employer_id": str(other)})
    assert await waiting(pool, employer) == [1, 0]
    assert await waiting(pool, other) == []
    await applicant.submit()
    assert await waiting(pool, other) == [1]


async def test_a_merger_moves_what_waits(
    applicant: Browser, an_employer: AnEmployer, employer: UUID, pool: Pool
) -> None:
    other = await an_employer(name="绍兴市生态环境中心", code="12330600471234567U")
    await a_submitted_file(applicant)
    for _ in range(2):
        await an_employer(employer_id=employer, status="merged", merged_into=str(other), version=7)
    assert await waiting(pool, employer) == [1, 0]
    assert await waiting(pool, other) == [1]


async def test_whoever_is_forgotten_waits_no_more(
    applicant: Browser, employer: UUID, pool: Pool, settings_of: SettingsOf, case_file: CaseFile
) -> None:
    await a_submitted_file(applicant)
    cipher = FieldCipher(settings_of("archive").field_keys.get_secret_value())
    activities = Activities(pool, cipher, case_file, CITIES)
    for _ in range(2):
        await ActivityEnvironment().run(activities.erase_person, PersonRequest(person_id=applicant.id))
    assert await waiting(pool, employer) == [1, 0]


async def test_many_who_submit_while_the_clerk_verifies_several_are_all_counted(
    clerk: Browser, someone: Someone, employer: UUID, pool: Pool
) -> None:
    """Nobody waits for a file while holding the queue, so that none stops another."""
    people = []
    for number in range(4):
        person = await someone("applicant", name=f"王{number}")
        await person.post("/archive/employer", {"employer_id": str(employer)})
        await a_submitted_file(person)
        await person.add("paper", {**PAPER, "name": f"第{number}篇"})
        people.append(person)
    page = await clerk.get(f"{QUEUE}/batch", person=[str(person.id) for person in people])
    items = [str(box["value"]) for box in page.soup.select("input[name=item]")]
    sent = {"batch": page.fields()["batch"], "item": items, "attested": "yes"}
    answers = await asyncio.gather(
        clerk.post(f"{QUEUE}/batch", sent), *(person.submit() for person in people)
    )
    assert {answer.status for answer in answers} == {303}
    assert (await waiting(pool, employer))[-1] == len(people)


async def test_those_who_waited_before_it_was_told_are_told_of_once(
    applicant: Browser, employer: UUID, pool: Pool
) -> None:
    await a_submitted_file(applicant)
    await pool.execute("delete from outbox where topic = $1", TOPIC)
    text = (ROOT / "services/archive/migrations/0005_tell_what_waits.sql").read_text(encoding="utf-8")
    await pool.execute(text)
    assert await waiting(pool, employer) == [1]
