"""A case whose period is over and that nothing followed is found, until it moves or is over."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.application import Status, Turn
from contracts.case import Role
from contracts.stuck import Finding, Kind
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
