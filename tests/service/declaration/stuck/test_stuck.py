"""A case whose period is over and that nothing followed is found, until it moves or is over."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.application import Status, Turn
from contracts.case import Role
from contracts.operations import Standing, Standings
from contracts.stuck import Finding, Found, Kind
from services.declaration.activities import Activities
from tests.fixtures.stuck import HOUR, a_question
from tests.service.declaration.browser import Browser
from tests.service.declaration.world import a_move

SINCE, UNTIL = datetime(2022, 8, 1, 4, tzinfo=UTC), datetime(2022, 8, 8, 16, tzinfo=UTC)


def a_turn(role: Role = Role.APPLICANT, name: str = "", until: datetime | None = UNTIL) -> Turn:
    return Turn(who=role, name=name, why="缴费", since=SINCE, until=until)


@pytest.fixture
async def case_id(applicant: Browser) -> UUID:
    return UUID((await applicant.start()).rpartition("/")[2])


async def test_a_period_that_nothing_ended_is_found(activities: Activities, case_id: UUID) -> None:
    paying = a_move(case_id, 2, at=SINCE, status=Status.AWAITING_PAYMENT, turn=a_turn())
    await activities.record_progress(paying)
    assert (await activities.find_stuck(a_question(UNTIL + HOUR))).findings == ()
    late = a_question(UNTIL + 2 * HOUR)
    found = await activities.find_stuck(late)
    assert found.findings == (
        Finding(
            kind=Kind.WAITS_TOO_LONG,
            city="shaoxing",
            case_id=case_id,
            subject_id=case_id,
            party="申报人员",
            since=SINCE,
            due=UNTIL,
            detail="applicant",
        ),
    )
    for changes in ({"city": "xinhai"}, {"kind": Kind.RETRYING}, {"case_id": UUID(int=0)}):
        assert (await activities.find_stuck(a_question(late.at, **changes))).findings == ()
    publicising = a_move(
        case_id, 3, at=SINCE, status=Status.PUBLICISING, turn=a_turn(Role.EMPLOYER, "绍兴市环境监测中心")
    )
    await activities.record_progress(publicising)
    (finding,) = (await activities.find_stuck(late)).findings
    assert finding.party == "绍兴市环境监测中心"
    await activities.record_progress(
        a_move(case_id, 4, at=SINCE, status=Status.REVIEWING, turn=a_turn(until=None))
    )
    assert (await activities.find_stuck(late)).findings == ()


async def test_the_grace_after_an_end_is_no_wait(activities: Activities, case_id: UUID) -> None:
    await activities.record_progress(a_move(case_id, 2, at=SINCE, status=Status.MISSED, turn=a_turn()))
    assert (await activities.find_stuck(a_question(UNTIL + 2 * HOUR))).findings == ()


async def test_a_case_that_is_shown_as_it_was_before_is_found(activities: Activities, case_id: UUID) -> None:
    moved = SINCE + HOUR
    standing = Standing(case_id=case_id, city="shaoxing", status="待缴费", since=moved)
    unknown = Standing(case_id=UUID(int=1), city="xinhai", status="填报中", since=SINCE)
    question = a_question(SINCE + 3 * HOUR)

    async def behind(*standings: Standing, is_capped: bool = False) -> Found:
        return await activities.compare_standings(
            Standings(question=question, standings=standings, is_capped=is_capped)
        )

    paying = {"status": Status.AWAITING_PAYMENT, "turn": replace(a_turn(), since=moved)}
    await activities.record_progress(a_move(case_id, 2, at=SINCE, turn=a_turn(until=None)))
    found = await behind(standing, unknown)
    assert {one.case_id for one in found.findings} == {case_id, UUID(int=1)}
    assert {(count.city, count.kind, count.count) for count in found.counts} == {
        ("shaoxing", Kind.READ_MODEL_BEHIND, 1),
        ("xinhai", Kind.READ_MODEL_BEHIND, 1),
    }
    await activities.record_progress(a_move(case_id, 3, at=moved, **paying))
    assert (await behind(standing)).findings == ()
    [other] = (await behind(replace(standing, status="已缴费，正在生成评审表"))).findings
    assert other.detail == "已缴费，正在生成评审表"
    just_now = replace(standing, since=question.at)
    assert (await behind(just_now)).findings == ()
    before = replace(standing, since=SINCE, status="填报中")  # people are shown more than was listed
    assert (await behind(before, is_capped=True)) == Found(capped=(Kind.READ_MODEL_BEHIND,))
