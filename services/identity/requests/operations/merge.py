"""An administrator merges a registered employer into another; its people and its work go with it (A2.4)."""

from dataclasses import dataclass
from uuid import UUID

from contracts.normal import numbers
from kit.clock import now
from kit.db import Connection
from kit.errors import Invalid, NotFound, Stale
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import end_sessions_of, may_manage
from services.identity.employers.domain.employers import Employer, Status, may_take_over
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import clerkships, employers
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Facts, why_fault
from services.identity.requests.operations.change import keep_change, registered_employer
from services.identity.requests.store import requests

UNKNOWN = "没有找到这个单位，请核对代码；合并后的单位应已在本市注册"
NOT_APPROVED = "合并后的单位应已通过审核，并在授权有效期内"


@dataclass(frozen=True, kw_only=True)
class Merger:
    """Into which employer, and why. `version` is the one that the administrator saw."""

    credit_code: str
    why: str
    version: int


async def found_successor(conn: Connection, employer: Employer, code: str, *, admin: Session) -> Employer:
    """The employer that is to take over, or what stands against it."""
    normal = numbers.credit_code(code)
    found = None if numbers.credit_code_fault(normal) else await employers.employer_by_code(conn, normal)
    fault = numbers.credit_code_fault(normal) or _successor_fault(employer, found, admin)
    refuse({"successor": fault} if fault else {})
    assert found is not None  # noqa: S101 - refused above
    return found


def _successor_fault(employer: Employer, found: Employer | None, admin: Session) -> str | None:
    if found is None or found.city != employer.city or not may_manage(admin, found.city):
        return UNKNOWN
    if found.id == employer.id:
        return "不能并入本单位，请填写合并后的单位的代码"
    return None if may_take_over(found.status) else NOT_APPROVED


async def merge_employer(conn: Connection, employer_id: UUID, merger: Merger, *, admin: Session) -> None:
    """From now on its people are the other's, and its clerks act for nobody. Sent twice it is merged once."""
    employer, successor = await _both(conn, employer_id, merger, admin)
    if employer.merged_into and successor and employer.merged_into == successor.id:
        return
    if employer.status is Status.MERGED:
        raise Stale
    employer = await registered_employer(conn, employer_id, admin)
    successor = await _checked(conn, employer, merger, admin)
    if employer.version != merger.version:
        raise Stale
    after = Facts(successor_id=str(successor.id), successor=successor.details.name)
    at = now()
    await requests.withdraw_requests(conn, employer.id, asked_by=None, at=at)
    await keep_change(conn, employer, Kind.MERGER, after, why=merger.why, admin=admin)
    await employers.merge_employer(conn, employer.id, successor.id)
    for clerk_id in await clerkships.end_clerkships(conn, employer.id, at):
        await end_sessions_of(conn, clerk_id, at)
        await _tell_clerk(conn, employer, clerk_id)
    await tell_employer(conn, employer.id)


async def _both(
    conn: Connection, employer_id: UUID, merger: Merger, admin: Session
) -> tuple[Employer, Employer | None]:
    """Both locked, always in one order: two who merge the two into each other do not wait for ever."""
    found = await employers.employer_by_code(conn, numbers.credit_code(merger.credit_code))
    locked = {
        one: await employers.employer_for_update(conn, one)
        for one in sorted({employer_id, *([found.id] if found else [])})
    }
    employer = locked[employer_id]
    if employer is None or not may_manage(admin, employer.city):
        raise NotFound
    return employer, locked[found.id] if found else None


async def _checked(conn: Connection, employer: Employer, merger: Merger, admin: Session) -> Employer:
    """Everything that is wrong at once."""
    why = why_fault(merger.why)
    faults = {"why": why} if why else {}
    try:
        found = await found_successor(conn, employer, merger.credit_code, admin=admin)
    except Invalid as refusal:
        refuse({one.field: one.message for one in refusal.faults} | faults)
        raise
    refuse(faults)
    return found


async def _tell_clerk(conn: Connection, employer: Employer, clerk_id: UUID) -> None:
    await tell_decided(
        conn,
        employer.id,
        "merger",
        clerk_id,
        at=now(),
        employer_id=employer.id,
        clerk_id=clerk_id,
        city=employer.city,
        is_approved=True,
        subject="merger",
    )
