"""Seats with their links, the cases of a meeting, recusals, and ballots that name nobody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from contracts.case import Manifest
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.review.meetings.domain.ballots import VOTED_BEFORE, Case, Member, Part, Recusal, Tally
from services.review.results.domain import Candidate
from services.review.rosters.store import IN_ORDER, entry_in

MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


async def members_of(conn: Connection, meeting_id: UUID) -> list[Member]:
    """The members of a meeting."""
    rows = await conn.fetch(
        """
        select * from seats where meeting_id = $1 and standing = 'member' order by category, position
        """,
        meeting_id,
    )
    return [read(Member, row) for row in rows]


async def meeting_of_token(conn: Connection, token: str) -> UUID | None:
    """The meeting to which a link leads."""
    found: UUID | None = await conn.fetchval(
        "select meeting_id from seats where token_fingerprint = $1", token
    )
    return found


async def member_of_token(conn: Connection, token: str) -> Member | None:
    """The member to whom a link belongs; nobody who was replaced."""
    row = await conn.fetchrow(
        "select * from seats where token_fingerprint = $1 and standing = 'member'", token
    )
    return read(Member, row)


async def put_link(conn: Connection, member: Member, token: str) -> None:
    """Another link; the last one leads nowhere."""
    await conn.execute(
        """
        update seats set token_fingerprint = $3, links = links + 1, failures = 0, codes = 0, opened_by = '',
               code_fingerprint = '', code_expires_at = null
         where meeting_id = $1 and expert_id = $2
        """,
        member.meeting_id,
        member.expert_id,
        token,
    )


async def put_code(conn: Connection, member: Member, code: str, expires_at: datetime) -> None:
    """The code that was sent last."""
    await conn.execute(
        """
        update seats set code_fingerprint = $3, code_expires_at = $4, codes = codes + 1
         where meeting_id = $1 and expert_id = $2
        """,
        member.meeting_id,
        member.expert_id,
        code,
        expires_at,
    )


async def count_failure(conn: Connection, member: Member) -> None:
    """Somebody typed another number, or another code."""
    await conn.execute(
        "update seats set failures = failures + 1 where meeting_id = $1 and expert_id = $2",
        member.meeting_id,
        member.expert_id,
    )


async def open_for(conn: Connection, member: Member, browser: str) -> None:
    """This browser proved the number; the code is used up."""
    await conn.execute(
        """
        update seats set opened_by = $3, code_fingerprint = '', code_expires_at = null
         where meeting_id = $1 and expert_id = $2
        """,
        member.meeting_id,
        member.expert_id,
        browser,
    )


async def put_present(conn: Connection, member: Member) -> None:
    """The member is there."""
    await conn.execute(
        "update seats set is_present = true where meeting_id = $1 and expert_id = $2",
        member.meeting_id,
        member.expert_id,
    )


async def put_part(conn: Connection, meeting_id: UUID, expert_id: UUID, part: Part) -> None:
    """Who leads; there is one chair."""
    await conn.execute(
        "update seats set part = '' where meeting_id = $1 and part = 'chair' and $2 = 'chair'",
        meeting_id,
        part,
    )
    await conn.execute(
        "update seats set part = $3 where meeting_id = $1 and expert_id = $2", meeting_id, expert_id, part
    )


async def to_vote_on(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str
) -> list[tuple[Case, Manifest]]:
    """Who has a number on the roster of a plan, and was neither before a meeting nor has a result."""
    rows = await conn.fetch(
        f"""
        select c.* from candidates c
         where c.office_id = $1 and c.plan = $2 and c.number is not null and c.returned_at is null
           and not exists (select from results r where r.candidate_id = c.id)
           and not exists (
               select from agenda a where a.candidate_id = c.id)
         order by {IN_ORDER}
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
    )
    return [(_case(row, cipher), MANIFEST.validate_python(row["manifest"])) for row in rows]


async def candidates_of(conn: Connection, meeting_id: UUID) -> list[Candidate]:
    """Those who were voted on, as their results need them; nobody whose data were erased."""
    rows = await conn.fetch(
        f"""
        select c.id, c.application_id, c.person_id, c.city, c.plan, c.office_id, c.stage, c.round,
               c.number as place, c.version as roster
          from agenda a
          join meetings m on m.id = a.meeting_id
          join candidates c on c.id = a.candidate_id
         where m.id = $1 and c.number is not null
         order by {IN_ORDER}
        """,  # noqa: S608 - words of ours
        meeting_id,
    )
    return [read(Candidate, row) for row in rows]


async def titles_of(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> dict[UUID, str]:
    """What each of them applies for, as the roster says it."""
    rows = await conn.fetch(
        """
        select c.application_id, c.entry_encrypted
          from agenda a
          join meetings m on m.id = a.meeting_id
          join candidates c on c.id = a.candidate_id
         where m.id = $1 and c.number is not null
        """,
        meeting_id,
    )
    return {row["application_id"]: entry_in(row, cipher).title_applied for row in rows}


async def insert_agenda(
    conn: Connection, cipher: FieldCipher, meeting_id: UUID, cases: Sequence[Case]
) -> None:
    """Fix what is voted on."""
    for case in cases:
        await insert(conn, "agenda", meeting_id=meeting_id, **columns(case, cipher, "applicant"))


async def agenda_of(conn: Connection, cipher: FieldCipher, meeting_id: UUID) -> list[Case]:
    """What is voted on, in the order of the roster; last whoever was erased from it."""
    rows = await conn.fetch(
        f"""
        select a.* from agenda a
          join meetings m on m.id = a.meeting_id
          left join candidates c on c.id = a.candidate_id
         where a.meeting_id = $1
         order by {IN_ORDER}, a.place
        """,  # noqa: S608 - words of ours
        meeting_id,
    )
    return [read(Case, row, cipher) for row in rows]


async def voted_before(conn: Connection, office_id: UUID, plan: str) -> list[Recusal]:
    """Who took part in the vote on a case whose result was set aside, while it waits for another vote."""
    rows = await conn.fetch(
        """
        select distinct r.application_id, s.expert_id
          from results r
          join seats s on s.meeting_id = r.meeting_id and s.standing = 'member' and s.is_present
         where r.office_id = $1 and r.plan = $2 and r.set_aside_by is not null
           and exists (
               select from candidates c
                where c.application_id = r.application_id and c.office_id = r.office_id
                  and c.returned_at is null
                  and not exists (select from results x where x.candidate_id = c.id)
                  and not exists (select from agenda a where a.candidate_id = c.id))
         order by r.application_id, s.expert_id
        """,
        office_id,
        plan,
    )
    return [read(Recusal, row, why=VOTED_BEFORE, is_declared=False) for row in rows]


async def insert_recusal(conn: Connection, meeting_id: UUID, recusal: Recusal) -> None:
    """Note that an expert has no part in a case; the first reason stays."""
    await insert(conn, "recusals", "on conflict do nothing", meeting_id=meeting_id, **columns(recusal))


async def recusals_of(conn: Connection, meeting_id: UUID) -> list[Recusal]:
    """Who has no part in what."""
    rows = await conn.fetch("select * from recusals where meeting_id = $1", meeting_id)
    return [read(Recusal, row) for row in rows]


async def put_open(
    conn: Connection, meeting_id: UUID, *, at: datetime, by_name: str, by_paper: bool, recused_counts: bool
) -> None:
    """Voting begins."""
    await conn.execute(
        """
        update meetings set opened_at = $2, opened_by_name = $3, recused_counts = $4, by_paper = $5,
               version = version + 1
         where id = $1
        """,
        meeting_id,
        at,
        by_name,
        recused_counts,
        by_paper,
    )


async def put_closed(conn: Connection, meeting_id: UUID, expert_id: UUID, at: datetime) -> bool:
    """Voting is over; false when somebody else was first."""
    row = await conn.fetchrow(
        """
        update meetings set closed_at = $3, closed_by = $2, version = version + 1
         where id = $1 and opened_at is not null and closed_at is null
        returning id
        """,
        meeting_id,
        expert_id,
        at,
    )
    return row is not None


async def put_vote(
    conn: Connection, mark: str, meeting_id: UUID, application_id: UUID, *, is_yes: bool
) -> None:
    """A vote, in place of the one that the same browser gave before."""
    await insert(
        conn,
        "ballots",
        "on conflict (mark) do update set is_yes = excluded.is_yes",
        mark=mark,
        meeting_id=meeting_id,
        application_id=application_id,
        is_yes=is_yes,
    )


async def drop_vote(conn: Connection, mark: str) -> None:
    """Whoever is recused after having voted has not voted."""
    await conn.execute("delete from ballots where mark = $1", mark)


async def votes_of_marks(conn: Connection, marks: Sequence[str]) -> dict[str, bool]:
    """What one browser voted, which alone has these marks."""
    rows = await conn.fetch("select mark, is_yes from ballots where mark = any($1)", list(marks))
    return {row["mark"]: row["is_yes"] for row in rows}


async def votes_of(conn: Connection, meeting_id: UUID) -> list[tuple[UUID, bool]]:
    """Every vote of a meeting, in no order that tells of anybody."""
    rows = await conn.fetch(
        "select application_id, is_yes from ballots where meeting_id = $1 order by mark", meeting_id
    )
    return [(row["application_id"], row["is_yes"]) for row in rows]


async def cut_loose(conn: Connection, meeting_id: UUID) -> None:
    """Write the ballots anew, shuffled, under marks that no browser has: nobody can be made to show one."""
    rows = await conn.fetch(
        """
        delete from ballots where meeting_id = $1
        returning application_id, is_yes, gen_random_uuid()::text as mark
        """,
        meeting_id,
    )
    for row in sorted(rows, key=lambda one: str(one["mark"])):
        await put_vote(conn, row["mark"], meeting_id, row["application_id"], is_yes=row["is_yes"])


async def insert_tally(conn: Connection, meeting_id: UUID, tally: Tally) -> None:
    """What was voted of a case."""
    await insert(conn, "tallies", meeting_id=meeting_id, is_passed=tally.is_passed, **columns(tally))


async def tallies_of(conn: Connection, meeting_id: UUID) -> dict[UUID, Tally]:
    """The vote sheet of a closed meeting."""
    rows = await conn.fetch("select * from tallies where meeting_id = $1", meeting_id)
    return {row["application_id"]: read(Tally, row) for row in rows}


def _case(row: Record, cipher: FieldCipher) -> Case:
    entry = entry_in(row, cipher)
    return Case(
        application_id=row["application_id"],
        candidate_id=row["id"],
        place=row["number"],
        applicant=entry.name,
        employer=entry.employer,
        category=entry.category,
    )
