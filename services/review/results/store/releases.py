"""Those who were elected, in roster order: waiting, public, recommended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.results import Onward
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.results.domain import Announcement, Line, Release, Waiting
from services.review.rosters.store import IN_ORDER

_LINES = """
    select e.id as release_id, t.id as task_id, t.person_id, r.place, r.roster,
           t.applicant_encrypted, t.employer, t.plan_title, t.title_applied, t.category, t.specialty,
           e.due_at, e.is_provisional, e.is_over,
           (select count(*) from objections o where o.release_id = e.id and o.result = 'upheld') as upheld,
           (select count(*) from objections o where o.release_id = e.id and o.result is null) as open
      from releases e
      join tasks t using (application_id, round, stage)
      join results r on r.application_id = e.application_id and r.round = e.round and r.stage = e.stage
       and r.set_aside_by is not distinct from e.set_aside_by
      left join candidates c on c.id = r.candidate_id
"""
_ORDER = f"order by {IN_ORDER}, r.roster, r.place"  # last whoever was erased from the roster


async def insert_release(conn: Connection, release: Release) -> bool:
    """Put an elected case before its office; false when it was there."""
    return await insert(conn, "releases", "on conflict (id) do nothing", **columns(release))


async def release(conn: Connection, release_id: UUID) -> Release | None:
    """One of them."""
    return read(Release, await conn.fetchrow("select * from releases where id = $1", release_id))


async def release_of_stage(conn: Connection, application_id: UUID, round_: int, stage: str) -> Release | None:
    """That of a case at a committee."""
    row = await conn.fetchrow(
        """
        select * from releases
         where application_id = $1 and round = $2 and stage = $3 and set_aside_by is null
        """,
        application_id,
        round_,
        stage,
    )
    return read(Release, row)


async def hold_running(conn: Connection, release_id: UUID) -> bool:
    """Keep one as it is until the transaction ends; whether its publicity still runs."""
    return (
        await conn.fetchval(
            """
            select not is_over and announcement_id is not null
                   and not exists (select from objections where release_id = $1 and result = 'upheld')
              from releases where id = $1 for no key update
            """,
            release_id,
        )
        is True
    )


async def recommended(conn: Connection, application_id: UUID) -> list[UUID]:
    """Those of a case that were recommended."""
    rows = await conn.fetch(
        """
        select id from releases
         where application_id = $1 and onward = 'recommend' and announcement_id is not null
        """,
        application_id,
    )
    return [row["id"] for row in rows]


async def tasks_of(conn: Connection, release_ids: Sequence[UUID]) -> list[UUID]:
    """The tasks in which their office examined them."""
    rows = await conn.fetch(
        """
        select t.id from releases e join tasks t using (application_id, round, stage)
         where e.id = any($1)
        """,
        release_ids,
    )
    return [row["id"] for row in rows]


async def waiting(conn: Connection, office_id: UUID) -> list[Waiting]:
    """What waits at an office, plan by plan; `coming` was elected and is not before the office yet."""
    rows = await conn.fetch(
        """
        select t.plan, max(t.plan_title) as plan_title, max(e.onward) as onward, max(r.roster) as roster,
               count(e.id) as waiting, count(*) filter (where e.id is null) as coming
          from results r
          join tasks t using (application_id, round, stage)
          left join releases e on e.application_id = r.application_id and e.round = r.round
           and e.stage = r.stage and e.set_aside_by is null
         where r.office_id = $1 and r.outcome = 'elected' and r.set_aside_by is null
           and e.announcement_id is null
         group by t.plan
        having count(e.id) > 0
         order by max(t.plan_title), t.plan
        """,
        office_id,
    )
    return [read(Waiting, row) for row in rows]


async def lines_waiting(conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str) -> list[Line]:
    """Who of a plan waits at an office, in roster order."""
    rows = await conn.fetch(
        f"{_LINES} where e.office_id = $1 and e.plan = $2 and e.announcement_id is null {_ORDER}",
        office_id,
        plan,
    )
    return [read(Line, row, cipher) for row in rows]


async def lines_of(conn: Connection, cipher: FieldCipher, announcement_id: UUID) -> list[Line]:
    """Who was announced in one press, in roster order."""
    rows = await conn.fetch(f"{_LINES} where e.announcement_id = $1 {_ORDER}", announcement_id)
    return [read(Line, row, cipher) for row in rows]


async def take_waiting(conn: Connection, office_id: UUID, plan: str) -> list[Release]:
    """Those of a plan that wait, in roster order, nobody else's until the transaction ends."""
    lock = f"release/{office_id}"
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", lock)
    rows = await conn.fetch(
        f"""
        select e.* from releases e
          join results r using (application_id, round, stage)
          left join candidates c on c.id = r.candidate_id
         where e.office_id = $1 and e.plan = $2 and e.announcement_id is null and r.set_aside_by is null
         {_ORDER}
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
    )
    return [read(Release, row) for row in rows]


async def last_serial(conn: Connection, city: str) -> int:
    """The last number of a certificate that was given in a city; nobody gives another meanwhile."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('serial/' || $1, 0))", city)
    found: int = await conn.fetchval("select coalesce(max(serial), 0) from releases where city = $1", city)
    return found


async def insert_announcement(conn: Connection, announcement: Announcement) -> None:
    """Store what an office does in one press."""
    await insert(conn, "announcements", **columns(announcement))


async def announce(
    conn: Connection, release_ids: Sequence[UUID], announcement_id: UUID, first_serial: int | None
) -> None:
    """These were announced, in this order; the first of them has this number, if they have any."""
    await conn.execute(
        """
        update releases e
           set announcement_id = $2, serial = $3::int + n.position - 1
          from unnest($1::uuid[]) with ordinality as n (id, position)
         where e.id = n.id and e.announcement_id is null
        """,
        release_ids,
        announcement_id,
        first_serial,
    )


async def announcement(conn: Connection, announcement_id: UUID) -> Announcement | None:
    """What was announced in one press."""
    row = await conn.fetchrow("select * from announcements where id = $1", announcement_id)
    return read(Announcement, row)


async def announcement_at(conn: Connection, token: str) -> Announcement | None:
    """That whose public page has this address."""
    return read(Announcement, await conn.fetchrow("select * from announcements where token = $1", token))


async def last_announcement(conn: Connection, office_id: UUID, plan: str) -> Announcement | None:
    """What an office announced last of a plan."""
    row = await conn.fetchrow(
        """
        select * from announcements where office_id = $1 and plan = $2
         order by announced_at desc, id limit 1
        """,
        office_id,
        plan,
    )
    return read(Announcement, row)


async def newest(conn: Connection, office_id: UUID, limit: int) -> list[Announcement]:
    """What an office announced lately."""
    rows = await conn.fetch(
        "select * from announcements where office_id = $1 order by announced_at desc, id limit $2",
        office_id,
        limit,
    )
    return [read(Announcement, row) for row in rows]


async def running(conn: Connection, limit: int) -> list[tuple[Announcement, str, int]]:
    """What is public now, with the plan's title and how many people."""
    rows = await conn.fetch(
        """
        select a.*, max(t.plan_title) as plan_title, count(*) as people
          from announcements a
          join releases e on e.announcement_id = a.id
          join tasks t using (application_id, round, stage)
         where a.onward = $1 and not e.is_over
         group by a.id
         order by a.announced_at desc, a.id
         limit $2
        """,
        Onward.PUBLISH,
        limit,
    )
    return [(read(Announcement, row), row["plan_title"], row["people"]) for row in rows]


async def note_due(conn: Connection, release_id: UUID, due_at: datetime, *, is_provisional: bool) -> None:
    """Until when a result is public."""
    await conn.execute(
        "update releases set due_at = $2, is_provisional = $3 where id = $1 and not is_over",
        release_id,
        due_at,
        is_provisional,
    )


async def note_over(conn: Connection, release_id: UUID) -> None:
    """Its publicity is over."""
    await conn.execute("update releases set is_over = true, is_provisional = false where id = $1", release_id)
