"""An administrator approves an employer's registration, or refuses it with the reason (E2.2)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kit.clock import SHANGHAI, now
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer, Status, may_be_decided, reason_fault
from services.identity.employers.domain.letters import end_of_term, years_fault
from services.identity.employers.operations.inviting import tell_inviters
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import employers as store


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What an administrator wants to decide on one version of a registration."""

    version: int
    is_approved: bool
    reason: str = ""
    years: int = 0  # how long an approval holds


async def decide_employer(conn: Connection, employer_id: UUID, ruling: Ruling, *, admin: Session) -> None:
    """Decide once; the same decision sent twice is one."""
    employer = await store.employer_for_update(conn, employer_id)
    if employer is None or not may_manage(admin, employer.city):
        raise NotFound
    fault = years_fault(ruling.years) if ruling.is_approved else reason_fault(ruling.reason)
    refuse({"years" if ruling.is_approved else "reason": fault} if fault else {})
    if await _is_decided(conn, employer, ruling, admin):
        return
    if employer.version != ruling.version or not may_be_decided(employer.status):
        raise Stale
    await _write(conn, employer, ruling, admin)
    await _tell(conn, employer, ruling)
    if ruling.is_approved:
        await tell_inviters(conn, employer, now())


async def _is_decided(conn: Connection, employer: Employer, ruling: Ruling, admin: Session) -> bool:
    return any(
        (decision.employer_version, decision.is_approved, decision.reason, decision.decided_by)
        == (ruling.version, ruling.is_approved, ruling.reason, admin.account_id)
        for decision in await store.decisions_on(conn, employer.id)
    )


async def _write(conn: Connection, employer: Employer, ruling: Ruling, admin: Session) -> None:
    await store.insert_decision(
        conn,
        decision_id=derived("employer_decision", employer.id, employer.version),
        employer=employer,
        is_approved=ruling.is_approved,
        reason=ruling.reason,
        decided_by=admin.account_id,
    )
    await store.close_employer(
        conn,
        employer.id,
        Status.APPROVED if ruling.is_approved else Status.REFUSED,
        valid_until=end_of_term(_today(), ruling.years) if ruling.is_approved else None,
    )


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


async def _tell(conn: Connection, employer: Employer, ruling: Ruling) -> None:
    await tell_employer(conn, employer.id)
    if employer.chief_id is None:
        return
    await tell_decided(
        conn,
        employer.id,
        employer.version,
        at=now(),
        employer_id=employer.id,
        clerk_id=employer.chief_id,
        city=employer.city,
        is_approved=ruling.is_approved,
        subject="registration",
    )
