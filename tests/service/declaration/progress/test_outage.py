"""The platform was away: who missed a deadline of their own meanwhile gets the time back, in the ledger."""

from datetime import timedelta
from uuid import UUID

import pytest

from contracts.clock import DeadlineKind, HoldKind, HoldsChanged
from contracts.declaration import Started
from kit.clock import now
from kit.db import Pool, transaction
from services.declaration.activities import Activities
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import place_hold
from services.declaration.progress.operations.outage import hold_passed, lift_all
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.progress.test_holding import bodies
from tests.service.declaration.world import a_deadline_request


@pytest.fixture
async def event(applicant: Browser, started: Events) -> Started:
    await applicant.start()
    (found,) = await started()
    assert isinstance(found, Started)
    return found


async def _missed(pool: Pool, event: Started, activities: Activities, *, ago: timedelta) -> None:
    """The case waits for a resubmission whose deadline passed so long ago."""
    request = a_deadline_request(event, DeadlineKind.RESUBMISSION, now())
    await activities.open_deadline(request)
    async with transaction(pool) as conn:
        await conn.execute("update deadlines set due_at = $2 where id = $1", request.id, now() - ago)
        await conn.execute("update declarations set status = 'returned' where id = $1", event.application_id)


async def _held(pool: Pool, *, away: timedelta) -> list[UUID]:
    since = now() - away
    async with transaction(pool) as conn:
        held = await hold_passed(conn, Reason(by="恢复", why="平台故障", at=since), until=now())
    return list(held)


async def test_a_deadline_that_passed_while_nobody_could_act_is_held_from_then_on(
    pool: Pool, event: Started, activities: Activities
) -> None:
    await _missed(pool, event, activities, ago=timedelta(hours=2))
    since = now() - timedelta(hours=3)
    reason = Reason(by="恢复", why="平台故障", at=since)
    for expected in ([event.application_id], []):
        async with transaction(pool) as conn:
            assert list(await hold_passed(conn, reason, until=now())) == expected
    (told,) = await bodies(pool, HoldsChanged.topic)
    assert told["kind"] == HoldKind.OUTAGE
    assert [hold["since"] for hold in told["holds"]] == [since.isoformat().replace("+00:00", "Z")]
    lifted = Reason(by="恢复", why="平台已恢复", at=now())
    assert [await lift_all(pool, lifted), await lift_all(pool, lifted)] == [1, 0]
    assert [len(one["holds"]) for one in await bodies(pool, HoldsChanged.topic)] == [1, 0]


async def test_what_passed_before_stays_as_it_is(pool: Pool, event: Started, activities: Activities) -> None:
    await _missed(pool, event, activities, ago=timedelta(hours=2))
    assert await _held(pool, away=timedelta(hours=1)) == []


async def test_what_a_colleague_holds_is_not_lifted(pool: Pool, event: Started) -> None:
    async with transaction(pool) as conn:
        await place_hold(conn, event.application_id, HoldKind.OUTAGE, Reason(by="某人", why="…", at=now()))
    assert await lift_all(pool, Reason(by="恢复", why="平台已恢复", at=now())) == 0
