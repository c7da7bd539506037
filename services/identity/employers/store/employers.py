"""Employers."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

import asyncpg

from contracts.employers import EmployerKind, EmployerLevel, SuspensionCause
from contracts.normal import names, numbers
from kit.db import Connection, Record
from services.identity.employers.domain.employers import Details, Employer, Status


class CreditCodeTaken(Exception):
    """Another employer has this credit code."""


_LOOKED_FOR = """
    where ($1 = '' or city = $1)
      and (cardinality($2::text[]) = 0 or credit_code = $3 or (
          select bool_and(strpos(translate(lower(name), $4, ''), word) > 0) from unnest($2::text[]) as word
      ))
"""
_SELECT = """
    select employers.*,
           (
               select account_id from clerkships
               where employer_id = employers.id and is_chief and from_at is not null and until_at is null
           ) as chief_id,
           array(
               select employer_names.name from employer_names
               where employer_id = employers.id order by until_at desc
           ) as former_names
    from employers
"""
_OF_CLERK = """
    where id = (
        select employer_id from clerkships
        where account_id = $1 and from_at is not null and until_at is null
    )
"""
_WAY = """
    with recursive way (id, merged_into) as (
        select id, merged_into from employers where id = $1
        union
        select next.id, next.merged_into from way join employers next on next.id = way.merged_into
    )
"""
# In the order of `Details`.
_DETAILS = """
    name, credit_code, kind, level, place, department_id, department, own_committee, legal_representative
"""


def _employer(row: Record) -> Employer:
    details = Details(
        name=row["name"],
        credit_code=row["credit_code"],
        kind=EmployerKind(row["kind"]),
        level=EmployerLevel(row["level"]),
        place=row["place"],
        department_id=row["department_id"],
        department=row["department"],
        own_committee=row["own_committee"],
        legal_representative=row["legal_representative"],
    )
    return Employer(
        id=row["id"],
        city=row["city"],
        chief_id=row["chief_id"],
        details=details,
        status=Status(row["status"]),
        created_at=row["created_at"],
        submitted_at=row["submitted_at"],
        version=row["version"],
        former_names=tuple(row["former_names"]),
        merged_into=row["merged_into"],
        letter_id=row["letter_id"],
        valid_until=row["valid_until"],
        suspended_for=row["suspended_for"],
        is_term_over=row["is_term_over"],
    )


async def insert_employer(conn: Connection, *, employer_id: UUID, city: str, details: Details) -> bool:
    """Add an employer, unless its credit code is taken (or it is there already)."""
    row = await conn.fetchrow(
        f"""
        insert into employers (id, city, {_DETAILS})
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict do nothing
        returning id
        """,  # noqa: S608 - names of ours
        employer_id,
        city,
        *asdict(details).values(),
    )
    return row is not None


async def employer_by_id(conn: Connection, employer_id: UUID) -> Employer | None:
    """The employer with this id."""
    row = await conn.fetchrow(_SELECT + "where id = $1", employer_id)
    return _employer(row) if row else None


async def acting_employer(conn: Connection, employer_id: UUID) -> Employer | None:
    """The employer with this id, or the one at the end of the way into which it was merged."""
    row = await conn.fetchrow(
        _WAY + _SELECT + "where id = (select id from way where merged_into is null)",  # noqa: S608 - words of ours
        employer_id,
    )
    return _employer(row) if row else None


async def employer_for_update(conn: Connection, employer_id: UUID) -> Employer | None:
    """The employer with this id, locked."""
    row = await conn.fetchrow(_SELECT + "where id = $1 for update", employer_id)
    return _employer(row) if row else None


async def employer_of_clerk(conn: Connection, account_id: UUID) -> Employer | None:
    """The employer that this clerk acts for, or will when it is approved."""
    row = await conn.fetchrow(_SELECT + _OF_CLERK, account_id)
    return _employer(row) if row else None


async def employer_of_clerk_for_update(conn: Connection, account_id: UUID) -> Employer | None:
    """The employer that this clerk acts for, locked."""
    row = await conn.fetchrow(_SELECT + _OF_CLERK + "for update", account_id)
    return _employer(row) if row else None


async def employer_by_code(conn: Connection, credit_code: str) -> Employer | None:
    """The employer with this credit code."""
    row = await conn.fetchrow(_SELECT + "where credit_code = $1", credit_code)
    return _employer(row) if row else None


async def is_approved_named(conn: Connection, *, city: str, name: str) -> bool:
    """Whether an employer of this name can be chosen."""
    found: bool = await conn.fetchval(
        "select exists (select from employers where city = $1 and name = $2 and status = 'approved')",
        city,
        name,
    )
    return found


async def employers_of_city(
    conn: Connection, *, city: str, status: str, words: str, limit: int, offset: int
) -> list[Employer]:
    """Employers, the longest waiting first; an empty city, status or word leaves nothing out."""
    rows = await conn.fetch(
        _SELECT + _LOOKED_FOR + "and ($5 = '' or status = $5) order by submitted_at, id limit $6 offset $7",
        city,
        *_looked_for(words),
        status,
        limit,
        offset,
    )
    return [_employer(row) for row in rows]


async def employers_by_status(conn: Connection, *, city: str, words: str) -> Mapping[Status, int]:
    """How many employers stand where."""
    rows = await conn.fetch(
        f"select status, count(*) as number from employers {_LOOKED_FOR} group by status",  # noqa: S608 - text of ours
        city,
        *_looked_for(words),
    )
    found = {row["status"]: row["number"] for row in rows}
    return {status: found.get(status, 0) for status in Status}


def _looked_for(words: str) -> tuple[list[str], str, str]:
    """The words of which each is to be in the name, the code, and what makes no difference in a name."""
    return names.searched(words), numbers.credit_code(words), names.UNSAID


async def resubmit_employer(conn: Connection, employer_id: UUID, details: Details) -> None:
    """Replace the details, which need a letter of their own, or `CreditCodeTaken`."""
    try:
        await conn.execute(
            f"""
            update employers
            set ({_DETAILS}) = ($2, $3, $4, $5, $6, $7, $8, $9, $10),
                status = 'pending_letter', letter_id = null, version = version + 1
            where id = $1
            """,  # noqa: S608 - names of ours
            employer_id,
            *asdict(details).values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise CreditCodeTaken from error


async def submit_employer(conn: Connection, employer_id: UUID, *, letter_id: UUID) -> None:
    """Let it wait for a decision, with this letter."""
    await conn.execute(
        """
        update employers
        set status = 'submitted', submitted_at = now(), letter_id = $2, version = version + 1
        where id = $1
        """,
        employer_id,
        letter_id,
    )


async def close_employer(
    conn: Connection, employer_id: UUID, status: Status, *, valid_until: date | None
) -> None:
    """Write what was decided, and until when it holds."""
    await conn.execute(
        """
        update employers
        set status = $2, valid_until = $3, suspended_for = '', is_term_over = false, version = version + 1
        where id = $1
        """,
        employer_id,
        status,
        valid_until,
    )


async def authorise_employer(
    conn: Connection, employer_id: UUID, *, letter_id: UUID, valid_until: date
) -> None:
    """Let it act by this letter until that day; one that is suspended stays so."""
    await conn.execute(
        """
        update employers
        set status = case status when 'suspended' then status else 'approved' end,
            letter_id = $2, valid_until = $3, is_term_over = false, version = version + 1
        where id = $1
        """,
        employer_id,
        letter_id,
        valid_until,
    )


async def suspend_employer(conn: Connection, employer_id: UUID, cause: SuspensionCause) -> None:
    """Let it act no more, for the time being."""
    await conn.execute(
        "update employers set status = 'suspended', suspended_for = $2, version = version + 1 where id = $1",
        employer_id,
        cause,
    )


async def note_term_over(conn: Connection, employer_id: UUID) -> None:
    """Keep that the term of a suspended one is over."""
    await conn.execute(
        "update employers set is_term_over = true, version = version + 1 where id = $1", employer_id
    )


async def rename_employer(conn: Connection, employer: Employer, name: str, *, former_id: UUID) -> None:
    """Another name; the present one becomes a former one."""
    await conn.execute(
        "insert into employer_names (id, city, employer_id, name, until_at) values ($1, $2, $3, $4, now())",
        former_id,
        employer.city,
        employer.id,
        employer.details.name,
    )
    await conn.execute(
        "update employers set name = $2, version = version + 1 where id = $1", employer.id, name
    )


async def move_employer(
    conn: Connection,
    employer_id: UUID,
    *,
    level: str,
    place: str,
    department_id: UUID | None,
    department: str,
) -> None:
    """Another place and department from now on."""
    await conn.execute(
        """
        update employers
           set level = $2, place = $3, department_id = $4, department = $5,
               own_committee = own_committee and $2 = 'province', version = version + 1
         where id = $1
        """,
        employer_id,
        level,
        place,
        department_id,
        department,
    )


async def merge_employer(conn: Connection, employer_id: UUID, successor_id: UUID) -> None:
    """It is gone for good, and part of the other one."""
    await conn.execute(
        """
        update employers
        set status = 'merged', merged_into = $2, suspended_for = '', is_term_over = false,
            version = version + 1
        where id = $1
        """,
        employer_id,
        successor_id,
    )
