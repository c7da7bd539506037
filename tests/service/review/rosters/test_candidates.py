"""A case that comes before a meeting is listed once; its roster is frozen, and numbers stay."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from contracts.candidates import Candidate
from contracts.case import Duty, Role
from contracts.erasure import PersonRequest
from contracts.results import Outcome
from kit.db import transaction
from kit.errors import Invalid
from kit.ids import new_id
from kit.session import Session
from services.review.rosters import operations, store
from services.review.rosters.domain import INTERVIEWED, Listed
from services.review.rosters.operations import FrozenMeanwhile, NoSuchRoster
from tests.service.review.world import OPENED, Office, World

OFFICE = Office("评委会办公室", Role.COMMITTEE, "committee", person="钱七")
PLAN = "2022-engineer"


async def a_candidate(world: World, *, office: Office = OFFICE, **changes: Any) -> Candidate:
    """A case that waits for the meeting."""
    case = await world.a_case(**changes)
    candidate = Candidate(
        id=new_id(),
        application_id=case.id,
        person_id=new_id(),
        city="shaoxing",
        plan=PLAN,
        round=1,
        stop=replace(office.stop, duties=(Duty.EXAMINE, Duty.MEET)),
        entered_at=OPENED,
        manifest=case.manifest,
    )
    await world.activities.enter_candidate(candidate)
    return candidate


def official(office: Office = OFFICE) -> Session:
    return Session(
        account_id=new_id(),
        session_id=new_id(),
        name=office.person,
        role="official",
        city="shaoxing",
        org_id=office.id,
    )


async def freeze(world: World, seen: int = 0, *interviewed: UUID, office: Office = OFFICE) -> int:
    async with transaction(world.pool) as conn:
        cipher = world.app.state.cipher
        return (await operations.freeze(conn, cipher, official(office), PLAN, seen, interviewed)).version


async def listed(world: World) -> list[Listed]:
    async with transaction(world.pool) as conn:
        return await store.listed(conn, world.app.state.cipher, OFFICE.id, PLAN, limit=100, offset=0)


@pytest.mark.rule("M1.2")
async def test_a_case_is_listed_once_as_it_was_submitted(world: World) -> None:
    candidate = await a_candidate(world, name="欧阳修")
    await asyncio.gather(*(world.activities.enter_candidate(candidate) for _ in range(3)))
    (line,) = await listed(world)
    assert (line.id, line.entry.name, line.number) == (candidate.id, "欧阳修", None)


async def test_no_personal_data_lies_open(world: World) -> None:
    await a_candidate(world, name="欧阳修")
    (row,) = await world.rows("select candidates::text as told from candidates")
    assert "欧阳修" not in row["told"]


@pytest.mark.rule("M1.2", "M2.2")
async def test_frozen_it_is_in_the_order_of_the_notice_and_of_the_domain(world: World) -> None:
    plain, planning, monitoring, interview = [
        await a_candidate(world, category=category)
        for category in ("工程与咨询", "规划与管理", "监测与分析", "工程与咨询")
    ]
    assert await freeze(world, 0, interview.id) == 1
    found = await listed(world)
    assert [line.id for line in found] == [monitoring.id, interview.id, plain.id, planning.id]
    assert [line.number for line in found] == [1, 2, 3, 4]
    assert found == sorted(found, key=lambda line: line.place)
    assert found[1].entry.remarks[0] == INTERVIEWED


@pytest.mark.rule("M1.2")
async def test_numbers_stay_when_others_come(world: World) -> None:
    first = [await a_candidate(world, category=one) for one in ("监测与分析", "规划与管理")]
    await freeze(world)
    late = await a_candidate(world, category="监测与分析")
    assert await freeze(world, 1) == 2
    found = [(line.id, line.number, line.version) for line in await listed(world)]
    assert found == [(first[0].id, 1, 1), (late.id, 3, 2), (first[1].id, 2, 1)]


async def test_two_who_freeze_at_once_make_one_version(world: World) -> None:
    await a_candidate(world)
    found = await asyncio.gather(*(freeze(world) for _ in range(3)), return_exceptions=True)
    assert sorted(map(str, found)) == sorted(["1", *[str(FrozenMeanwhile())] * 2])
    assert len(await world.rows("select from rosters")) == 1


async def test_without_anybody_new_there_is_no_version(world: World) -> None:
    await a_candidate(world)
    await freeze(world)
    with pytest.raises(Invalid) as refused:
        await freeze(world, 1)
    assert "没有待编入的评审对象" in refused.value.faults[0].message


async def test_who_has_a_number_is_not_called_to_an_interview_afterwards(world: World) -> None:
    before = await a_candidate(world)
    await freeze(world)
    await a_candidate(world)
    with pytest.raises(Invalid) as refused:
        await freeze(world, 1, before.id)
    assert "已不在待编入的名单中" in refused.value.faults[0].message
    assert len(await world.rows("select from rosters")) == 1


async def test_another_office_has_no_roster_of_it(world: World) -> None:
    await a_candidate(world)
    with pytest.raises(NoSuchRoster):
        await freeze(world, office=Office("另一评委会", Role.COMMITTEE, "committee"))


async def test_a_forgotten_person_leaves_the_numbers_of_others(world: World) -> None:
    gone, stays = await a_candidate(world), await a_candidate(world)
    await freeze(world)
    numbers = {line.id: line.number for line in await listed(world)}
    await world.activities.erase_person(PersonRequest(person_id=gone.person_id))
    assert {line.id: line.number for line in await listed(world)} == {stays.id: numbers[stays.id]}


async def test_a_vote_is_told_once(world: World) -> None:
    candidate = await a_candidate(world)
    for _ in range(2):
        async with transaction(world.pool) as conn:
            await operations.tell_judged(conn, candidate.application_id, candidate.id, Outcome.ELECTED)
    (told,) = await world.rows("select body from outbox where topic = 'review.judged'")
    assert told["body"]["outcome"] == "elected"
