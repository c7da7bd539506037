"""The recorded act: provisional deadlines are computed anew once the year's calendar is known."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.application import Status, Turn
from contracts.case import Role
from contracts.clock import DeadlineChanged, DeadlineKind, Pause
from contracts.declaration import Deadline, Started
from kit.calendar import Workdays
from kit.db import Pool, transaction
from services.declaration.activities import Activities
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.ledger import Change, extend_deadline, recompute_deadline
from services.declaration.progress.store.deadlines import (
    deadlines_of,
    newest_deadline,
    open_provisional_deadlines,
)
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.world import a_deadline_request, a_move
from workflows.application.table import TABLE

POSTED = datetime(2061, 3, 7, 2, tzinfo=UTC)
REASON = Reason(by="省级管理员", why="2061年节假日安排已公布", at=datetime(2061, 3, 8, tzinfo=UTC))
YEAR = """
year = {year}
source = "试验用"
holiday = [
  {{name = "元旦", from = {year}-01-01, to = {year}-01-03}},
  {{name = "春节", from = {year}-01-20, to = {year}-01-28}},
  {{name = "清明节", from = {year}-04-03, to = {year}-04-05}},
  {{name = "劳动节", from = {year}-05-01, to = {year}-05-05}},
  {{name = "端午节", from = {year}-06-20, to = {year}-06-24}},
  {{name = "中秋节、国庆节", from = {year}-09-26, to = {year}-10-08}},
]
"""


@pytest.fixture
async def event(applicant: Browser, started: Events, activities: Activities) -> Started:
    await applicant.start()
    (found,) = await started()
    turn = Turn(who=Role.PLATFORM, name="", why="单位公示期未满", since=POSTED)
    await activities.record_progress(
        a_move(
            found.application_id, 1, at=POSTED, event="posted", status=Status.PUBLICISING, round=1, turn=turn
        )
    )
    assert isinstance(found, Started)
    return found


@pytest.fixture
async def deadline(activities: Activities, event: Started) -> Deadline:
    found = await activities.open_deadline(a_deadline_request(event, DeadlineKind.PUBLICITY, POSTED))
    assert found.is_provisional
    return found


@pytest.fixture
def announced(tmp_path: Path) -> Workdays:
    (tmp_path / "2061.toml").write_text(YEAR.format(year=2061))
    return Workdays(tmp_path)


async def recompute(pool: Pool, calendar: Workdays, *, is_trial: bool = False) -> list[Change]:
    changes = []
    async with transaction(pool) as conn:
        for deadline_id in await open_provisional_deadlines(conn):
            change = await recompute_deadline(conn, deadline_id, calendar, REASON, is_trial=is_trial)
            changes += [change] if change else []
    return changes


async def events(pool: Pool) -> list[dict[str, Any]]:
    async with transaction(pool) as conn:
        rows = await conn.fetch("select body from outbox where topic = $1", DeadlineChanged.topic)
    return [row["body"] for row in rows]


@pytest.mark.usefixtures("deadline")
async def test_an_unannounced_year_stays_as_it_is(pool: Pool) -> None:
    assert await recompute(pool, Workdays()) == []
    assert await events(pool) == []


async def test_an_announced_year_moves_the_deadline_by_a_recorded_act(
    pool: Pool, deadline: Deadline, event: Started, announced: Workdays, applicant: Browser
) -> None:
    (change,) = await recompute(pool, announced)

    assert (change.entry.due_at, change.is_provisional) == (deadline.due_at, False)
    assert change.due_at == datetime(2061, 3, 14, 16, tzinfo=UTC)
    assert change.due_at <= deadline.due_at
    async with transaction(pool) as conn:
        (entry,) = await deadlines_of(conn, event.application_id)
    (act,) = entry.acts
    assert (entry.due_at, entry.is_provisional) == (change.due_at, False)
    assert "2061" in entry.calendar_version
    assert (act.by, act.why, act.at) == (REASON.by, REASON.why, REASON.at)
    assert (act.old_due_at, act.new_due_at) == (deadline.due_at, change.due_at)
    (told,) = await events(pool)
    assert (told["deadline_id"], told["is_provisional"]) == (str(deadline.id), False)
    assert datetime.fromisoformat(told["due_at"]) == change.due_at
    page = await applicant.get(f"/declarations/{event.application_id}")
    assert "变更为 2061年3月14日 24:00：2061年节假日安排已公布" in page.text


async def test_whatever_a_case_waits_for_is_computed_anew(
    pool: Pool, event: Started, activities: Activities
) -> None:
    """A submission ends at a date, not after days."""
    clocks = [(status, row.clock.kind) for status, row in TABLE.items() if row.clock]
    async with transaction(pool) as conn:
        await conn.execute("update plan_versions set content = content || '{\"re_review_days\": 10}'::jsonb")
    for days, (status, kind) in enumerate(clocks):
        if kind is DeadlineKind.SUBMISSION:
            continue
        at = POSTED + timedelta(days)
        await activities.record_progress(
            a_move(event.application_id, 2 + days, at=at, event="moved", status=status, round=1)
        )
        opened = await activities.open_deadline(a_deadline_request(event, kind, at))
        async with transaction(pool) as conn:
            assert await open_provisional_deadlines(conn) == [opened.id], status


async def test_a_window_that_stood_still_does_not_close_where_it_first_would(
    applicant: Browser, started: Events, activities: Activities, pool: Pool
) -> None:
    await applicant.start()
    (event,) = await started()
    assert isinstance(event, Started)
    draft = await activities.open_deadline(a_deadline_request(event, DeadlineKind.SUBMISSION, POSTED))
    stood = Pause(deadline_id=draft.id, paused_at=POSTED, resumed_at=POSTED + timedelta(days=1))
    resumed = await activities.resume_deadline(stood)
    assert resumed.is_provisional
    assert resumed.due_at > draft.due_at

    assert await recompute(pool, Workdays()) == []


@pytest.mark.usefixtures("deadline")
async def test_doing_it_again_does_nothing(pool: Pool, announced: Workdays) -> None:
    assert len(await recompute(pool, announced)) == 1
    assert await recompute(pool, announced) == []
    assert len(await events(pool)) == 1


async def test_changes_are_numbered_by_the_ledger_and_not_by_the_clock(
    pool: Pool, deadline: Deadline, activities: Activities, announced: Workdays, event: Started
) -> None:
    """All in one moment: the workflow takes none that is older than what it knows."""
    await recompute(pool, announced)
    for days in (3, 2):
        async with transaction(pool) as conn:
            entry = await newest_deadline(conn, event.application_id, DeadlineKind.PUBLICITY)
            assert entry
            await extend_deadline(conn, entry, entry.due_at + timedelta(days), REASON)
    assert [one["number"] for one in sorted(await events(pool), key=lambda one: one["due_at"])] == [1, 2, 3]
    stood = Pause(deadline_id=deadline.id, paused_at=POSTED, resumed_at=POSTED + timedelta(days=1))
    assert (await activities.resume_deadline(stood)).number == 4
    again = await activities.open_deadline(a_deadline_request(event, DeadlineKind.PUBLICITY, POSTED))
    assert (deadline.number, again.number) == (0, 4)


@pytest.mark.usefixtures("deadline")
async def test_a_trial_changes_nothing(pool: Pool, announced: Workdays) -> None:
    assert len(await recompute(pool, announced, is_trial=True)) == 1
    assert await events(pool) == []
    assert len(await recompute(pool, announced)) == 1


@pytest.mark.usefixtures("deadline")
async def test_what_nobody_waits_for_any_more_is_left_alone(
    pool: Pool, event: Started, activities: Activities, announced: Workdays
) -> None:
    await activities.record_progress(
        a_move(event.application_id, 2, at=POSTED, event="returned", status=Status.RETURNED, round=1)
    )

    assert await recompute(pool, announced) == []


@pytest.mark.parametrize(
    ("returned_on", "told", "kept"),
    [
        ((9, 16), (9, 26), (10, 10)),  # a day that turns out to be off
        ((4, 23), (5, 6), (5, 6)),  # the holiday turns out to be shorter
    ],
)
async def test_what_people_have_to_keep_moves_on_and_never_back(
    returned_on: tuple[int, int],
    told: tuple[int, int],
    kept: tuple[int, int],
    pool: Pool,
    event: Started,
    activities: Activities,
    tmp_path: Path,
) -> None:
    at = datetime(2061, *returned_on, 2, tzinfo=UTC)
    move = a_move(event.application_id, 2, at=at, event="returned", status=Status.RETURNED, round=1)
    await activities.record_progress(move)
    deadline = await activities.open_deadline(a_deadline_request(event, DeadlineKind.RESUBMISSION, at))
    assert (deadline.due_at, deadline.is_provisional) == (datetime(2061, *told, 16, tzinfo=UTC), True)

    year = YEAR.format(year=2061).replace("to = 2061-05-05", "to = 2061-05-02")
    (tmp_path / "2061.toml").write_text(year)
    (change,) = await recompute(pool, Workdays(tmp_path))

    assert (change.due_at, change.is_provisional) == (datetime(2061, *kept, 16, tzinfo=UTC), False)
