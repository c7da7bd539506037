"""Objections: lodged within budgets, investigated by the employer, answered under a number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.case import Role
from contracts.check_code import check_code, typed_code
from contracts.commission import FilesKept
from contracts.objections import ObjectionChanged
from contracts.results import ResultOverturned
from kit import outbox
from kit.address import network
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.objections import store
from services.review.objections.domain import (
    MOST_FILES,
    OF_ACCOUNT,
    OF_ADDRESS,
    OF_ALL,
    OF_PUBLICITY,
    REMEMBERED,
    About,
    Answer,
    Asked,
    Budget,
    Enclosure,
    Objection,
    Result,
    Said,
)
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import timeline


class NoSuchObjection(NotFound):
    """没有查到这件异议。请核对回执编号是否完整。"""


class TooMany(Refusal):
    """提交的异议已达上限，请稍后再提交。"""

    status = 429


class SaidBefore(Refusal):
    """这一页已经提交过一件异议，没有再次提交。要补充的，请返回公示页面重新填写。"""


class AnsweredBefore(Refusal):
    """这件异议已经作出答复，不能再修改。"""


class NotInvestigated(Refusal):
    """这件异议由公示的单位核查，您可以查看，不能答复。"""


class AnsweredMeanwhile(Refusal):
    """这件异议已经办结，不能再补充材料。"""


class NoEnclosure(NotFound):
    """这件异议没有这份材料。"""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """From where something comes, as a keyed hash: the address, or the account of who has signed in."""

    mark: str
    account_id: UUID | None = None

    @classmethod
    def of(cls, who: Session | None, address: str, cipher: FieldCipher) -> "Origin":
        """The account, if somebody has signed in; else the address."""
        if who is None:
            return cls(mark="address/" + cipher.fingerprint(f"objection/address/{network(address)}"))
        mark = "account/" + cipher.fingerprint(f"objection/account/{who.account_id}")
        return cls(mark=mark, account_id=who.account_id)


@dataclass(frozen=True, kw_only=True)
class By:
    """Until when an objection is answered."""

    at: datetime
    is_provisional: bool


def code_of(cipher: FieldCipher, objection_id: UUID) -> str:
    """The receipt number of an objection; nobody makes it who does not have the key."""
    return check_code(cipher.fingerprint(f"objection/number/{objection_id}"))


async def lodge(
    conn: Connection, cipher: FieldCipher, about: About, asked: Asked, said: Said, origin: Origin, *, by: By
) -> str:
    """Take an objection; the same page sends one. The receipt number."""
    code = code_of(cipher, asked.id)
    if said.faults:
        raise Invalid(faults=said.faults)
    await store.lock_floods(conn)
    if before := await store.objection(conn, cipher, asked.id):
        if before.says(said):
            return code  # a second click
        raise SaidBefore
    at = now()
    await store.forget_origins(conn, at - REMEMBERED)
    await _refuse_floods(conn, about, origin)
    objection = Objection(
        id=asked.id,
        city=about.city,
        application_id=about.application_id,
        task_id=about.task_id,
        publicity_id=about.publicity_id,
        release_id=about.release_id,
        account_id=origin.account_id if said.is_named else None,
        text=said.text,
        name=said.name,
        mobile=said.mobile,
        lodged_at=at,
        answer_by=by.at,
        is_provisional=by.is_provisional,
    )
    fingerprint = _fingerprint(cipher, code)
    await store.insert_objection(conn, cipher, objection, code_fingerprint=fingerprint, origin=origin.mark)
    await _tell(conn, objection, at)
    task = await tasks.any_task(conn, cipher, about.task_id)
    await timeline.add(conn, task, "objected", at)
    await tasks.tell_queue(conn, task.office_id, task.city)
    return code


async def sought(conn: Connection, cipher: FieldCipher, code: str) -> Objection | None:
    """The objection with this receipt number, however it was typed; none if no objection has it."""
    return await store.objection_of_code(conn, cipher, _fingerprint(cipher, code))


async def objection_of_code(conn: Connection, cipher: FieldCipher, code: str) -> tuple[Task, Objection]:
    """The objection with this receipt number, and the case that it is about."""
    found = await sought(conn, cipher, code)
    if found is None:
        raise NoSuchObjection
    return await tasks.any_task(conn, cipher, found.task_id), found


async def objection_of_case(
    conn: Connection, cipher: FieldCipher, task: Task, objection_id: UUID
) -> Objection:
    """An objection to the case that an office has before it."""
    found = await store.objection(conn, cipher, objection_id)
    if found is None or found.application_id != task.application_id:
        raise NoSuchObjection
    return found


async def answer(
    conn: Connection, cipher: FieldCipher, who: Session, task_id: UUID, objection_id: UUID, answer: Answer
) -> None:
    """Record what the investigation found; once, by the employer whose publicity it is about."""
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    found = await objection_of_case(conn, cipher, task, objection_id)
    if not investigates(task, found):
        raise NotInvestigated
    if (found.result, found.answer, found.answered_by_name) == (answer.result, answer.text, who.name):
        return  # a second click
    if found.release_id is None:
        await tasks.refuse_unless_open(conn, task)
    if not found.is_open:
        raise AnsweredBefore
    if answer.faults:
        raise Invalid(faults=answer.faults)
    at = now()
    await store.answer_objection(conn, cipher, found.id, answer, who.name, at)
    if found.release_id and answer.result is Result.UPHELD:
        await _overturn(conn, found, found.release_id, at)  # before the clock is let go
    await _tell(conn, replace(found, result=answer.result), at)
    await timeline.add(conn, task, "objection_answered", at, actor_name=who.name)
    await tasks.tell_queue(conn, task.office_id, task.city)


async def enclose(
    conn: Connection, cipher: FieldCipher, task: Task, objection: Objection, came: Sequence[Enclosure]
) -> None:
    """Keep what came with an objection, while it is open. The same twice is once."""
    if not came:
        return
    is_open = await store.hold(conn, objection.id)
    before = await store.enclosures(conn, cipher, objection.id)
    known = {one.file_id for one in before}
    new = list({one.file_id: one for one in came if one.file_id not in known}.values())
    if not new:
        return
    if not is_open:
        raise AnsweredMeanwhile
    if (count := len(before) + len(new)) > MOST_FILES:
        told = (
            f"每件异议最多 {MOST_FILES} 份材料，加上这次共 {count} 份，这次上传的没有保存，请减少后重新上传"
        )
        raise Invalid(faults=[Fault(field="files", message=told)])
    for one in new:
        await store.enclose(conn, cipher, objection.id, one)
    ids = sorted(one.file_id for one in new)
    event = FilesKept(
        id=derived(FilesKept.topic, objection.id, *ids),
        about=task.person_id,
        at=now(),
        account_id=objection.id,
        file_ids=tuple(ids),
        person_id=task.person_id,
    )
    await outbox.add(conn, event)


async def enclosed(
    conn: Connection, cipher: FieldCipher, task: Task, objection: Objection
) -> Sequence[Enclosure]:
    """What came with an objection, for the office that investigates it; nothing for others."""
    return await store.enclosures(conn, cipher, objection.id) if investigates(task, objection) else ()


async def refuse_unless_enclosed(
    conn: Connection, cipher: FieldCipher, task: Task, objection: Objection, file_id: UUID
) -> None:
    """Only who investigates sees a file, and only of this objection."""
    if not investigates(task, objection):
        raise NotInvestigated
    if all(one.file_id != file_id for one in await store.enclosures(conn, cipher, objection.id)):
        raise NoEnclosure


async def lapse(conn: Connection, cipher: FieldCipher, task_id: UUID) -> None:
    """Nobody investigates any more: the case ended before."""
    at = now()
    for objection in await store.lapse(conn, cipher, task_id, at):
        await _tell(conn, objection, at)


async def _overturn(conn: Connection, objection: Objection, release_id: UUID, at: datetime) -> None:
    """Tell that a result does not stand: an objection to it was found to be right."""
    await outbox.add(
        conn,
        ResultOverturned(
            id=derived(ResultOverturned.topic, release_id),
            about=objection.application_id,
            at=at,
            application_id=objection.application_id,
            release_id=release_id,
        ),
    )


async def forget_account(conn: Connection, cipher: FieldCipher, account_id: UUID) -> None:
    """Forget that this person objected; what was objected stays with its case."""
    await store.forget_account(conn, cipher, account_id)


def investigates(task: Task, objection: Objection) -> bool:
    """Whether the office of this task is the one that made it public, in the same round."""
    is_publisher = task.role is Role.EMPLOYER or objection.release_id is not None
    return is_publisher and task.id == objection.task_id


async def _tell(conn: Connection, objection: Objection, at: datetime) -> None:
    """Tell that the clock of the case is to stand, or need not for this one any more."""
    await outbox.add(
        conn,
        ObjectionChanged(
            id=derived(ObjectionChanged.topic, objection.id, objection.is_open),
            about=objection.application_id,
            at=at,
            application_id=objection.application_id,
            objection_id=objection.id,
            lodged_at=objection.lodged_at,
            answer_by=objection.answer_by,
            is_open=objection.is_open,
        ),
    )


async def _refuse_floods(conn: Connection, about: About, origin: Origin) -> None:
    at = now()
    if origin.account_id:
        _refuse_beyond(OF_ACCOUNT, await store.count_from(conn, origin.mark, at - OF_ACCOUNT.per))
        return
    _refuse_beyond(OF_ADDRESS, await store.count_from(conn, origin.mark, at - OF_ADDRESS.per))
    one = about.publicity_id or about.release_id
    of_publicity = await store.count_of_strangers(conn, at - OF_PUBLICITY.per, one)
    _refuse_beyond(OF_PUBLICITY, of_publicity)
    _refuse_beyond(OF_ALL, await store.count_of_strangers(conn, at - OF_ALL.per))


def _refuse_beyond(budget: Budget, taken: int) -> None:
    if taken >= budget.most:
        raise TooMany(budget.words)


def _fingerprint(cipher: FieldCipher, code: str) -> str:
    return cipher.fingerprint(f"objection/{typed_code(code)}")
