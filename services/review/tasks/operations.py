"""The offices' inbox: tasks come in and leave; an office sees its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from prometheus_client import Histogram

from contracts.access import Access, Shown
from contracts.application import Verdict
from contracts.dues import LimitSet
from contracts.refusal import RefusalHeld
from contracts.review import CaseRead, CloseTask, Decided, PublicityPosted, QueueChanged
from contracts.review import Task as Opened
from kit import outbox
from kit.calendar import Workdays
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.tasks.domain import AT_ONCE, Closing, Limit, Onward, State, Summary, Task
from services.review.tasks.store import mergers, timeline
from services.review.tasks.store import tasks as store
from services.review.tasks.store.mergers import Merger

reached_after_seconds = Histogram(
    "decision_to_task_seconds",
    "From an office's decision to the task that it opens at the next office",
    ["city"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200),
)


class NoSuchTask(NotFound):
    """没有找到这项审查任务，或不属于本单位。"""


class OwnCase(Forbidden):
    """这份申报的申报人是您本人，按回避的规定您不能查看和办理，由本单位其他人员办理。本单位没有其他人员的，请管理员指定上级机构的人员代办。"""


class Closed(Refusal):
    """这项审查已经结束（申报人已撤回申报），不需要再办理。"""


class AlreadyDecided(Refusal):
    """这项审查已经作出决定，不能再修改。"""

    def __init__(self, closing: Closing) -> None:
        super().__init__()
        self.closing = closing


class Line(Protocol):
    """A line of a list that is about somebody."""

    @property
    def person_id(self) -> UUID:
        """Who it is about."""


class Somebody(Protocol):
    """Who acts, and who they are for themselves, where that is known."""

    @property
    def person_id(self) -> UUID | None:
        """The applicant that they are, too."""


L = TypeVar("L", bound=Line)


def limit_of(calendar: Workdays, days: int, opened_at: datetime) -> Limit:
    """Of a task that came then, on a day that does not count; in a year not announced never too early."""
    period = calendar.add(opened_at.astimezone(SHANGHAI).date(), days)
    return Limit(due_at=period.ends_at, due_days=days, calendar_version=period.version)


async def open_task(
    conn: Connection,
    cipher: FieldCipher,
    opened: Opened,
    summary: Summary,
    onward: Onward = AT_ONCE,
    limit: Limit | None = None,
) -> bool:
    """Put a task into an office's inbox; the same task again does nothing, and is not new."""
    if not await store.insert_task(conn, cipher, opened, summary, onward, limit):
        return False
    await timeline.add(conn, await any_task(conn, cipher, opened.id), "opened", opened.opened_at)
    if limit:
        await _tell_limit(conn, opened, limit)
    await tell_queue(conn, opened.stop.office_id, opened.city)
    return True


async def decided_at(conn: Connection, opened: Opened) -> datetime | None:
    """When the decision was made that sends a task to its office at once, if one does."""
    if opened.decided is None:
        return None
    return await outbox.told_at(conn, derived(Decided.topic, opened.decided.task_id))


async def _tell_limit(conn: Connection, opened: Opened, limit: Limit) -> None:
    await outbox.add(
        conn,
        LimitSet(
            id=derived(LimitSet.topic, opened.id),
            about=opened.application_id,
            at=opened.opened_at,
            application_id=opened.application_id,
            city=opened.city,
            stage=opened.stop.stage,
            round=opened.round,
            due_at=limit.due_at,
            due_days=limit.due_days,
        ),
    )


async def close_task(conn: Connection, cipher: FieldCipher, close: CloseTask) -> None:
    """Take a task out of the inbox: the applicant was first.

    What was decided at the same moment has no effect, and the office's list says what the applicant reads.
    """
    await outbox.hear(
        conn, derived(PublicityPosted.topic, close.task_id), derived(Decided.topic, close.task_id)
    )
    task = await any_task(conn, cipher, close.task_id)
    if await store.abandon_task(conn, task.id, close.at):
        await timeline.add(conn, task, "closed", close.at)
        await tell_queue(conn, task.office_id, task.city)


async def any_task(conn: Connection, cipher: FieldCipher, task_id: UUID) -> Task:
    """A task, for the workflow's questions."""
    task = await store.task(conn, cipher, task_id)
    if task is None:
        raise NoSuchTask
    return task


def refuse_own(who: Somebody, person_id: UUID) -> None:
    """Nobody sees or acts on the case of which they are the applicant."""
    if who.person_id == person_id:
        raise OwnCase


def of_others(who: Session, lines: Iterable[L]) -> list[L]:
    """The lines of a list without those of one's own case."""
    return [one for one in lines if one.person_id != who.person_id]


async def task_of(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID) -> Task:
    """A task of the office for which somebody acts, or that it took up; others do not exist (B1.1)."""
    task = await store.task_of_office(conn, cipher, task_id, who.org_id) if who.org_id else None
    if task is None:
        raise NoSuchTask
    refuse_own(who, task.person_id)
    return task


async def task_to_change(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID) -> Task:
    """The same, locked until the transaction ends."""
    task = await store.task_of_office_for_update(conn, cipher, task_id, who.org_id) if who.org_id else None
    if task is None:
        raise NoSuchTask
    refuse_own(who, task.person_id)
    return task


async def own_task_to_change(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID) -> Task:
    """The same of what concerns the office alone: whoever took its case up does not share it."""
    task = await task_to_change(conn, cipher, who, task_id)
    if task.office_id != who.org_id:
        raise NoSuchTask
    return task


async def refuse_unless_open(conn: Connection, task: Task) -> None:
    """Nothing changes on a task that was decided or closed."""
    if task.is_open:
        return
    closing = await store.closing_of_task(conn, task.id)
    if task.state is not State.CLOSED and closing:
        raise AlreadyDecided(closing)
    raise Closed


async def reopen(conn: Connection, task: Task) -> None:
    """What was passed or refused and told to nobody is examined again, wherever it lies by now."""
    await store.reopen_task(conn, task.id)
    await mergers.name_successor(conn, task.id)


async def tell_decided(
    conn: Connection, task: Task, verdict: Verdict, at: datetime, *, is_free: bool
) -> None:
    """Tell the workflow what was decided: once for each task; free is what its office charges nothing for."""
    await outbox.add(
        conn,
        Decided(
            id=derived(Decided.topic, task.id),
            about=task.application_id,
            at=at,
            application_id=task.application_id,
            task_id=task.id,
            stage=task.stage,
            round=task.round,
            verdict=verdict,
            is_free=is_free,
            city=task.city,
        ),
    )


async def tell_held(conn: Connection, task: Task, at: datetime, until: datetime) -> None:
    """Have the workflow of a refusal begun: once for each time that the task is refused."""
    await outbox.add(
        conn,
        RefusalHeld(
            id=derived(RefusalHeld.topic, task.id, task.version),
            about=task.application_id,
            at=at,
            task_id=task.id,
            number=task.version,
            city=task.city,
            held_until=until,
        ),
    )


async def is_open_to_the_end(conn: Connection, task: Task) -> bool:
    """Whether a task is open, and nobody closes it before this transaction ends."""
    return await store.hold_open(conn, task.id)


async def tell_queue(conn: Connection, office_id: UUID, city: str) -> None:
    """Tell what waits at an office by now: its people's start page says so."""
    found = await store.queue(conn, office_id)
    at = now()
    await outbox.add(
        conn,
        QueueChanged(
            id=derived(QueueChanged.topic, office_id, at.isoformat()),
            about=office_id,
            at=at,
            office_id=office_id,
            city=city,
            waiting=found.waiting,
            oldest_at=found.oldest_at,
            due_at=found.due_at,
            resting=found.resting,
            passed=found.passed,
        ),
    )


async def tell_read(
    conn: Connection, who: Session, people: Sequence[UUID], shown: Shown, occasion: UUID | None = None
) -> None:
    """Tell that somebody was shown people's cases; they can read it themselves."""
    if not people:
        return
    at = now()
    access = Access.of(who, people, shown, occasion)
    event_id = derived(CaseRead.topic, who.account_id, shown, occasion, *access.person_ids, at.isoformat())
    await outbox.add(conn, CaseRead(id=event_id, about=who.account_id, at=at, access=access))


async def record_merger(conn: Connection, cipher: FieldCipher, merger: Merger, *, at: datetime) -> None:
    """Move the tasks, wherever they lie on the way to the last successor. Told twice they move once."""
    await mergers.lock_mergers(conn)
    await mergers.insert_merger(conn, merger)
    await mergers.keep_names(conn)
    for task_id in await mergers.move_tasks(conn):
        await timeline.add(conn, await any_task(conn, cipher, task_id), "moved", at)
    successor = await mergers.successor_of(conn, merger.employer_id)
    for office_id in sorted({merger.employer_id} | ({successor.id} if successor else set())):
        await tell_queue(conn, office_id, merger.city)


async def at_its_office(conn: Connection, opened: Opened) -> Opened:
    """The task as it is to be opened: at the successor, if the office that the route names is gone."""
    await mergers.hold_mergers(conn)
    office = await mergers.successor_of(conn, opened.stop.office_id)
    if office is None:
        return opened
    return replace(opened, stop=replace(opened.stop, office_id=office.id, office_name=office.name))


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget the person; done twice is done once."""
    for office_id, city in sorted(await store.delete_tasks_of(conn, person_id)):
        await tell_queue(conn, office_id, city)
    await outbox.forget(conn, person_id)
