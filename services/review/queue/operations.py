"""Who of an office works on a case, a sign for colleagues, each of whom may still decide; and what is due."""

from uuid import UUID

from cities.city import City
from contracts.dues import DueLook, DueStanding
from kit.calendar import Workdays
from kit.clock import SHANGHAI, end_of, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.session import Session
from services.review.queue import store as lists
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import tasks as store


class TakenMeanwhile(Refusal):
    """同一单位的人员刚刚领取、接手或放回了这份申报。"""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task


async def take(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, seen: UUID | None) -> None:
    """Take a case that nobody has, or over from the colleague who was `seen` to have it."""
    task = await tasks.own_task_to_change(conn, cipher, who, task_id)
    await tasks.refuse_unless_open(conn, task)
    if task.taken_by == who.account_id:
        return
    if task.taken_by != seen:
        raise TakenMeanwhile(task)
    await store.note_taken(conn, task.id, who.account_id, who.name, now())


async def give_back(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID) -> None:
    """Let others of the office take it; given back twice it is given back once."""
    task = await tasks.own_task_to_change(conn, cipher, who, task_id)
    await tasks.refuse_unless_open(conn, task)
    if task.taken_by is None:
        return
    if task.taken_by != who.account_id:
        raise TakenMeanwhile(task)
    await store.note_taken(conn, task.id, None, "", None)


async def look_at_dues(conn: Connection, city: City, calendar: Workdays, look: DueLook) -> DueStanding:
    """What is due today and within the city's days of notice, by the days of Shanghai."""
    today = look.at.astimezone(SHANGHAI).date()
    soon = calendar.add(today, city.examination_days.reminded_before)
    return await lists.dues(conn, look, end_of(today), soon.ends_at)
