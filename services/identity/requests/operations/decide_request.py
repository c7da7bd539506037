"""An administrator decides what was asked for a registered employer, or refuses it with the reason (E2.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.clock import SHANGHAI, now
from kit.db import Connection
from kit.errors import NotFound, Refusal, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import end_sessions_of, may_manage
from services.identity.employers.domain.employers import Employer, reason_fault
from services.identity.employers.domain.letters import end_of_term, years_fault
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import clerkships, employers
from services.identity.requests.domain.requests import (
    CHANGES,
    Facts,
    Request,
    RequestKind,
    RequestState,
    may_be_changed,
    takes_letters,
)
from services.identity.requests.operations.change_employer import apply_change
from services.identity.requests.store import requests


class AskerGone(Refusal):
    """申请人已不是该单位的经办人，不能通过，请退回。"""


class Outdated(Refusal):
    """单位现在的登记与提出申请时不同，不能通过，请退回，由单位重新申请。"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an administrator wants to decide."""

    is_approved: bool
    reason: str = ""
    years: int = 0  # how long a letter holds


async def decide_request(conn: Connection, request_id: UUID, answer: Answer, *, admin: Session) -> None:
    """Decide once; the same decision sent twice is one."""
    employer, request = await _found(conn, request_id, admin)
    refuse(_faults(request, answer))
    state = RequestState.APPROVED if answer.is_approved else RequestState.REFUSED
    if (request.state, request.reason, request.decided_by) == (state, answer.reason, admin.account_id):
        return
    if not request.is_open:
        raise Stale
    at = now()
    await requests.close_request(
        conn, request.id, state, reason=answer.reason, decided_by=admin.account_id, at=at
    )
    if answer.is_approved and request.kind in CHANGES:
        await _change(conn, employer, request)
    elif answer.is_approved:
        await _let_hold(conn, employer, request, end_of_term(_today(), answer.years), by=admin, at=at)
    await _tell(conn, request, request.asked_by, "request", is_approved=answer.is_approved, at=at)


def _faults(request: Request, answer: Answer) -> dict[str, str]:
    """Only a letter holds for a term."""
    if not answer.is_approved:
        fault = reason_fault(answer.reason)
        return {"reason": fault} if fault else {}
    years = years_fault(answer.years) if request.kind is RequestKind.LETTER else None
    return {"years": years} if years else {}


async def _change(conn: Connection, employer: Employer, request: Request) -> None:
    """What was asked for holds, if the employer still is what it was then."""
    is_same = Facts.of(request.kind, employer.details) == request.before
    if not is_same or not may_be_changed(employer.status):
        raise Outdated
    await apply_change(conn, employer, request.kind, request.after)


async def _found(conn: Connection, request_id: UUID, admin: Session) -> tuple[Employer, Request]:
    """The employer is locked before the request, as everywhere."""
    seen = await requests.request_by_id(conn, request_id)
    employer = await employers.employer_for_update(conn, seen.employer_id) if seen else None
    request = await requests.request_for_update(conn, request_id)
    if employer is None or request is None or not may_manage(admin, employer.city):
        raise NotFound
    return employer, request


async def _let_hold(
    conn: Connection, employer: Employer, request: Request, until: date, *, by: Session, at: datetime
) -> None:
    """Who asked is the chief clerk from now on; who was before acts for nobody, in no session either."""
    number = await clerkships.id_number_encrypted_of(conn, employer.id, request.asked_by)
    if number is None or not takes_letters(employer.status):
        raise AskerGone
    if employer.chief_id != request.asked_by:
        await _hand_over(conn, employer, request, number, by=by, at=at)
    assert request.letter_id is not None  # noqa: S101 - a constraint of the table
    await employers.authorise_employer(conn, employer.id, letter_id=request.letter_id, valid_until=until)
    await tell_employer(conn, employer.id)


async def _hand_over(
    conn: Connection, employer: Employer, request: Request, number: str, *, by: Session, at: datetime
) -> None:
    for one in await clerkships.clerkships_of(conn, employer.id):
        if one.is_over or not (one.is_chief or one.account_id == request.asked_by):
            continue
        await clerkships.end_clerkship(conn, one.id, at)
        if one.is_chief:
            await end_sessions_of(conn, one.account_id, at)
            await requests.withdraw_requests(conn, employer.id, asked_by=one.account_id, at=at)
            await _tell(conn, request, one.account_id, "clerkship", is_approved=False, at=at)
    await clerkships.forget_wish(conn, employer.id, request.asked_by, at)
    await clerkships.insert_clerkship(
        conn,
        clerkship_id=derived("clerkship", employer.id, request.id),
        city=employer.city,
        employer_id=employer.id,
        account_id=request.asked_by,
        is_chief=True,
        id_number_encrypted=number,
        appointed_by=by.account_id,
        from_at=at,
    )


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


async def _tell(
    conn: Connection, request: Request, clerk_id: UUID, subject: str, *, is_approved: bool, at: datetime
) -> None:
    await tell_decided(
        conn,
        request.id,
        clerk_id,
        at=at,
        employer_id=request.employer_id,
        clerk_id=clerk_id,
        city=request.city,
        is_approved=is_approved,
        subject=subject,
    )
