"""Results of votes."""

from dataclasses import asdict
from uuid import UUID

from contracts.case import SectionRef
from contracts.sections.result import ResultInterview, ResultMeeting
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.reference import reference
from kit.rows import columns, insert, read
from services.review.results.domain import Result


async def insert_result(conn: Connection, result: Result) -> bool:
    """Store a result; false when the candidate has one."""
    values = columns(result)
    del values["sealed"]
    return await insert(conn, "results", "on conflict (candidate_id) do nothing", **values)


async def result(conn: Connection, candidate_id: UUID) -> Result | None:
    """What was recorded of a candidate."""
    return _result(await conn.fetchrow("select * from results where candidate_id = $1", candidate_id))


async def result_of_stage(conn: Connection, application_id: UUID, round_: int, stage: str) -> Result | None:
    """What was recorded of a case at a committee, and counts."""
    row = await conn.fetchrow(
        """
        select * from results
         where application_id = $1 and round = $2 and stage = $3 and set_aside_by is null
        """,
        application_id,
        round_,
        stage,
    )
    return _result(row)


async def newest(conn: Connection, application_id: UUID) -> Result | None:
    """What was recorded last of a case, and counts."""
    row = await conn.fetchrow(
        """
        select * from results where application_id = $1 and set_aside_by is null
         order by recorded_at desc, candidate_id limit 1
        """,
        application_id,
    )
    return _result(row)


async def is_recorded(conn: Connection, meeting_id: UUID) -> bool:
    """Whether what a meeting voted was recorded: all of it at once."""
    return (
        await conn.fetchval("select exists (select from results where meeting_id = $1)", meeting_id) is True
    )


async def meeting_of(conn: Connection, meeting_id: UUID) -> ResultMeeting | None:
    """The meeting that voted, as a sealed result tells it; none recorded before there were digests."""
    row = await conn.fetchrow("select * from meetings where id = $1 and minutes_sha256 <> ''", meeting_id)
    return read(ResultMeeting, row, number=reference(meeting_id))


async def interview_of(conn: Connection, cipher: FieldCipher, candidate_id: UUID) -> ResultInterview | None:
    """What came of a candidate's interview; none where there was none, or nothing was recorded."""
    row = await conn.fetchrow(
        "select begins_at, outcome, said_encrypted from interviews where id = $1 and outcome <> ''",
        candidate_id,
    )
    held_on = row["begins_at"].astimezone(SHANGHAI).date() if row else None
    return read(ResultInterview, row, cipher, held_on=held_on)


async def note_sealed(conn: Connection, candidate_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed result lies."""
    await conn.execute("update results set sealed = $2 where candidate_id = $1", candidate_id, asdict(ref))


async def delete_of_person(conn: Connection, person_id: UUID) -> None:
    """Forget a person's results, and what became of them."""
    await conn.execute("delete from releases where person_id = $1", person_id)
    await conn.execute("delete from results where person_id = $1", person_id)


def _result(row: Record | None) -> Result | None:
    if row is None:
        return None
    return read(Result, row, sealed=SectionRef(**row["sealed"]) if row["sealed"] else None)
