"""Hold, release, extend, nudge and the read model built again: tried, done, done twice, refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.application import STATUS_NAMES, Status
from contracts.clock import DeadlineChanged, DeadlineKind, HoldKind, HoldsChanged, Pause
from contracts.declaration import NoticeDue, Progress, Started
from contracts.notification import Message, Template
from contracts.operations import Standing, Standings
from contracts.remedies import Act, OneCase
from contracts.stuck import Kind
from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import derived, new_id
from services.declaration.activities import Activities
from services.declaration.drafting.store.declarations import TURN, declaration
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import BY_REVIEW
from services.declaration.progress.store import holds
from services.declaration.progress.store.deadlines import deadlines_of
from services.declaration.progress.store.moves import moves_of
from services.declaration.settings import Settings
from tests.fixtures.remedies import REASON, an_act, contents
from tests.fixtures.stuck import HOUR, a_question
from tests.service.declaration.browser import Browser
from tests.service.declaration.conftest import Events
from tests.service.declaration.progress.test_holding import bodies
from tests.service.declaration.world import a_deadline_request, a_move

Asking = Callable[..., OneCase]
RETURNED_AT = datetime(2092, 9, 1, 2, tzinfo=UTC)


@pytest.fixture
async def event(applicant: Browser, started: Events) -> Started:
    await applicant.start()
    (found,) = await started()
    return found


@pytest.fixture
def asking(settings: Settings, event: Started) -> Asking:
    """`asking(Act.HOLD)`: an act on this case."""

    def asks(act: Act, **changes: Any) -> OneCase:
        return an_act(settings.field_cipher(), act, event.application_id, **changes)

    return asks


async def drafting(activities: Activities, event: Started) -> Progress:
    """The first move, with the end of the window."""
    request = a_deadline_request(event, DeadlineKind.SUBMISSION, event.at)
    move = a_move(event.application_id, 1, at=event.at, deadline=request)
    await activities.record_progress(move)
    return move


async def returned(activities: Activities, event: Started) -> Progress:
    """Sent back, with days to mend it."""
    request = a_deadline_request(event, DeadlineKind.RESUBMISSION, RETURNED_AT)
    move = a_move(
        event.application_id,
        2,
        at=RETURNED_AT,
        event="returned",
        status=Status.RETURNED,
        round=1,
        deadline=request,
    )
    await activities.record_progress(move)
    return move


async def test_a_trial_says_what_the_act_would_say_and_writes_nothing(
    pool: Pool, activities: Activities, event: Started, asking: Asking
) -> None:
    await drafting(activities, event)
    later = event.closes_at + timedelta(days=3)
    for act, changes in (
        (Act.NUDGE, {}),
        (Act.HOLD, {}),
        (Act.EXTEND, {"until": later}),
        (Act.REPLAY_READ_MODEL, {"moves": (a_move(event.application_id, 2, at=RETURNED_AT),)}),
    ):
        before = await contents(pool)
        told = await activities.remedy(asking(act, is_dry_run=True, **changes))
        assert (told.is_done, told.code) == (True, "would_do"), told
        assert await contents(pool) == before, act
        done = await activities.remedy(asking(act, **changes))
        assert done.code == "done"
        assert act is Act.HOLD or done.words == told.words  # a hold's id is another one
        await activities.remedy(asking(Act.RELEASE))


async def test_an_act_is_done_once_and_recorded_with_who_and_why(
    pool: Pool, activities: Activities, settings: Settings, event: Started, asking: Asking
) -> None:
    hold = asking(Act.HOLD)
    first, second = [await activities.remedy(hold) for _ in range(2)]
    assert (first.code, second.code) == ("done", "unchanged")
    async with transaction(pool) as conn:
        (placed,) = await conn.fetch("select placed_by, placed_why from holds")
        (kept,) = await conn.fetch("select about, act, words, reason_encrypted from acts")
    assert tuple(placed) == (f"{REASON.by}（{REASON.agreed_by}同意）", REASON.why)
    assert (kept["about"], kept["act"], kept["words"]) == (event.application_id, "hold", first.words)
    assert REASON.why in settings.field_cipher().decrypt(kept["reason_encrypted"])
    assert REASON.why not in kept["reason_encrypted"]
    assert len(await bodies(pool, HoldsChanged.topic)) == 1


async def test_what_an_objection_holds_is_not_let_go_by_operators(
    pool: Pool, activities: Activities, event: Started, asking: Asking
) -> None:
    async with transaction(pool) as conn:
        record = await declaration(conn, event.application_id)
        assert record
        why = Reason(by=BY_REVIEW, why="异议", at=now())
        await holds.insert_hold(conn, new_id(), record, HoldKind.OBJECTION, why)
    alone = await activities.remedy(asking(Act.RELEASE))
    await activities.remedy(asking(Act.HOLD))
    both = await activities.remedy(asking(Act.RELEASE))
    assert (alone.is_done, alone.code) == (False, "NoHold")
    assert both.is_done
    async with transaction(pool) as conn:
        assert await conn.fetchval("select kind from holds where lifted_at is null") == "objection"


async def test_the_end_of_a_window_is_later_for_one_case_and_the_workflow_hears_of_it(
    pool: Pool, activities: Activities, event: Started, asking: Asking
) -> None:
    await drafting(activities, event)
    later = event.closes_at + timedelta(days=3)
    assert (await activities.remedy(asking(Act.EXTEND, until=later))).is_done
    (told,) = await bodies(pool, DeadlineChanged.topic)
    assert datetime.fromisoformat(told["due_at"]) == later
    async with transaction(pool) as conn:
        (entry,) = await deadlines_of(conn, event.application_id)
        record = await declaration(conn, event.application_id)
    assert record
    assert record.closes_at == later
    assert [(act.kind, act.why) for act in entry.acts] == [("extended", REASON.why)]
    earlier = await activities.remedy(asking(Act.EXTEND, until=later - timedelta(days=1)))
    assert (earlier.is_done, earlier.code) == (False, "NotLater")


async def test_an_extension_outlives_a_pause(activities: Activities, event: Started, asking: Asking) -> None:
    move = await returned(activities, event)
    assert move.deadline
    before = await activities.open_deadline(move.deadline)
    later = before.due_at + timedelta(days=30)
    assert (await activities.remedy(asking(Act.EXTEND, until=later))).is_done
    pause = Pause(
        deadline_id=before.id,
        paused_at=RETURNED_AT + timedelta(days=1),
        resumed_at=RETURNED_AT + timedelta(days=3),
    )
    assert (await activities.resume_deadline(pause)).due_at >= later + timedelta(days=2)


async def test_what_does_not_fit_is_refused_with_the_reason(
    activities: Activities, event: Started, asking: Asking
) -> None:
    await drafting(activities, event)
    later = event.closes_at + timedelta(days=3)
    refused = [
        (await activities.remedy(one)).code
        for one in (
            asking(Act.RELEASE),
            asking(Act.EXTEND),
            asking(Act.REPLAY_READ_MODEL),
            replace(asking(Act.HOLD), case_id=new_id()),
        )
    ]
    assert refused == ["NoHold", "NotLater", "UnknownMoves", "NoSuchCase"]
    await activities.remedy(asking(Act.HOLD))
    assert (await activities.remedy(asking(Act.EXTEND, until=later))).code == "IsHeld"
    over = a_move(event.application_id, 2, at=RETURNED_AT, event="withdrawn", status=Status.WITHDRAWN)
    await activities.record_progress(over)
    assert (await activities.remedy(asking(Act.HOLD))).code == "CaseOver"
    assert (await activities.remedy(asking(Act.EXTEND, until=later))).code == "NotExtendable"


async def test_everything_that_the_workflow_has_to_know_is_told_again(
    pool: Pool, activities: Activities, asking: Asking
) -> None:
    await activities.remedy(asking(Act.HOLD))
    async with transaction(pool) as conn:
        await conn.execute("update outbox set sent_at = now()")
    told = await activities.remedy(asking(Act.NUDGE))
    async with transaction(pool) as conn:
        unsent = await conn.fetch("select topic from outbox where sent_at is null order by position")
    assert [row["topic"] for row in unsent] == [Started.topic, HoldsChanged.topic]
    assert told.words == "declaration：2 个事件将重新发送"


async def test_a_read_model_that_lost_moves_is_built_again_and_nobody_is_told_twice(
    pool: Pool, activities: Activities, event: Started, asking: Asking
) -> None:
    first, second = await drafting(activities, event), await returned(activities, event)
    message = Message(
        id=derived("message", event.application_id, 2),
        recipient_id=event.person_id,
        city=event.city,
        template=Template.RETURNED,
        facts={"plan": event.plan},
    )
    second = replace(second, notice=message)
    async with transaction(pool) as conn:
        whole = await declaration(conn, event.application_id)
        told = await moves_of(conn, event.application_id)
        await conn.execute("delete from moves where position = 2")
        await conn.execute("update declarations set position = 1, status = 'drafting', round = 0")
    standing = Standing(
        case_id=event.application_id, city=event.city, status=STATUS_NAMES[Status.RETURNED], since=RETURNED_AT
    )
    engine = Standings(question=a_question(RETURNED_AT + 2 * HOUR), standings=(standing,))
    (finding,) = (await activities.compare_standings(engine)).findings
    assert (finding.kind, finding.case_id) == (Kind.READ_MODEL_BEHIND, event.application_id)
    replay = asking(Act.REPLAY_READ_MODEL, moves=(first, second))
    done = await activities.remedy(replay)
    assert (done.code, (await activities.remedy(replay)).code) == ("done", "unchanged")
    assert (await activities.compare_standings(engine)).findings == ()
    again = await activities.remedy(replace(replay, act_id=new_id()))
    assert again.code == "unchanged"
    async with transaction(pool) as conn:
        assert await declaration(conn, event.application_id) == whole
        assert await moves_of(conn, event.application_id) == told
    assert [one["message"]["id"] for one in await bodies(pool, NoticeDue.topic)] == [str(message.id)]


async def test_a_row_that_is_behind_its_moves_shows_the_last_one(
    pool: Pool, activities: Activities, event: Started, asking: Asking
) -> None:
    moves = (await drafting(activities, event), await returned(activities, event))
    async with transaction(pool) as conn:
        whole = await declaration(conn, event.application_id)
        assert whole
        await conn.execute(
            "update declarations set position = 1, status = 'drafting', round = 0, turn = $1",
            {**TURN.dump_python(whole.turn, mode="json"), "why": ""},
        )
    assert (await activities.remedy(asking(Act.REPLAY_READ_MODEL, moves=moves))).code == "done"
    async with transaction(pool) as conn:
        assert await declaration(conn, event.application_id) == whole
