"""The term of an employer's authorisation: whether it still holds, and its end (A2.4, E2.1)."""

from datetime import datetime
from uuid import UUID

from contracts.authorisation import Term, TermStanding
from kit.db import Connection
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.operations.tell_employer import tell_decided, tell_employer
from services.identity.employers.store import employers
from services.identity.employers.store.clerkships import clerkships_of


async def term_standing(conn: Connection, term: Term) -> TermStanding:
    """Whether an employer acts by this term now, and who is its chief clerk."""
    employer = await employers.employer_by_id(conn, term.employer_id)
    if employer is None or not employer.acts_until(term.valid_until):
        return TermStanding(is_current=False)
    return TermStanding(is_current=True, chief_id=employer.chief_id)


async def end_term(conn: Connection, term: Term, *, at: datetime) -> bool:
    """From now on nobody acts for the employer, in no session either. Ended twice is ended once."""
    employer = await employers.employer_for_update(conn, term.employer_id)
    if employer is None or employer.valid_until != term.valid_until:
        return False
    if not employer.acts_until(term.valid_until):
        return employer.status is Status.EXPIRED
    await employers.close_employer(conn, employer.id, Status.EXPIRED, valid_until=term.valid_until)
    for one in await clerkships_of(conn, employer.id):
        if not one.is_over:
            await end_sessions_of(conn, one.account_id, at)
            await _tell_clerk(conn, employer, term, one.account_id, at)
    await tell_employer(conn, employer.id)
    return True


async def _tell_clerk(conn: Connection, employer: Employer, term: Term, clerk_id: UUID, at: datetime) -> None:
    """Each clerk hears on the day that the letter ended, and what to do."""
    last_day = term.valid_until.isoformat()
    await tell_decided(
        conn,
        employer.id,
        "authorisation",
        last_day,
        clerk_id,
        at=at,
        employer_id=employer.id,
        clerk_id=clerk_id,
        city=employer.city,
        is_approved=False,
        subject="authorisation",
    )
