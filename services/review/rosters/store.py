"""Candidates and the versions of their rosters."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, replace
from uuid import UUID

from pydantic import TypeAdapter

from contracts.candidates import Candidate
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import insert, read
from services.review.rosters.domain import Entry, Listed, Place, Plan, Roster, Sent

ENTRY = TypeAdapter(Entry)
AT_ONCE = 500  # lines that are decrypted before others have their turn
_LINE = """
    id, person_id, application_id, entered_at, category_rank, special_rank, number, version, entry_encrypted,
    returned_at, returned_by_name
"""
_ORDER = "category_rank, special_rank, number nulls last, entered_at, id"
# Rosters r with which a committee recommended (announcement a) what another, $1, has now (B6.1).
_SENT = """
    from rosters r
    join announcements a on a.office_id = r.office_id and a.plan = r.plan and a.onward = 'recommend'
   where exists (
       select from releases e
         join results s on s.application_id = e.application_id and s.round = e.round and s.stage = e.stage
          and s.set_aside_by is null
         join tasks t on t.application_id = e.application_id and t.role = 'committee'
        where e.announcement_id = a.id and s.roster = r.version
          and t.office_id = $1 and r.office_id <> $1
   )
"""
# The same for those who have a number, with candidates called c: ballots, papers, results, certificates.
IN_ORDER = "c.category_rank, c.special_rank, c.number"


async def has_candidate(conn: Connection, candidate_id: UUID) -> bool:
    """Whether the case was put before the meeting before."""
    return await conn.fetchval("select exists (select from candidates where id = $1)", candidate_id) is True


async def insert_candidate(
    conn: Connection, cipher: FieldCipher, candidate: Candidate, entry: Entry, place: Place, plan_title: str
) -> None:
    """Put a case before the meeting; the same one again does nothing."""
    await insert(
        conn,
        "candidates",
        "on conflict (id) do nothing",
        id=candidate.id,
        city=candidate.city,
        application_id=candidate.application_id,
        person_id=candidate.person_id,
        plan=candidate.plan,
        plan_title=plan_title,
        office_id=candidate.stop.office_id,
        stage=candidate.stop.stage,
        round=candidate.round,
        entered_at=candidate.entered_at,
        manifest=[asdict(ref) for ref in candidate.manifest],
        category=entry.category,
        entry_encrypted=cipher.encrypt(ENTRY.dump_json(entry).decode()),
        **asdict(place),
    )


async def plans(conn: Connection, office_id: UUID) -> list[Plan]:
    """The plans of which this office has candidates."""
    rows = await conn.fetch(
        """
        select c.city, c.plan, max(c.plan_title) as title,
               count(*) filter (where c.number is null and c.returned_at is null) as waiting,
               count(c.number) filter (where c.returned_at is null) as numbered,
               coalesce(max(r.version), 0) as version,
               count(*) filter (where c.returned_in = r.version) as returned
          from candidates c
          left join (
              select plan, max(version) as version from rosters where office_id = $1 group by plan
          ) r on r.plan = c.plan
         where c.office_id = $1
         group by c.city, c.plan
         order by c.plan
        """,
        office_id,
    )
    return [read(Plan, row) for row in rows]


async def plan_of(conn: Connection, office_id: UUID, plan: str) -> Plan | None:
    """One of them."""
    return next((one for one in await plans(conn, office_id) if one.plan == plan), None)


async def lock_plan(conn: Connection, office_id: UUID, plan: str) -> None:
    """Nobody else freezes or changes this roster until the transaction ends."""
    key = f"roster/{office_id}/{plan}"
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", key)


async def candidate_for_update(
    conn: Connection, cipher: FieldCipher, candidate_id: UUID, office_id: UUID, plan: str
) -> Listed | None:
    """A candidate of this office, locked until the transaction ends."""
    row = await conn.fetchrow(
        f"""
        select {_LINE} from candidates where id = $1 and office_id = $2 and plan = $3 for update
        """,  # noqa: S608 - words of ours
        candidate_id,
        office_id,
        plan,
    )
    return _listed(row, cipher) if row else None


async def note_remarks(
    conn: Connection, cipher: FieldCipher, one: Listed, remarks: tuple[str, ...], place: Place
) -> None:
    """Other remarks, and the place that follows from them; never of somebody who has a number."""
    entry = replace(one.entry, remarks=remarks)
    await conn.execute(
        """
        update candidates set entry_encrypted = $2, special_rank = $3
         where id = $1 and number is null
        """,
        one.id,
        cipher.encrypt(ENTRY.dump_json(entry).decode()),
        place.special_rank,
    )


async def number_all(conn: Connection, office_id: UUID, plan: str, version: int) -> int:
    """Give those who wait the numbers after the last, in the order of the roster; how many got one."""
    row = await conn.execute(
        f"""
        with last as (
            select coalesce(max(number), 0) as number from candidates where office_id = $1 and plan = $2
        ), waiting as (
            select id, row_number() over (order by {_ORDER}) as place
              from candidates
             where office_id = $1 and plan = $2 and number is null and returned_at is null
        )
        update candidates c set number = last.number + waiting.place, version = $3
          from waiting, last where c.id = waiting.id
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
        version,
    )
    return int(row.removeprefix("UPDATE "))


async def insert_roster(conn: Connection, roster: Roster) -> None:
    """Store a frozen version."""
    await insert(conn, "rosters", **asdict(roster))


async def newest(conn: Connection, office_id: UUID, plan: str) -> Roster | None:
    """The last version."""
    row = await conn.fetchrow(
        "select * from rosters where office_id = $1 and plan = $2 order by version desc limit 1",
        office_id,
        plan,
    )
    return read(Roster, row)


async def versions(conn: Connection, office_id: UUID, plan: str) -> list[Roster]:
    """All versions, the newest first."""
    rows = await conn.fetch(
        "select * from rosters where office_id = $1 and plan = $2 order by version desc", office_id, plan
    )
    return [read(Roster, row) for row in rows]


async def roster_of_office(conn: Connection, roster_id: UUID, office_id: UUID) -> Roster | None:
    """A version if it is this office's."""
    row = await conn.fetchrow("select * from rosters where id = $1 and office_id = $2", roster_id, office_id)
    return read(Roster, row)


async def roster_sent(conn: Connection, roster_id: UUID, office_id: UUID) -> Roster | None:
    """A version if it was sent to this office with those who were recommended."""
    query = f"select r.* {_SENT} and r.id = $2 limit 1"
    return read(Roster, await conn.fetchrow(query, office_id, roster_id))


async def sent_to(conn: Connection, office_id: UUID, limit: int) -> list[Sent]:
    """All of them, the last first."""
    rows = await conn.fetch(
        f"""
        select r.id, r.plan_title, r.version, a.announced_at as sent_at, a.announced_by_name as sent_by,
               (select max(office_name) from releases where announcement_id = a.id) as office_name,
               (select count(*) from releases where announcement_id = a.id) as people
        {_SENT}
         order by a.announced_at desc, r.version desc limit $2
        """,  # noqa: S608 - words of ours
        office_id,
        limit,
    )
    return [read(Sent, row) for row in rows]


async def listed(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, *, limit: int, offset: int
) -> list[Listed]:
    """Those with a number, in the order of the roster."""
    rows = await conn.fetch(
        f"""
        select {_LINE} from candidates
         where office_id = $1 and plan = $2 and number is not null and returned_at is null
         order by {_ORDER} limit $3 offset $4
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
        limit,
        offset,
    )
    return [_listed(row, cipher) for row in rows]


async def waiting(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, limit: int
) -> list[Listed]:
    """Those without a number, in the order in which they will get one."""
    rows = await conn.fetch(
        f"""
        select {_LINE} from candidates
         where office_id = $1 and plan = $2 and number is null and returned_at is null
         order by {_ORDER} limit $3
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
        limit,
    )
    return [_listed(row, cipher) for row in rows]


async def returned(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, limit: int
) -> list[Listed]:
    """Who went back before a meeting, the last first; whoever had a number keeps it."""
    rows = await conn.fetch(
        f"""
        select {_LINE} from candidates where office_id = $1 and plan = $2 and returned_at is not null
         order by returned_at desc, id limit $3
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
        limit,
    )
    return [_listed(row, cipher) for row in rows]


async def lines_of(conn: Connection, cipher: FieldCipher, roster: Roster) -> AsyncIterator[Sequence[Listed]]:
    """The lines of a version in order, some at a time: nobody holds all of them."""
    found = []
    query = f"""
        select {_LINE} from candidates
         where office_id = $1 and plan = $2 and version <= $3 and (returned_in is null or returned_in >= $3)
         order by {_ORDER}
        """  # noqa: S608 - words of ours
    async for row in conn.cursor(query, roster.office_id, roster.plan, roster.version, prefetch=AT_ONCE):
        found.append(_listed(row, cipher))
        if len(found) == AT_ONCE:
            yield found
            found = []
    if found:
        yield found


async def delete_candidates_of(conn: Connection, person_id: UUID) -> None:
    """Forget a person's lines; the numbers of others stay."""
    await conn.execute("delete from candidates where person_id = $1", person_id)


def entry_in(row: Record, cipher: FieldCipher) -> Entry:
    """The line of a row of candidates."""
    return ENTRY.validate_json(cipher.decrypt(row["entry_encrypted"]))


def _listed(row: Record, cipher: FieldCipher) -> Listed:
    return read(Listed, row, entry=entry_in(row, cipher))
