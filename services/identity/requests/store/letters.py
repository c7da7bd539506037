"""Stamped letters of authorisation (用人单位委托证明), old ones too."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from services.identity.requests.domain.letters import Letter

_SELECT = """
    select id, employer_id, account_id, file_id, name, pages, uploaded_at, submitted_at, occasion from letters
    """


def _letter(row: Record) -> Letter:
    return Letter(**dict(row))


async def insert_letter(
    conn: Connection,
    *,
    letter_id: UUID,
    city: str,
    employer_id: UUID,
    account_id: UUID,
    file_id: UUID,
    name: str,
    bytes_: int,
    pages: int,
    sha256: str,
    occasion: str,
) -> None:
    """Keep that a scan was uploaded; the same file again is the same letter."""
    await conn.execute(
        """
        insert into letters (id, city, employer_id, account_id, file_id, name, bytes, pages, sha256, occasion)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict do nothing
        """,
        letter_id,
        city,
        employer_id,
        account_id,
        file_id,
        name,
        bytes_,
        pages,
        sha256,
        occasion,
    )


async def letters_of(conn: Connection, employer_id: UUID) -> list[Letter]:
    """Every letter of an employer, the newest first."""
    rows = await conn.fetch(_SELECT + "where employer_id = $1 order by uploaded_at desc, id", employer_id)
    return [_letter(row) for row in rows]


async def same_letter(conn: Connection, employer_id: UUID, *, letter_id: UUID, sha256: str) -> Letter | None:
    """A letter of this employer that is the same scan; one that was handed in before others."""
    row = await conn.fetchrow(
        _SELECT
        + """
        where employer_id = $1 and (id = $2 or sha256 = $3)
        order by submitted_at nulls last, uploaded_at, id limit 1
        """,
        employer_id,
        letter_id,
        sha256,
    )
    return _letter(row) if row else None


async def unsubmitted_letter(conn: Connection, employer_id: UUID, account_id: UUID) -> Letter | None:
    """The scan that somebody uploaded last and did not submit yet, whatever it was for."""
    row = await conn.fetchrow(
        _SELECT
        + """
        where employer_id = $1 and account_id = $2 and submitted_at is null
        order by uploaded_at desc, id limit 1
        """,
        employer_id,
        account_id,
    )
    return _letter(row) if row else None


async def letter_by_id(conn: Connection, letter_id: UUID) -> Letter | None:
    """A letter."""
    row = await conn.fetchrow(_SELECT + "where id = $1", letter_id)
    return _letter(row) if row else None


async def submit_letter(conn: Connection, letter_id: UUID, at: datetime) -> None:
    """Write down when a letter was submitted first."""
    await conn.execute(
        "update letters set submitted_at = coalesce(submitted_at, $2) where id = $1", letter_id, at
    )
