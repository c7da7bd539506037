"""One case that was passed: sent on, or taken back (B4.1)."""

from uuid import UUID

from cities import Cities
from contracts.application import Verdict
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.session import Session
from services.review.batches.domain import TAKEN_BACK, Sender
from services.review.batches.store import batches
from services.review.commissions import operations as commissions
from services.review.examination import store as decisions
from services.review.substitutions import operations as substitutions
from services.review.tasks import operations as tasks
from services.review.tasks.domain import State, Task
from services.review.tasks.operations import NoSuchTask
from services.review.tasks.store import tasks as store
from services.review.tasks.store import timeline


class NotPassed(Refusal):
    """这份申报还没有审查通过，或“审查通过”已经撤回，没有报送。"""


class SentOn(Refusal):
    """这份申报已经报送下一环节，不能再撤回“审查通过”。"""


def sender_of(who: Session) -> Sender:
    """Whoever is signed in, for the office for which they act."""
    if who.org_id is None:
        raise NoSuchTask
    return Sender(office_id=who.org_id, account_id=who.account_id, name=who.name, person_id=who.person_id)


async def send(conn: Connection, cipher: FieldCipher, sender: Sender, task_id: UUID, cities: Cities) -> bool:
    """审核推荐: tell the workflow of a pass; false when that was done before."""
    task = await _task(conn, cipher, sender, task_id)
    match task.state:
        case State.PASSED:
            await _send(conn, cities, task, sender)
            return True
        case State.DECIDED if await _is_passed(conn, task):
            return False
        case State.CLOSED:
            raise tasks.Closed
        case _:
            raise NotPassed


async def take_back(conn: Connection, cipher: FieldCipher, sender: Sender, task_id: UUID) -> None:
    """Examine again what was passed and not sent on; nobody was told of it. Done twice is done once."""
    # The items first, as who works them off takes them: neither waits for what the other holds.
    await batches.leave_waiting(conn, task_id, TAKEN_BACK, now())
    task = await _task(conn, cipher, sender, task_id)
    match task.state:
        case State.OPEN:
            return
        case State.CLOSED:
            raise tasks.Closed
        case State.DECIDED:
            raise SentOn
        case State.PASSED:
            await _refuse_unless_own(conn, task, sender)
            at = now()
            await tasks.reopen(conn, task)
            await decisions.delete_decision(conn, task.id)
            await timeline.add(conn, task, "taken_back", at, actor_name=sender.name)
            await tasks.tell_queue(conn, task.office_id, task.city)


async def _task(conn: Connection, cipher: FieldCipher, sender: Sender, task_id: UUID) -> Task:
    task = await store.task_of_office_for_update(conn, cipher, task_id, sender.office_id)
    if task is None:
        raise NoSuchTask
    tasks.refuse_own(sender, task.person_id)
    return task


async def _refuse_unless_own(conn: Connection, task: Task, sender: Sender) -> None:
    made = await decisions.decision_of_task(conn, task.id)
    substitutions.refuse_unless_own(task, sender.office_id, made.substitution_id if made else None)


async def _is_passed(conn: Connection, task: Task) -> bool:
    made = await decisions.decision_of_task(conn, task.id)
    return made is not None and made.verdict is Verdict.PASSED


async def _send(conn: Connection, cities: Cities, task: Task, sender: Sender) -> None:
    letter_id = await commissions.to_send_with(conn, task)
    at = now()
    await store.send_task(conn, task.id, at, letter_id)
    await timeline.add(conn, task, "sent", at, actor_name=sender.name)
    await substitutions.tell_decided(conn, cities, task, Verdict.PASSED, at)
    await tasks.tell_queue(conn, task.office_id, task.city)
