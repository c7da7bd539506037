"""An administrator renames a registered employer, with the reason; its former name is still found (M2.5)."""

from uuid import UUID

from kit.clock import now
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.domain.employers import Employer, employer_name_fault
from services.identity.domain.requests import Facts, RequestKind, RequestState, may_be_changed, why_fault
from services.identity.operations.decide_employer import may_see
from services.identity.operations.faults import refuse
from services.identity.operations.tell_employer import tell_employer
from services.identity.store import employers, requests


async def rename_employer(
    conn: Connection, employer_id: UUID, name: str, why: str, *, version: int, admin: Session
) -> None:
    """Give it another name from now on; what was sealed keeps the old one. Sent twice it is renamed once."""
    employer = await employers.employer_for_update(conn, employer_id)
    if employer is None or not may_see(admin, employer) or not may_be_changed(employer.status):
        raise NotFound
    if (employer.version, employer.details.name) == (version + 1, name):
        return
    refuse(_faults(employer, name, why))
    if employer.version != version:
        raise Stale
    await _keep(conn, employer, name, why, admin)
    await employers.rename_employer(
        conn, employer, name, former_id=derived("employer_name", employer.id, version)
    )
    await tell_employer(conn, employer.id)


def _faults(employer: Employer, name: str, why: str) -> dict[str, str]:
    is_same = name == employer.details.name
    found = {
        "new_name": "与现在的名称相同" if is_same else employer_name_fault(name),
        "why": why_fault(why),
    }
    return {field: fault for field, fault in found.items() if fault}


async def _keep(conn: Connection, employer: Employer, name: str, why: str, admin: Session) -> None:
    request_id = derived("employer_request", employer.id, employer.version)
    await requests.insert_request(
        conn,
        request_id=request_id,
        city=employer.city,
        employer_id=employer.id,
        kind=RequestKind.RENAMING,
        asked_by=admin.account_id,
        before=Facts(name=employer.details.name),
        after=Facts(name=name),
        why=why,
    )
    await requests.close_request(
        conn, request_id, RequestState.APPROVED, reason=why, decided_by=admin.account_id, at=now()
    )
