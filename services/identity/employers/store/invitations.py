"""Invitations of units that are not registered yet."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read
from services.identity.employers.domain.employers import Employer
from services.identity.employers.domain.invitations import Invitation

_SELECT = "select id, city, name, created_at as asked_at, employer_id, told_at from invitations "


async def insert_invitation(
    conn: Connection, *, invitation_id: UUID, city: str, account_id: UUID, name: str
) -> None:
    """Keep one, unless it is there."""
    await insert(
        conn,
        "invitations",
        "on conflict do nothing",
        id=invitation_id,
        city=city,
        account_id=account_id,
        name=name,
    )


async def invitation_by_id(conn: Connection, invitation_id: UUID) -> Invitation | None:
    """An invitation."""
    row = await conn.fetchrow(_SELECT + "where id = $1", invitation_id)
    return read(Invitation, row)


async def invitations_of(conn: Connection, account_id: UUID) -> list[Invitation]:
    """What somebody sent out, the newest first."""
    rows = await conn.fetch(_SELECT + "where account_id = $1 order by created_at desc, id", account_id)
    return [read(Invitation, row) for row in rows]


async def note_registered(conn: Connection, invitation_id: UUID, employer_id: UUID, city: str) -> None:
    """A unit of the city registered by this link; the first one counts."""
    await conn.execute(
        "update invitations set employer_id = $2 where id = $1 and city = $3 and employer_id is null",
        invitation_id,
        employer_id,
        city,
    )


async def tell_all(conn: Connection, employer: Employer, at: datetime) -> list[tuple[UUID, UUID]]:
    """Who invited this unit and was not told yet: each invitation with its inviter, told from now on."""
    rows = await conn.fetch(
        """
        update invitations set told_at = $4, employer_id = $1
        where told_at is null and (employer_id = $1 or (city = $2 and name = $3))
        returning id, account_id
        """,
        employer.id,
        employer.city,
        employer.details.name,
        at,
    )
    return [(row["id"], row["account_id"]) for row in rows]
