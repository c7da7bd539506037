"""An administrator decides what was asked, or refuses it with the reason (E2.2)."""

from dataclasses import dataclass
from uuid import UUID

from contracts.identity import CorrectionDecided
from kit import outbox
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.domain.faults import Faults, only_faults
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer, reason_fault
from services.identity.employers.store.employers import employer_for_update
from services.identity.requests.domain.letters import end_of_term, years_fault
from services.identity.requests.domain.requests import Request, State
from services.identity.requests.operations.apply import APPROVED, REFUSED, Decided, tell_clerk
from services.identity.requests.store import requests


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an administrator wants to decide."""

    is_approved: bool
    reason: str = ""
    years: int = 0  # how long an approval holds

    @property
    def state(self) -> State:
        """Where the request stands then."""
        return State.APPROVED if self.is_approved else State.REFUSED

    def faults(self, request: Request) -> Faults:
        """Everything that is wrong."""
        if not self.is_approved:
            return only_faults(reason=reason_fault(self.reason))
        return only_faults(years=years_fault(self.years) if request.rule.has_term else None)


async def decide(
    conn: Connection, request_id: UUID, answer: Answer, *, admin: Session, cipher: FieldCipher
) -> None:
    """Decide once; the same decision sent twice is one."""
    employer, request = await _found(conn, request_id, admin)
    refuse(answer.faults(request))
    if (request.state, request.reason, request.decided_by) == (
        answer.state,
        answer.reason,
        admin.account_id,
    ):
        return
    if not request.is_open:
        raise Stale
    at = now()
    await requests.close_request(
        conn, request.id, answer.state, reason=answer.reason, decided_by=admin.account_id, at=at
    )
    until = end_of_term(at.astimezone(SHANGHAI).date(), answer.years) if answer.years else None
    decided = Decided(request=request, employer=employer, until=until, by=admin, at=at, cipher=cipher)
    act = (APPROVED if answer.is_approved else REFUSED).get(request.kind)
    if act:
        await act(conn, decided)
    await _tell(conn, decided, is_approved=answer.is_approved)


async def request_for(conn: Connection, admin: Session, request_id: UUID) -> Request:
    """A request of the administrator's city."""
    found = await requests.request_by_id(conn, request_id)
    if found is None or not may_manage(admin, found.city):
        raise NotFound
    return found


async def _found(conn: Connection, request_id: UUID, admin: Session) -> tuple[Employer | None, Request]:
    """An employer is locked before the request, as everywhere."""
    seen = await request_for(conn, admin, request_id)
    employer = await employer_for_update(conn, seen.employer_id) if seen.employer_id else None
    request = await requests.request_for_update(conn, request_id)
    if request is None:
        raise NotFound
    return employer, request


async def _tell(conn: Connection, decided: Decided, *, is_approved: bool) -> None:
    request, at = decided.request, decided.at
    if request.employer_id:
        subject = request.rule.subject
        await tell_clerk(conn, request, request.asked_by, subject, is_approved=is_approved, at=at)
        return
    await outbox.add(
        conn,
        CorrectionDecided(
            id=derived(CorrectionDecided.topic, request.id),
            about=request.asked_by,
            at=at,
            person_id=request.asked_by,
            city=request.city,
            is_approved=is_approved,
        ),
    )
