"""A refusal is taken back, or its time is over and it is told (E4.2, B3.1)."""

from uuid import UUID

from cities import Cities
from contracts.application import Verdict
from contracts.refusal import SettleRefusal
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, Refusal
from kit.session import Session
from services.review.examination import store as decisions
from services.review.substitutions import operations as substitutions
from services.review.tasks import operations as tasks
from services.review.tasks.domain import State, Task
from services.review.tasks.store import tasks as store
from services.review.tasks.store import timeline


class AlreadyTold(Refusal):
    """这份申报的“不通过”已经告知申报人，不能再撤回。"""


class NotRefused(Refusal):
    """这份申报没有可以撤回的“不通过”。"""


class DecidedByAnother(Forbidden):
    """“不通过”只能由作出决定的人员撤回，请与他联系。"""


async def take_back(conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, number: int) -> None:
    """Examine again what was refused and not told. The same refusal taken back twice is taken back once."""
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    if task.version > number:
        return
    match task.state:
        case State.REFUSED:
            await _take_back(conn, who, task)
        case State.CLOSED:
            raise tasks.Closed
        case State.DECIDED if await _is_refused(conn, task):
            raise AlreadyTold
        case _:
            raise NotRefused


async def settle(conn: Connection, cipher: FieldCipher, cities: Cities, request: SettleRefusal) -> bool:
    """The workflow says that the time is over: whatever still stands is told, once.

    What was taken back, withdrawn or erased before is not; this locks the task as taking back does.
    """
    task = await store.task_for_update(conn, cipher, request.task_id)
    if task is None or task.version != request.number:
        return False
    if task.state is State.DECIDED:
        return True  # told before: the answer was lost
    if task.state is not State.REFUSED:
        return False
    at = now()
    await store.send_task(conn, task.id, at)
    await timeline.add(conn, task, "refusal_told", at)
    await substitutions.tell_decided(conn, cities, task, Verdict.REFUSED, at)
    return True


async def _take_back(conn: Connection, who: Session, task: Task) -> None:
    made = await decisions.decision_of_task(conn, task.id)
    if made is None or made.account_id != who.account_id:
        raise DecidedByAnother
    await tasks.reopen(conn, task)
    await decisions.delete_decision(conn, task.id)
    await timeline.add(conn, task, "refusal_taken_back", now(), actor_name=who.name)
    await tasks.tell_queue(conn, task.office_id, task.city)


async def _is_refused(conn: Connection, task: Task) -> bool:
    made = await decisions.decision_of_task(conn, task.id)
    return made is not None and made.verdict is Verdict.REFUSED
