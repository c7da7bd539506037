"""An administrator gives a registered employer another name or department, with the reason (M2.5, M2.6)."""

from uuid import UUID

from cities import Cities
from kit.clock import now
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import Employer
from services.identity.employers.operations.register_employer import choices
from services.identity.employers.store.employers import employer_for_update
from services.identity.requests.domain.changes import Move, Renaming
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Asked, Facts, State, may_be_changed
from services.identity.requests.operations.apply import let_hold
from services.identity.requests.store import requests


async def rename(
    conn: Connection, employer_id: UUID, typed: Renaming, *, version: int, admin: Session
) -> None:
    """Give it another name from now on; what was sealed keeps the old one. Sent twice it is renamed once."""
    employer = await registered_employer(conn, employer_id, admin)
    if (employer.version, employer.details.name) == (version + 1, typed.name):
        return
    refuse(typed.faults(employer.details))
    await _change(conn, employer, Kind.RENAMING, typed.facts(), typed.why, version, admin)


async def move(
    conn: Connection, employer_id: UUID, typed: Move, *, version: int, cities: Cities, admin: Session
) -> None:
    """What is under way keeps the route it began with. Sent twice it is moved once."""
    employer = await registered_employer(conn, employer_id, admin)
    chosen = choices(cities, employer.city).get(typed.affiliation)
    before = Facts.of(Kind.SUPERIOR, employer.details)
    if chosen and (employer.version, before) == (version + 1, typed.facts(chosen)):
        return
    refuse(typed.faults(employer.details, chosen))
    assert chosen is not None  # noqa: S101 - refused above
    await _change(conn, employer, Kind.SUPERIOR, typed.facts(chosen), typed.why, version, admin)


async def _change(
    conn: Connection, employer: Employer, kind: Kind, after: Facts, why: str, version: int, admin: Session
) -> None:
    if employer.version != version:
        raise Stale
    await keep_change(conn, employer, kind, after, why=why, admin=admin)
    await let_hold(conn, employer, kind, after)


async def registered_employer(conn: Connection, employer_id: UUID, admin: Session) -> Employer:
    """An employer that may be changed, locked."""
    employer = await employer_for_update(conn, employer_id)
    if employer is None or not may_manage(admin, employer.city) or not may_be_changed(employer.status):
        raise NotFound
    return employer


def change_id(employer_id: UUID, version: int) -> UUID:
    """Of an employer as it was then an administrator changes one thing; the next is another version's."""
    return derived("request", employer_id, version)


async def keep_change(
    conn: Connection, employer: Employer, kind: Kind, after: Facts, *, why: str, admin: Session
) -> None:
    """What an administrator changes is asked and approved in one act."""
    asked = Asked(
        id=change_id(employer.id, employer.version),
        city=employer.city,
        kind=kind,
        asked_by=admin.account_id,
        employer_id=employer.id,
        before=Facts.of(kind, employer.details),
        after=after,
        why=why,
    )
    await requests.insert_request(conn, asked)
    await requests.close_request(
        conn, asked.id, State.APPROVED, reason=why, decided_by=admin.account_id, at=now()
    )
