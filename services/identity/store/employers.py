"""Employers and the decisions on their registration."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

import asyncpg

from kit.db import Connection, Record
from services.identity.domain.employers import Decision, Details, Employer, Kind, Level, Status


class CreditCodeTaken(Exception):
    """Another employer has this credit code."""


_SELECT = """
    select id, city, clerk_id, name, credit_code, kind, level, place, department_id, department, status,
           created_at, submitted_at, version
    from employers
"""


def _employer(row: Record) -> Employer:
    details = Details(
        name=row["name"],
        credit_code=row["credit_code"],
        kind=Kind(row["kind"]),
        level=Level(row["level"]),
        place=row["place"],
        department_id=row["department_id"],
        department=row["department"],
    )
    return Employer(
        id=row["id"],
        city=row["city"],
        clerk_id=row["clerk_id"],
        details=details,
        status=Status(row["status"]),
        created_at=row["created_at"],
        submitted_at=row["submitted_at"],
        version=row["version"],
    )


async def insert_employer(
    conn: Connection, *, employer_id: UUID, city: str, clerk_id: UUID, details: Details
) -> bool:
    """Add an employer, unless its credit code is taken (or it is there already)."""
    row = await conn.fetchrow(
        """
        insert into employers
            (id, city, clerk_id, name, credit_code, kind, level, place, department_id, department)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing
        returning id
        """,
        employer_id,
        city,
        clerk_id,
        *asdict(details).values(),
    )
    return row is not None


async def employer_by_id(conn: Connection, employer_id: UUID) -> Employer | None:
    """The employer with this id."""
    row = await conn.fetchrow(_SELECT + "where id = $1", employer_id)
    return _employer(row) if row else None


async def employer_for_update(conn: Connection, employer_id: UUID) -> Employer | None:
    """The employer with this id, locked."""
    row = await conn.fetchrow(_SELECT + "where id = $1 for update", employer_id)
    return _employer(row) if row else None


async def employer_of_clerk(conn: Connection, clerk_id: UUID) -> Employer | None:
    """The employer that this clerk registered."""
    row = await conn.fetchrow(_SELECT + "where clerk_id = $1", clerk_id)
    return _employer(row) if row else None


async def employer_of_clerk_for_update(conn: Connection, clerk_id: UUID) -> Employer | None:
    """The employer that this clerk registered, locked."""
    row = await conn.fetchrow(_SELECT + "where clerk_id = $1 for update", clerk_id)
    return _employer(row) if row else None


async def employers_of_city(
    conn: Connection, *, city: str, status: str, words: str, limit: int, offset: int
) -> list[Employer]:
    """Employers, the longest waiting first; an empty city, status or word leaves nothing out."""
    rows = await conn.fetch(
        _SELECT
        + """
        where ($1 = '' or city = $1) and ($2 = '' or status = $2)
          and ($3 = '' or strpos(name, $3) > 0 or credit_code = upper($3))
        order by submitted_at, id
        limit $4 offset $5
        """,
        city,
        status,
        words,
        limit,
        offset,
    )
    return [_employer(row) for row in rows]


async def employers_by_status(conn: Connection, *, city: str, words: str) -> Mapping[Status, int]:
    """How many employers stand where."""
    rows = await conn.fetch(
        """
        select status, count(*) as number from employers
        where ($1 = '' or city = $1) and ($2 = '' or strpos(name, $2) > 0 or credit_code = upper($2))
        group by status
        """,
        city,
        words,
    )
    found = {row["status"]: row["number"] for row in rows}
    return {status: found.get(status, 0) for status in Status}


async def resubmit_employer(conn: Connection, employer_id: UUID, details: Details) -> None:
    """Replace what was refused and let it wait for a decision again, or `CreditCodeTaken`."""
    try:
        await conn.execute(
            """
            update employers
            set name = $2, credit_code = $3, kind = $4, level = $5, place = $6, department_id = $7,
                department = $8, status = 'pending', submitted_at = now(), version = version + 1
            where id = $1
            """,
            employer_id,
            *asdict(details).values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise CreditCodeTaken from error


async def close_employer(conn: Connection, employer_id: UUID, status: Status) -> None:
    """Write what was decided."""
    await conn.execute(
        "update employers set status = $2, version = version + 1 where id = $1", employer_id, status
    )


async def insert_decision(
    conn: Connection,
    *,
    decision_id: UUID,
    employer: Employer,
    is_approved: bool,
    reason: str,
    decided_by: UUID,
) -> None:
    """Record a decision on the employer as it was."""
    await conn.execute(
        """
        insert into employer_decisions
            (id, employer_id, city, employer_version, is_approved, reason, decided_by)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        decision_id,
        employer.id,
        employer.city,
        employer.version,
        is_approved,
        reason,
        decided_by,
    )


async def decisions_on(conn: Connection, employer_id: UUID) -> list[Decision]:
    """Every decision on an employer, the newest first."""
    rows = await conn.fetch(
        """
        select employer_version, is_approved, reason, decided_by, accounts.name as decider,
               employer_decisions.created_at as decided_at
        from employer_decisions join accounts on accounts.id = decided_by
        where employer_id = $1
        order by employer_version desc
        """,
        employer_id,
    )
    return [Decision(**row) for row in rows]
