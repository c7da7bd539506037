"""Interviews of those whom a roster calls to one."""

from uuid import UUID

from contracts.results import Spoken
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.review.meetings.domain.interviews import Interview, Interviewee
from services.review.meetings.domain.meetings import Meeting
from services.review.rosters.domain import INTERVIEWED, SPECIAL
from services.review.rosters.store import IN_ORDER, entry_in

RANK = SPECIAL.index(INTERVIEWED)


async def interviewees_of(conn: Connection, cipher: FieldCipher, meeting: Meeting) -> list[Interviewee]:
    """Who of the plan is interviewed and stands before no other meeting, in the order of the roster."""
    rows = await conn.fetch(
        f"""
        select c.id as candidate_id, c.application_id, c.person_id, c.number, c.entry_encrypted, i.*
          from candidates c
          left join interviews i on i.id = c.id
         where c.office_id = $1 and c.plan = $2 and c.number is not null and c.special_rank = $3
           and c.returned_at is null
           and (i.meeting_id is null or i.meeting_id = $4)
           and not exists (
               select from agenda a where a.candidate_id = c.id and a.meeting_id <> $4)
         order by {IN_ORDER}
        """,  # noqa: S608 - words of ours
        meeting.office_id,
        meeting.plan,
        RANK,
        meeting.id,
    )
    return [_interviewee(row, cipher) for row in rows]


async def interviews_of(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> dict[UUID, Interview]:
    """Those of a meeting, by case."""
    rows = await conn.fetch(
        """
        select c.application_id, i.* from interviews i join candidates c on c.id = i.id
         where i.meeting_id = $1
        """,
        meeting_id,
    )
    return {row["application_id"]: read(Interview, row, cipher) for row in rows}


async def put_called(conn: Connection, cipher: FieldCipher, called: Interview) -> None:
    """When and where somebody comes, in place of what was told before."""
    await insert(
        conn,
        "interviews",
        """
        on conflict (id) do update set position = excluded.position, begins_at = excluded.begins_at,
           place = excluded.place, called_by_name = excluded.called_by_name
        """,
        **columns(called, cipher, "said"),
    )


async def put_outcome(
    conn: Connection, cipher: FieldCipher, candidate_id: UUID, outcome: Spoken, said: str, by_name: str
) -> None:
    """What came of one, in place of what was recorded before."""
    await conn.execute(
        """
        update interviews set outcome = $2, said_encrypted = $3, recorded_by_name = $4
         where id = $1
        """,
        candidate_id,
        outcome,
        cipher.encrypt(said),
        by_name,
    )


def _interviewee(row: Record, cipher: FieldCipher) -> Interviewee:
    entry = entry_in(row, cipher)
    return Interviewee(
        candidate_id=row["candidate_id"],
        application_id=row["application_id"],
        person_id=row["person_id"],
        number=row["number"],
        name=entry.name,
        employer=entry.employer,
        interview=read(Interview, row, cipher) if row["meeting_id"] else None,
    )
