"""A case that comes before a meeting is listed once; its roster is frozen, and numbers stay."""

import asyncio
from uuid import UUID

import pytest

from contracts.case import Role
from contracts.erasure import PersonRequest
from contracts.results import Outcome
from kit.db import transaction
from services.review.rosters import operations, store
from services.review.rosters.domain import INTERVIEWED, Listed
from services.review.rosters.operations import FrozenMeanwhile, NoSuchRoster, NotWaiting
from tests.service.review.rosters.listing import OFFICE, PLAN, entered, frozen
from tests.service.review.world import Office, World


async def freeze(world: World, seen: int = 0, *interviewed: UUID, office: Office = OFFICE) -> int:
    return (await frozen(world, office, seen=seen, interviewed=interviewed)).version


async def listed(world: World) -> list[Listed]:
    async with transaction(world.pool) as conn:
        cipher = world.app.state.cipher
        numbered = await store.listed(conn, cipher, OFFICE.id, PLAN, limit=100, offset=0)
        return [*numbered, *await store.waiting(conn, cipher, OFFICE.id, PLAN, 100)]


@pytest.mark.rule("M1.2")
async def test_a_case_is_listed_once_as_it_was_submitted(world: World) -> None:
    candidate = await entered(world, name="欧阳修")
    await asyncio.gather(*(world.activities.enter_candidate(candidate) for _ in range(3)))
    (line,) = await listed(world)
    assert (line.id, line.entry.name, line.number) == (candidate.id, "欧阳修", None)


async def test_no_personal_data_lies_open(world: World) -> None:
    await entered(world, name="欧阳修")
    (row,) = await world.rows("select candidates::text as told from candidates")
    assert "欧阳修" not in row["told"]


@pytest.mark.rule("M1.2", "M2.2")
async def test_frozen_it_is_in_the_order_of_the_notice_and_of_the_domain(world: World) -> None:
    plain, planning, monitoring, interview = [
        await entered(world, category=category)
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
    first = [await entered(world, category=one) for one in ("监测与分析", "规划与管理")]
    await freeze(world)
    late = await entered(world, category="监测与分析")
    assert await freeze(world, 1) == 2
    found = [(line.id, line.number, line.version) for line in await listed(world)]
    assert found == [(first[0].id, 1, 1), (late.id, 3, 2), (first[1].id, 2, 1)]


async def test_two_who_freeze_at_once_make_one_version(world: World) -> None:
    await entered(world)
    assert await asyncio.gather(*(freeze(world) for _ in range(3))) == [1, 1, 1]
    assert len(await world.rows("select from rosters")) == 1


async def test_without_anybody_new_a_second_press_is_the_same_version(world: World) -> None:
    chosen = await entered(world)
    assert await freeze(world, 0, chosen.id) == 1
    assert await freeze(world, 1) == 1
    assert await freeze(world, 0, chosen.id) == 1
    assert len(await world.rows("select from rosters")) == 1


async def test_a_page_from_before_a_version_adds_nobody_to_the_next(world: World) -> None:
    await entered(world)
    await freeze(world)
    await entered(world)
    with pytest.raises(FrozenMeanwhile):
        await freeze(world, 0)
    assert [line.number for line in await listed(world)] == [1, None]


@pytest.mark.parametrize("has_new", [True, False])
async def test_who_has_a_number_is_not_called_to_an_interview_afterwards(
    world: World, *, has_new: bool
) -> None:
    before = await entered(world)
    await freeze(world)
    if has_new:
        await entered(world)
    with pytest.raises(NotWaiting):
        await freeze(world, 1, before.id)
    assert len(await world.rows("select from rosters")) == 1


async def test_another_office_has_no_roster_of_it(world: World) -> None:
    await entered(world)
    with pytest.raises(NoSuchRoster):
        await freeze(world, office=Office("另一评委会", Role.COMMITTEE, "committee"))


async def test_a_forgotten_person_leaves_the_numbers_of_others(world: World) -> None:
    gone, stays = await entered(world), await entered(world)
    await freeze(world)
    numbers = {line.id: line.number for line in await listed(world)}
    await world.activities.erase_person(PersonRequest(person_id=gone.person_id))
    assert {line.id: line.number for line in await listed(world)} == {stays.id: numbers[stays.id]}


async def test_a_vote_is_told_once(world: World) -> None:
    candidate = await entered(world)
    for _ in range(2):
        async with transaction(world.pool) as conn:
            await operations.tell_judged(
                conn, candidate.city, candidate.application_id, candidate.id, Outcome.ELECTED
            )
    (told,) = await world.rows("select body from outbox where topic = 'review.judged'")
    assert (told["body"]["outcome"], told["body"]["city"]) == ("elected", candidate.city)
