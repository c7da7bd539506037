"""What the groups of a meeting wrote; it is encrypted."""

from collections.abc import Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.meetings.domain.opinions import Opinion


async def put_opinion(conn: Connection, cipher: FieldCipher, one: Opinion) -> None:
    """What a group wrote, in place of what it wrote before."""
    await insert(
        conn,
        "group_opinions",
        """
        on conflict (id) do update set meeting_id = excluded.meeting_id,
           text_encrypted = excluded.text_encrypted, recorded_by_name = excluded.recorded_by_name,
           recorded_at = excluded.recorded_at
        """,
        **columns(one, cipher, "text"),
    )


async def opinions_of(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> dict[UUID, Opinion]:
    """Those of a meeting, by case."""
    rows = await conn.fetch(
        """
        select c.application_id, o.* from group_opinions o join candidates c on c.id = o.id
         where o.meeting_id = $1
        """,
        meeting_id,
    )
    return {row["application_id"]: read(Opinion, row, cipher) for row in rows}


async def people_of(conn: Connection, candidates: Sequence[UUID]) -> list[UUID]:
    """Whose cases these are."""
    rows = await conn.fetch("select person_id from candidates where id = any($1)", list(candidates))
    return [row["person_id"] for row in rows]
