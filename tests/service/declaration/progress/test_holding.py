"""Holds and reinstatements are recorded acts: who, when, why; the workflow is told, the ledger computes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.application import Status
from contracts.clock import DeadlineKind, HoldKind, HoldsChanged, Pause, Reinstated
from contracts.declaration import NoticeDue, Started
from contracts.notification import Message, Template
from contracts.objections import ObjectionChanged
from kit.db import Pool, transaction
from kit.ids import derived, new_id
from services.declaration.activities import Activities
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import (
    NoSuchHold,
    NotReinstatable,
    StartedAgain,
    lift_hold,
    place_hold,
    reinstate,
)
from services.declaration.progress.store.deadlines import deadlines_of
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events, News
from tests.service.declaration.world import a_deadline_request, a_move

POSTED = datetime(2022, 8, 1, 2, tzinfo=UTC)
WHY = Reason(by="省级管理员", why="系统故障", at=POSTED + timedelta(days=2))
UNTIL = POSTED + timedelta(days=60)


@pytest.fixture
async def event(applicant: Browser, started: Events) -> Started:
    await applicant.start()
    (found,) = await started()
    assert isinstance(found, Started)
    return found


async def bodies(pool: Pool, topic: str) -> list[dict[str, Any]]:
    async with transaction(pool) as conn:
        rows = await conn.fetch("select body from outbox where topic = $1 order by position", topic)
    return [row["body"] for row in rows]


async def test_the_workflow_is_told_all_holds_of_a_kind_each_time(pool: Pool, event: Started) -> None:
    async with transaction(pool) as conn:
        first = await place_hold(conn, event.application_id, HoldKind.OUTAGE, WHY)
        second = await place_hold(conn, event.application_id, HoldKind.OUTAGE, WHY)
        await lift_hold(conn, event.application_id, first, WHY)
        with pytest.raises(NoSuchHold):
            await lift_hold(conn, event.application_id, first, WHY)
        await lift_hold(conn, event.application_id, second, WHY)
    told = await bodies(pool, HoldsChanged.topic)
    assert [one["number"] for one in told] == [1, 2, 3, 4]
    assert [{hold["id"] for hold in one["holds"]} for one in told] == [
        {str(first)},
        {str(first), str(second)},
        {str(second)},
        set(),
    ]


async def test_a_deadline_that_stood_is_computed_anew_once_and_the_act_is_kept(
    pool: Pool, event: Started, activities: Activities
) -> None:
    request = a_deadline_request(event, DeadlineKind.PUBLICITY, POSTED)
    before = await activities.open_deadline(request)
    pause = Pause(
        deadline_id=request.id,
        paused_at=POSTED + timedelta(days=2),
        resumed_at=POSTED + timedelta(days=4),
    )
    after = await activities.resume_deadline(pause)
    assert after == await activities.resume_deadline(pause)
    assert after.due_at - before.due_at == timedelta(days=3)
    async with transaction(pool) as conn:
        (entry,) = await deadlines_of(conn, event.application_id)
    (act,) = entry.acts
    assert (act.kind, act.old_due_at, act.new_due_at) == ("resumed", before.due_at, after.due_at)


def an_objection(event: Started, *, is_open: bool, objection_id: UUID) -> ObjectionChanged:
    return ObjectionChanged(
        id=derived("objection", objection_id, is_open),
        about=event.application_id,
        at=POSTED + timedelta(days=1 if is_open else 3),
        application_id=event.application_id,
        objection_id=objection_id,
        lodged_at=POSTED + timedelta(days=1),
        answer_by=POSTED + timedelta(days=20),
        is_open=is_open,
    )


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize("order", [(True, False), (True, True, False, False), (False, True), (False, False)])
async def test_an_objection_holds_the_clock_until_it_is_answered(
    pool: Pool, event: Started, news: News, order: tuple[bool, ...]
) -> None:
    """In time, twice, the answer first: it ends the same."""
    objection_id = new_id()
    for is_open in order:
        await news.tell(an_objection(event, is_open=is_open, objection_id=objection_id))
    told = await bodies(pool, HoldsChanged.topic)
    assert told[-1]["holds"] == []
    assert [one["number"] for one in told] == ([1, 2] if order[0] else [2])
    async with transaction(pool) as conn:
        (row,) = await conn.fetch("select id, kind, placed_at, lifted_at from holds")
    assert (row["id"], row["kind"]) == (objection_id, "objection")
    assert row["lifted_at"] - row["placed_at"] == timedelta(days=2)


@pytest.mark.rule("E4.5")
async def test_each_objection_holds_and_the_applicant_reads_until_when_it_is_answered(
    pool: Pool, event: Started, news: News, applicant: Browser
) -> None:
    first, second = new_id(), new_id()
    for objection_id in (first, second):
        await news.tell(an_objection(event, is_open=True, objection_id=objection_id))
    await news.tell(an_objection(event, is_open=False, objection_id=first))
    assert [hold["id"] for hold in (await bodies(pool, HoldsChanged.topic))[-1]["holds"]] == [str(second)]
    page = f"/declarations/{event.application_id}"
    assert "公示期间收到异议，公示单位应于 2022年8月21日" in (await applicant.get(page)).text
    await news.tell(an_objection(event, is_open=False, objection_id=second))
    assert "收到异议" not in (await applicant.get(page)).text


async def test_an_objection_to_what_was_erased_holds_nothing(pool: Pool, event: Started, news: News) -> None:
    gone = replace(event, application_id=new_id())
    await news.tell(an_objection(gone, is_open=True, objection_id=new_id()))
    assert await bodies(pool, HoldsChanged.topic) == []


async def lapse(activities: Activities, event: Started) -> None:
    await activities.record_progress(
        a_move(
            event.application_id,
            2,
            at=POSTED,
            event="missed",
            status=Status.MISSED,
            deadline=a_deadline_request(event, DeadlineKind.GRACE, POSTED),
        )
    )


async def test_an_end_by_the_clock_is_undone_by_name_and_with_a_reason(
    pool: Pool, event: Started, activities: Activities, applicant: Browser
) -> None:
    await lapse(activities, event)
    async with transaction(pool) as conn:
        await reinstate(conn, event.application_id, UNTIL, WHY)
    (told,) = await bodies(pool, Reinstated.topic)
    async with transaction(pool) as conn:
        (entry,) = await deadlines_of(conn, event.application_id)
    (act,) = entry.acts
    assert (act.kind, act.by, act.why, act.new_due_at) == ("reinstated", WHY.by, WHY.why, UNTIL)
    assert told["deadline_id"] == str(entry.id)
    # Nobody can begin another of this plan meanwhile.
    assert str(event.application_id) in await applicant.start()


@pytest.mark.rule("A3.2")
async def test_what_is_begun_anew_cannot_be_undone(
    pool: Pool, event: Started, activities: Activities, applicant: Browser
) -> None:
    await lapse(activities, event)
    assert str(event.application_id) not in await applicant.start()
    async with transaction(pool) as conn:
        with pytest.raises(StartedAgain):
            await reinstate(conn, event.application_id, UNTIL, WHY)


async def test_what_is_not_over_by_the_clock_cannot_be_reinstated(pool: Pool, event: Started) -> None:
    async with transaction(pool) as conn:
        with pytest.raises(NotReinstatable):
            await reinstate(conn, event.application_id, UNTIL, WHY)


async def test_deadline_and_message_are_recorded_with_the_move(
    pool: Pool, event: Started, activities: Activities
) -> None:
    message = Message(
        id=new_id(), recipient_id=event.person_id, city=event.city, template=Template.RETURNED, facts={}
    )
    move = a_move(
        event.application_id,
        2,
        at=POSTED,
        event="returned",
        status=Status.RETURNED,
        deadline=a_deadline_request(event, DeadlineKind.RESUBMISSION, POSTED),
        notice=message,
    )
    deadline = await activities.record_progress(move)
    assert deadline == await activities.record_progress(move)
    assert deadline
    async with transaction(pool) as conn:
        turn = await conn.fetchval("select turn from declarations where id = $1", event.application_id)
    assert datetime.fromisoformat(turn["until"]) == deadline.due_at
    assert [one["message"]["id"] for one in await bodies(pool, NoticeDue.topic)] == [str(message.id)]
