"""Who acts for which employer, from when until when."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read
from services.identity.employers.domain.clerkships import Clerkship

_SELECT = """
    select clerkships.id, employer_id, account_id, accounts.name, accounts.mobile_encrypted, is_chief,
           appointer.name as appointed_by, from_at, until_at
    from clerkships
    join accounts on accounts.id = account_id
    join accounts appointer on appointer.id = clerkships.appointed_by
"""


async def insert_clerkship(
    conn: Connection,
    *,
    clerkship_id: UUID,
    city: str,
    employer_id: UUID,
    account_id: UUID,
    is_chief: bool,
    id_number_encrypted: str,
    appointed_by: UUID,
    from_at: datetime | None,
) -> None:
    """Let somebody act for an employer, or ask for it (without `from_at`)."""
    await insert(
        conn,
        "clerkships",
        id=clerkship_id,
        city=city,
        employer_id=employer_id,
        account_id=account_id,
        is_chief=is_chief,
        id_number_encrypted=id_number_encrypted,
        appointed_by=appointed_by,
        from_at=from_at,
    )


async def id_number_of(conn: Connection, account_id: UUID) -> str:
    """A clerk's ID number, encrypted; empty where none was asked for."""
    return (
        await conn.fetchval(
            "select id_number_encrypted from clerkships where account_id = $1 and until_at is null",
            account_id,
        )
        or ""
    )


async def clerkships_of(conn: Connection, employer_id: UUID) -> list[Clerkship]:
    """Who acts and acted for an employer: the chief first, then in the order of their beginnings."""
    rows = await conn.fetch(
        _SELECT
        + "where employer_id = $1 and from_at is not null order by is_chief desc, from_at, clerkships.id",
        employer_id,
    )
    return [read(Clerkship, row) for row in rows]


async def clerkship_of(conn: Connection, account_id: UUID) -> Clerkship | None:
    """By what somebody acts for an employer now."""
    row = await conn.fetchrow(
        _SELECT + "where account_id = $1 and from_at is not null and until_at is null", account_id
    )
    return read(Clerkship, row)


async def wanted_employer(conn: Connection, account_id: UUID) -> UUID | None:
    """The employer for which somebody wants to act and does not yet."""
    found: UUID | None = await conn.fetchval(
        "select employer_id from clerkships where account_id = $1 and from_at is null and until_at is null",
        account_id,
    )
    return found


async def id_number_encrypted_of(conn: Connection, employer_id: UUID, account_id: UUID) -> str | None:
    """The ID number under which somebody acts for an employer, or wants to; none when they do neither."""
    found: str | None = await conn.fetchval(
        """
        select id_number_encrypted from clerkships
        where employer_id = $1 and account_id = $2 and until_at is null
        """,
        employer_id,
        account_id,
    )
    return found


async def forget_wish(conn: Connection, employer_id: UUID, account_id: UUID, at: datetime) -> None:
    """What was only wanted is wanted no more."""
    await conn.execute(
        """
        update clerkships set until_at = $3
        where employer_id = $1 and account_id = $2 and from_at is null and until_at is null
        """,
        employer_id,
        account_id,
        at,
    )


async def end_clerkships(conn: Connection, employer_id: UUID, at: datetime) -> list[UUID]:
    """Nobody acts for this employer any more, or wants to; whoever did."""
    rows = await conn.fetch(
        """
        update clerkships set until_at = $2
        where employer_id = $1 and until_at is null
        returning account_id, from_at is not null as did
        """,
        employer_id,
        at,
    )
    return [row["account_id"] for row in rows if row["did"]]


async def end_clerkship(conn: Connection, clerkship_id: UUID, at: datetime) -> None:
    """From then on nobody acts by it."""
    await conn.execute(
        "update clerkships set until_at = $2 where id = $1 and until_at is null", clerkship_id, at
    )
