"""Having one's data erased: asked for, thought over, held by the law, done."""

from datetime import datetime
from uuid import UUID

from contracts.erasure import Erased, ErasureNote, ErasureRequested, ErasureWithdrawn, Hold, HoldKind, State
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived, new_id
from kit.session import Session
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.people.store.persons import person_by_id
from services.identity.privacy.store import erasures as store

ENDS = frozenset({State.HELD, State.WITHDRAWN, State.ERASED})


class TooLateToWithdraw(Refusal):
    """删除已经开始或已经结束，不能撤回。"""


class HeldAlready(Refusal):
    """此人的信息已被保全，无需重复办理。"""


async def request_erasure(conn: Connection, who: Session, *, wait_days: int, at: datetime) -> None:
    """Ask for it. Asked twice is asked once."""
    erasure_id = new_id()
    if not await store.insert_erasure(
        conn, erasure_id=erasure_id, person_id=who.account_id, city=who.city, at=at
    ):
        return
    await outbox.add(
        conn,
        ErasureRequested(
            id=derived(ErasureRequested.topic, erasure_id),
            about=erasure_id,
            at=at,
            erasure_id=erasure_id,
            person_id=who.account_id,
            city=who.city,
            wait_days=wait_days,
        ),
    )


async def withdraw_erasure(conn: Connection, who: Session, *, at: datetime) -> None:
    """Think again. Done twice is done once."""
    erasure = await store.latest_erasure(conn, who.account_id)
    if erasure is None:
        raise NotFound
    if erasure.state is State.WITHDRAWN:
        return
    if not erasure.may_be_withdrawn:
        raise TooLateToWithdraw
    await outbox.add(
        conn,
        ErasureWithdrawn(
            id=derived(ErasureWithdrawn.topic, erasure.id), about=erasure.id, at=at, erasure_id=erasure.id
        ),
    )


async def note_erasure(conn: Connection, note: ErasureNote, *, at: datetime) -> None:
    """Keep where a request stands; told twice is told once."""
    if await store.person_to_erase(conn, note.erasure_id) is None:
        return
    await store.write_note(conn, note, ended_at=at if note.state in ENDS else None)


async def to_be_erased(conn: Connection, erasure_id: UUID) -> Erased | None:
    """What is noted of a request before anything is forgotten; nothing of one that was done."""
    return await store.to_be_erased(conn, erasure_id)


async def holds(conn: Connection, person_id: UUID) -> tuple[Hold, ...]:
    """An administrator's hold."""
    return (Hold(kind=HoldKind.LEGAL_HOLD),) if await store.has_legal_hold(conn, person_id) else ()


async def erase_person(conn: Connection, person_id: UUID, *, at: datetime) -> None:
    """Forget the person and the account, and end their sessions everywhere; done twice is done once."""
    if await person_by_id(conn, person_id) is None:
        return
    await end_sessions_of(conn, person_id, at)
    await store.delete_person(conn, person_id)
    await outbox.forget(conn, person_id)


async def hold_person(conn: Connection, person_id: UUID, *, reason: str, set_by: str, at: datetime) -> None:
    """Keep a person's data from being erased, for a complaint or an inquiry."""
    person = await person_by_id(conn, person_id)
    if person is None:
        raise NotFound
    if not await store.insert_legal_hold(
        conn, hold_id=new_id(), person_id=person_id, city=person.city, reason=reason, set_by=set_by, at=at
    ):
        raise HeldAlready


async def release_person(conn: Connection, person_id: UUID, *, lifted_by: str, at: datetime) -> None:
    """End the hold."""
    if not await store.lift_legal_hold(conn, person_id, lifted_by=lifted_by, at=at):
        raise NotFound
