"""An administrator suspends a unit's authorisation with the reason, and lets it act again (A2.4, E2.1)."""

from uuid import UUID

from contracts.employers import SuspensionCause
from kit.clock import now
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.operations.authorisation import expire, sign_out_clerks
from services.identity.employers.operations.inviting import tell_inviters
from services.identity.employers.operations.tell_employer import tell_employer
from services.identity.employers.store import employers
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Facts
from services.identity.requests.domain.suspensions import Resumption, Suspension
from services.identity.requests.operations.change import change_id, keep_change
from services.identity.requests.store.requests import request_by_id


async def suspend(conn: Connection, employer_id: UUID, asked: Suspension, *, admin: Session) -> None:
    """From now on nobody acts for it, in no session either. Sent twice it is suspended once."""
    employer = await _employer(conn, employer_id, admin)
    after = Facts(cause=asked.cause)
    if await _is_done(conn, employer, Kind.SUSPENSION, asked, after):
        return
    if employer.status is not Status.APPROVED:
        raise Stale
    refuse(asked.faults())
    if employer.version != asked.version:
        raise Stale
    await keep_change(conn, employer, Kind.SUSPENSION, after, why=asked.why, admin=admin)
    await employers.suspend_employer(conn, employer.id, SuspensionCause(asked.cause))
    await sign_out_clerks(conn, employer, "suspension", employer.version, is_approved=False, at=now())
    await tell_employer(conn, employer.id)


async def resume(conn: Connection, employer_id: UUID, asked: Resumption, *, admin: Session) -> None:
    """Its clerks act again, unless its term ended meanwhile. Sent twice it is resumed once."""
    employer = await _employer(conn, employer_id, admin)
    if await _is_done(conn, employer, Kind.RESUMPTION, asked, Facts()):
        return
    if employer.status is not Status.SUSPENDED:
        raise Stale
    refuse(asked.faults())
    if employer.version != asked.version:
        raise Stale
    at = now()
    await keep_change(conn, employer, Kind.RESUMPTION, Facts(), why=asked.why, admin=admin)
    if employer.is_term_over:
        await expire(conn, employer, at)
        return
    await employers.close_employer(conn, employer.id, Status.APPROVED, valid_until=employer.valid_until)
    await sign_out_clerks(conn, employer, "suspension", employer.version, is_approved=True, at=at)
    await tell_employer(conn, employer.id)
    await tell_inviters(conn, employer, at)


async def _employer(conn: Connection, employer_id: UUID, admin: Session) -> Employer:
    employer = await employers.employer_for_update(conn, employer_id)
    if employer is None or not may_manage(admin, employer.city):
        raise NotFound
    return employer


async def _is_done(
    conn: Connection, employer: Employer, kind: Kind, asked: Suspension | Resumption, after: Facts
) -> bool:
    """Whether this very form did it before, whatever happened to the employer since."""
    found = await request_by_id(conn, change_id(employer.id, asked.version))
    return found is not None and (found.kind, found.why, found.after) == (kind, asked.why, after)
