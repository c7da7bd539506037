"""Meetings, and the order of their draw."""

from datetime import datetime
from uuid import UUID

from contracts.sections.result import ResultMeeting
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.meetings.domain.meetings import Meeting, Seat, Standing


async def insert_meeting(conn: Connection, cipher: FieldCipher, meeting: Meeting) -> bool:
    """Keep a new one; false if there is one with this id."""
    return await insert(conn, "meetings", "on conflict (id) do nothing", **columns(meeting, cipher, "seed"))


async def meetings_of(conn: Connection, cipher: FieldCipher, office_id: UUID) -> list[Meeting]:
    """Those of an office, the newest first."""
    rows = await conn.fetch(
        "select * from meetings where office_id = $1 order by held_on desc, created_at desc", office_id
    )
    return [read(Meeting, row, cipher) for row in rows]


async def meeting(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> Meeting | None:
    """One meeting."""
    row = await conn.fetchrow("select * from meetings where id = $1", meeting_id)
    return read(Meeting, row, cipher)


async def meeting_for_update(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> Meeting | None:
    """One meeting, held until the transaction ends."""
    row = await conn.fetchrow("select * from meetings where id = $1 for update", meeting_id)
    return read(Meeting, row, cipher)


async def put_drawn(conn: Connection, meeting_id: UUID, *, by_name: str, at: datetime) -> None:
    """The draw was made."""
    await conn.execute(
        "update meetings set drawn_at = $2, drawn_by_name = $3, version = version + 1 where id = $1",
        meeting_id,
        at,
        by_name,
    )


async def put_digests(conn: Connection, meeting_id: UUID, told: ResultMeeting) -> None:
    """What the papers of a meeting say, as it is sealed with each result."""
    await conn.execute(
        "update meetings set minutes_sha256 = $2, vote_sheet_sha256 = $3 where id = $1",
        meeting_id,
        told.minutes_sha256,
        told.vote_sheet_sha256,
    )


async def insert_seats(conn: Connection, seats: list[Seat]) -> None:
    """Keep the whole order."""
    for seat in seats:
        await insert(conn, "seats", **columns(seat))


async def seats_of(conn: Connection, meeting_id: UUID) -> list[Seat]:
    """The order of a draw, by category."""
    rows = await conn.fetch(
        "select * from seats where meeting_id = $1 order by category, position", meeting_id
    )
    return [read(Seat, row) for row in rows]


async def put_replaced(conn: Connection, left: Seat, *, why: str, by_name: str, at: datetime) -> None:
    """Somebody cannot come."""
    await conn.execute(
        """
        update seats set standing = $3, why = $4, changed_by_name = $5, changed_at = $6
         where meeting_id = $1 and expert_id = $2
        """,
        left.meeting_id,
        left.expert_id,
        Standing.REPLACED,
        why,
        by_name,
        at,
    )


async def put_successor(conn: Connection, came: Seat, left: Seat, *, by_name: str, at: datetime) -> None:
    """Somebody comes instead."""
    await conn.execute(
        """
        update seats set standing = $3, replaces = $4, changed_by_name = $5, changed_at = $6
         where meeting_id = $1 and expert_id = $2
        """,
        came.meeting_id,
        came.expert_id,
        Standing.MEMBER,
        left.expert_id,
        by_name,
        at,
    )


async def next_version(conn: Connection, meeting_id: UUID) -> None:
    """Pages that were made before are old."""
    await conn.execute("update meetings set version = version + 1 where id = $1", meeting_id)
