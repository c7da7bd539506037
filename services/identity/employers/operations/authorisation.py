"""The term of an employer's authorisation: whether it still holds, and its end (A2.4, E2.1)."""

from datetime import datetime

from contracts.authorisation import Term, TermStanding
from kit.db import Connection
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import employers
from services.identity.employers.store.clerkships import clerkships_of


async def term_standing(conn: Connection, term: Term) -> TermStanding:
    """Whether this term is an employer's now, and whom to remind: nobody while it is suspended."""
    employer = await employers.employer_by_id(conn, term.employer_id)
    if employer is None or not employer.has_term(term.valid_until):
        return TermStanding(is_current=False)
    return TermStanding(
        is_current=True, chief_id=employer.chief_id if employer.status is Status.APPROVED else None
    )


async def end_term(conn: Connection, term: Term, *, at: datetime) -> bool:
    """From now on nobody acts for the employer, in no session either. Ended twice is ended once.

    One that is suspended stays so; that its term is over counts when it is let act again.
    """
    employer = await employers.employer_for_update(conn, term.employer_id)
    if employer is None or employer.valid_until != term.valid_until:
        return False
    if not employer.has_term(term.valid_until):
        return employer.status is Status.EXPIRED
    if employer.status is Status.SUSPENDED:
        await _note_over(conn, employer)
        return True
    await expire(conn, employer, at)
    return True


async def _note_over(conn: Connection, employer: Employer) -> None:
    """Who is about to let it act again has to look once more."""
    if not employer.is_term_over:
        await employers.note_term_over(conn, employer.id)
        await tell_employer(conn, employer.id)


async def expire(conn: Connection, employer: Employer, at: datetime) -> None:
    """The letter does not hold any more: each clerk hears so, and what to do. The employer is locked."""
    await employers.close_employer(conn, employer.id, Status.EXPIRED, valid_until=employer.valid_until)
    assert employer.valid_until is not None  # noqa: S101 - who acted did so until a day
    await sign_out_clerks(
        conn, employer, "authorisation", employer.valid_until.isoformat(), is_approved=False, at=at
    )
    await tell_employer(conn, employer.id)


async def sign_out_clerks(
    conn: Connection, employer: Employer, subject: str, occasion: object, *, is_approved: bool, at: datetime
) -> None:
    """Sessions tell for whom a clerk acts: all of them end, and each clerk hears why, once."""
    for one in await clerkships_of(conn, employer.id):
        if one.is_over:
            continue
        await end_sessions_of(conn, one.account_id, at)
        await tell_decided(
            conn,
            employer.id,
            subject,
            occasion,
            one.account_id,
            at=at,
            employer_id=employer.id,
            clerk_id=one.account_id,
            city=employer.city,
            is_approved=is_approved,
            subject=subject,
        )
