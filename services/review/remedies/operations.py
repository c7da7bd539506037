"""What operators do about a case that is stuck at the offices: give its task to another, tell again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from cities import Cities, Office
from contracts.case import Role
from contracts.events import LISTENERS
from contracts.remedies import Act, CaseResult, OneCase, reason_of
from kit import acts, outbox
from kit.acts import Unneeded
from kit.bus import topics_of
from kit.crypto import FieldCipher
from kit.db import Connection, Pool
from kit.errors import Invalid, NotFound, Refusal
from services.review.remedies import store
from services.review.substitutions import store as substitutions
from services.review.substitutions.operations import TakenUp
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import tasks as tasks_store
from services.review.tasks.store import timeline


class NothingOpen(Refusal):
    """这份申报现在没有等待审查的任务，不能改派。"""


class OfEmployer(Refusal):
    """用人单位的审查任务不能改派；单位合并的，由管理员登记合并。"""


class NotItsPlace(Refusal):
    """只能改派给原机构的上级机构；原机构已撤销的，改派给同一城市的同类机构。"""


class NoOffice(Invalid):
    """请填写改派给哪个机构。"""


class Remedies:
    """The acts that are review's part."""

    def __init__(self, pool: Pool, cipher: FieldCipher, cities: Cities) -> None:
        self._pool = pool
        self._cipher = cipher
        self._cities = cities
        self._doing: Mapping[Act, Callable[[Connection, OneCase], Awaitable[str]]] = {
            Act.NUDGE: self._nudge,
            Act.RESET: self._nudge,
            Act.REASSIGN: self._reassign,
        }

    async def remedy(self, one: OneCase) -> CaseResult:
        """Do it once; what refuses it is the answer."""
        outcome = await acts.once(
            self._pool, self._cipher, one, one.case_id, lambda conn: self._doing[one.act](conn, one)
        )
        return CaseResult(case_id=one.case_id, **asdict(outcome))

    async def _nudge(self, conn: Connection, one: OneCase) -> str:
        number = await outbox.tell_again(conn, one.case_id, topics_of(LISTENERS, "workflows"))
        if not number:
            raise Unneeded("review：0 个事件将重新发送")
        return f"review：{number} 个事件将重新发送"

    async def _reassign(self, conn: Connection, one: OneCase) -> str:
        task = await self._task(conn, one)
        office = self._taker(one, task)
        if await substitutions.substitution(conn, self._cipher, task.id):
            raise TakenUp
        await store.give(conn, task.id, office.id, office.name)
        reason = reason_of(self._cipher, one.reason_encrypted)
        await timeline.add(conn, task, "moved", one.at, actor_name=reason.by, office_name=office.name)
        for office_id in sorted({task.office_id, office.id}):
            await tasks.tell_queue(conn, office_id, task.city)
        return f"由“{task.office_name}”改派给“{office.name}”。"

    async def _task(self, conn: Connection, one: OneCase) -> Task:
        task_id = await store.open_task_of(conn, one.case_id)
        task = await tasks_store.task_for_update(conn, self._cipher, task_id) if task_id else None
        if task is None or not task.is_open:
            raise NothingOpen
        if task.role is Role.EMPLOYER:
            raise OfEmployer
        return task

    def _taker(self, one: OneCase, task: Task) -> Office:
        """An office above; of one that is gone, and that nobody took over from, one of its kind."""
        if one.to is None:
            raise NoOffice
        try:
            office = self._cities.office(one.to)
        except NotFound as unknown:
            raise NotItsPlace from unknown
        is_known = any(self._cities.placed(task.office_id))
        is_above = any(upper.id == office.id for upper in self._cities.above(task.office_id))
        takes_over = not is_known and (office.kind, office.city) == (task.role, task.city)
        if not (is_above or takes_over):
            raise NotItsPlace
        return office
