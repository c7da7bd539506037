"""The employer's publicity: posted, counted by the workflow, its result recorded (E4.4, E4.5)."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from cities import Cities
from contracts.case import Role
from contracts.review import PublicityNotice, PublicityPosted
from kit import outbox
from kit.calendar import Workdays
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal, Stale
from kit.ids import derived, new_id
from kit.session import Session
from kit.standstill import Standstills
from kit.web import filters
from services.review.objections import operations as objections
from services.review.objections import store as objections_store
from services.review.objections.domain import About, Asked, Said
from services.review.objections.operations import By, Origin
from services.review.publicity.domain import (
    PROOF_MISSING,
    Outcome,
    Posting,
    Publicity,
    outcome_faults,
    phase_of,
)
from services.review.publicity.store import proofs
from services.review.publicity.store import publicities as store
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Phase, State, Task
from services.review.tasks.store import tasks as task_store
from services.review.tasks.store import timeline


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How long writing an objection takes at least, and within how many working days a city answers it."""

    takes: timedelta
    calendar: Workdays
    cities: Cities
    standstills: Standstills

    def by(self, city: str) -> By:
        """Until when one of today is answered; none is taken while the city stands still."""
        self.standstills.refuse(city)
        period = self.calendar.add(now().astimezone(SHANGHAI).date(), self.cities.city(city).objection_days)
        return By(at=period.ends_at, is_provisional=period.provisional)


class NotPublicised(NotFound):
    """只有用人单位审查环节需要公示。"""


class AlreadyPosted(Refusal):
    """这份材料已经发布公示，不能重复发布。"""


class NotExamined(Refusal):
    """请先完成逐项审查，各项均符合要求后再发布公示。"""


class NotOver(Refusal):
    """公示期满前不能登记公示结果。"""


class NoSuchPage(NotFound):
    """没有这项公示。请核对网址是否完整，或从“公示”页面查找。"""


class PublicityOver(Refusal):
    """这项公示已经结束，公示内容不再显示。"""

    status = HTTPStatus.GONE
    onward = ("查看受理点地址和电话", "/acceptance-points")


class TooQuick(Refusal):
    """提交过快。"""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.headers = {"retry-after": str(seconds)}
        super().__init__(f"提交过快，请核对填写的内容，{seconds} 秒后再提交。")


class PageOld(Refusal):
    """页面打开的时间太长，请核对填写的内容后再次提交。"""


class ObjectionsOpen(Refusal):
    """还有异议没有核查，请先逐件核查并答复，再登记公示结果。"""


class ResultChanged(Stale):
    """公示结果刚刚在别处被登记或修改，请核对后再提交。"""

    def __init__(self, saved: Publicity) -> None:
        super().__init__()
        self.saved = saved


async def publicity_that_counts(conn: Connection, task: Task) -> Publicity | None:
    """This task's publicity, or an earlier one when what it showed has not changed."""
    own = await store.publicity_of_task(conn, task.id)
    if own is None and task.publicity_stands:
        return await store.publicity_that_stands(conn, task.application_id)
    return own


async def post_publicity(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, posting: Posting
) -> None:
    """Say that and where it is made public, and whom to call; the workflow counts from the event."""
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    _refuse_other_roles(task)
    await tasks.refuse_unless_open(conn, task)
    if posted := await publicity_that_counts(conn, task):
        if (posted.posted_by, posted.place, posted.telephone) == (
            who.account_id,
            posting.place,
            posting.telephone,
        ):
            return  # a second click
        raise AlreadyPosted
    if not task.is_fulfilled:
        raise NotExamined
    if posting.faults:
        raise Invalid(faults=posting.faults)
    publicity = Publicity(
        id=derived("publicity", task.id),
        task_id=task.id,
        token=new_id().hex,
        place=posting.place,
        telephone=posting.telephone,
        posted_at=now(),
        posted_by=who.account_id,
        posted_by_name=who.name,
    )
    await store.insert_publicity(conn, task, publicity)
    await timeline.add(conn, task, "posted", publicity.posted_at, actor_name=who.name)
    await outbox.add(
        conn,
        PublicityPosted(
            id=derived(PublicityPosted.topic, task.id),
            about=task.application_id,
            at=publicity.posted_at,
            application_id=task.application_id,
            task_id=task.id,
            round=task.round,
        ),
    )
    await tasks.tell_queue(conn, task.office_id, task.city)


async def public_page(conn: Connection, cipher: FieldCipher, token: str) -> tuple[Task, Publicity]:
    """What everybody may see at this address, while it runs and no longer."""
    publicity = await store.publicity_at(conn, token)
    if publicity is None:
        raise NoSuchPage
    task = await tasks.any_task(conn, cipher, publicity.task_id)
    if publicity.is_over or task.state not in {State.OPEN, State.REFUSED}:
        raise PublicityOver
    return task, publicity


async def object_to(
    conn: Connection, cipher: FieldCipher, asked: Asked, said: Said, origin: Origin, rule: Rule
) -> str:
    """Take an objection while the publicity runs, and from whoever took the time to write one."""
    task, publicity = await public_page(conn, cipher, asked.token)
    if not await tasks.is_open_to_the_end(conn, task):
        raise PublicityOver
    if (wait := rule.takes - (now() - asked.at)) > timedelta():
        raise TooQuick(wait)
    about = About(
        city=task.city, application_id=task.application_id, task_id=task.id, publicity_id=publicity.id
    )
    return await objections.lodge(conn, cipher, about, asked, said, origin, by=rule.by(task.city))


async def note_publicity(conn: Connection, cipher: FieldCipher, notice: PublicityNotice) -> None:
    """Record what the workflow says of a publicity's end; it alone has the clock."""
    await outbox.hear(conn, derived(PublicityPosted.topic, notice.task_id))
    task = await tasks.any_task(conn, cipher, notice.task_id)
    publicity = await store.publicity_of_task(conn, task.id)
    if publicity is None or publicity.is_over:
        return  # an earlier round's stands, over long ago; or a date comes late, when it was over
    await task_store.note_due(conn, task.id, notice.due_at)
    if notice.is_over:
        await store.note_over(conn, task.id, notice.due_at)
        await timeline.add(conn, task, "publicity_over", now())
        await tasks.tell_queue(conn, task.office_id, task.city)
        return
    await store.note_due(conn, task.id, notice.due_at, is_provisional=notice.is_provisional)
    await timeline.add(
        conn, task, "due_known", now(), due_at=notice.due_at, is_provisional=notice.is_provisional
    )
    await tasks.tell_queue(conn, task.office_id, task.city)


async def record_outcome(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    task_id: UUID,
    outcome: Outcome,
    version: int,
    *,
    needs_proof: bool = False,
) -> None:
    """Record whether there were objections, how they were handled, and the result.

    `needs_proof` where the city does not do without a photo or link of the posting.
    """
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    _refuse_other_roles(task)
    await tasks.refuse_unless_open(conn, task)
    publicity = await publicity_that_counts(conn, task)
    if publicity is None or phase_of(publicity) not in {Phase.OVER, Phase.RECORDED}:
        raise NotOver
    if publicity.version != version:
        if _same(publicity, outcome):
            return  # a second click
        raise ResultChanged(publicity)
    found = await objections_store.tally(conn, publicity.task_id)
    if found.open:
        raise ObjectionsOpen
    faults = outcome_faults(outcome, found)
    if needs_proof and not (publicity.link or await proofs.has_any(conn, publicity.id)):
        faults.append(Fault(field="file", message=PROOF_MISSING))
    if faults:
        raise Invalid(faults=faults)
    at = now()
    await store.record_outcome(conn, publicity, version, outcome, who.name, at)
    await timeline.add(conn, task, "result_recorded", at, actor_name=who.name)


def days_counted(calendar: Workdays, publicity: Publicity) -> int:
    """How many working days a publicity lasted; the day of posting does not count."""
    if publicity.ended_on is None:
        return 0
    days = (publicity.ended_on - publicity.posted_on).days
    return sum(calendar.is_working(publicity.posted_on + timedelta(day)) for day in range(1, days + 1))


def until(publicity: Publicity | None) -> str:
    """Until when a publicity runs, in words."""
    if publicity is None or publicity.due_at is None:
        return ""
    return until_words(publicity.due_at, is_provisional=publicity.is_provisional)


def until_words(due_at: datetime, *, is_provisional: bool) -> str:
    """Until when, in words that tell whether the day is final."""
    return f" {filters.until(due_at)}{'（暂定）' if is_provisional else ''}"


def is_publicised(task: Task) -> bool:
    """Whether this stop contains a publicity: the employer's does."""
    return task.role is Role.EMPLOYER


def _refuse_other_roles(task: Task) -> None:
    if not is_publicised(task):
        raise NotPublicised


def _same(publicity: Publicity, outcome: Outcome) -> bool:
    saved = (publicity.has_objections, publicity.handling, publicity.result)
    return saved == (outcome.has_objections, outcome.handling, outcome.result)
