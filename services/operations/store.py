"""All SQL of operations."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from contracts.operations import Answer, Source
from contracts.remedies import CaseResult
from contracts.stuck import Found, Kind
from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, insert_all, read, upsert
from kit.watching import Figure, Look, Numbers, total
from services.operations.domain import Asked, Asking, Ordered, Outcome, State, Stuck, Tally

KEPT = timedelta(days=30)  # after it was found the last time
AGAIN = 200
STUCK = Figure("stuck_cases", "Cases and messages that are stuck, by how", ("city", "kind"))
OLDEST = Figure("stuck_oldest_seconds", "For how long the oldest of them is so", ("city", "kind"))
ANSWERED = Figure(
    "stuck_answer_age_seconds",
    "How long ago an owner said what is stuck with it, or was first asked in vain",
    ("source",),
)


async def keep_asked(conn: Connection, answer: Answer) -> None:
    """Note that somebody was asked, and whether it answered; what is older than that changes nothing."""
    await upsert(
        conn,
        "sources",
        """
        (name) do update set asked_at = greatest(sources.asked_at, excluded.asked_at),
            answered_at = coalesce(excluded.answered_at, sources.answered_at),
            capped = case when excluded.answered_at is null then sources.capped else excluded.capped end
        """,
        name=answer.source,
        asked_at=answer.at,
        answered_at=answer.at if answer.found else None,
        capped=[*answer.found.capped] if answer.found else [],
    )


async def keep_found(conn: Connection, source: Source, found: Found, at: datetime) -> None:
    """Keep what was found, anew or still; what was not is over. What is long over is forgotten."""
    await insert_all(
        conn,
        "findings",
        [
            {
                "id": derived("finding", source, finding.kind, finding.subject_id),
                "source": source,
                "found_at": at,
                "seen_at": at,
                **columns(finding),
            }
            for finding in found.findings
        ],
        """
        on conflict on constraint findings_one_of_a_subject do update
        set city = excluded.city, party = excluded.party, since = excluded.since, due = excluded.due,
            detail = excluded.detail, seen_at = excluded.seen_at, gone_at = null,
            found_at = case when findings.gone_at is null then findings.found_at
                            else excluded.found_at end
        """,
    )
    await conn.execute(
        "update findings set gone_at = $2 where source = $1 and gone_at is null and seen_at < $2", source, at
    )
    await conn.execute("delete from findings where gone_at < $1", at - KEPT)
    await conn.execute("delete from counts where source = $1", source)
    await insert_all(
        conn,
        "counts",
        [
            {"id": derived("count", source, count.kind, count.city), "source": source, **columns(count)}
            for count in found.counts
        ],
    )


async def asked(conn: Connection) -> list[Asked]:
    """Everybody who was ever asked."""
    rows = await conn.fetch("select name, asked_at, answered_at, capped from sources order by name")
    return [read(Asked, row) for row in rows]


async def tallies(conn: Connection, city: str) -> list[Tally]:
    """How many there are of each kind in each city; of one city, or of all."""
    rows = await conn.fetch(
        """
        select city, kind, sum(count)::integer as count, min(oldest) as oldest from counts
         where $1 = '' or city = $1
         group by city, kind order by city, kind
        """,
        city,
    )
    return [read(Tally, row) for row in rows]


async def stuck(conn: Connection, kind: Kind, city: str, limit: int) -> list[Stuck]:
    """What is listed of a kind in a city, the oldest first."""
    rows = await conn.fetch(
        """
        select * from findings where kind = $1 and city = $2 and gone_at is null
         order by since, id limit $3
        """,
        kind,
        city,
        limit,
    )
    return [read(Stuck, row) for row in rows]


async def stuck_of_case(conn: Connection, case_id: UUID) -> list[Stuck]:
    """What was ever found of a case, what is so still first."""
    rows = await conn.fetch(
        """
        select * from findings where case_id = $1
         order by gone_at desc nulls first, since desc, id limit 50
        """,
        case_id,
    )
    return [read(Stuck, row) for row in rows]


async def to_look_at_again(conn: Connection) -> tuple[UUID, ...]:
    """Cases of which the engine has to be asked again, however long ago they moved."""
    rows = await conn.fetch(
        """
        select distinct case_id from findings
         where source in ('engine', 'read_model') and gone_at is null and case_id is not null limit $1
        """,
        AGAIN,
    )
    return tuple(row["case_id"] for row in rows)


async def which_are_stuck(conn: Connection, kind: Kind, city: str, subjects: Iterable[UUID]) -> set[UUID]:
    """Those of some cases, or messages, that are stuck in this way in this city now."""
    rows = await conn.fetch(
        """
        select coalesce(case_id, subject_id) as id from findings
         where kind = $1 and city = $2 and gone_at is null and coalesce(case_id, subject_id) = any($3::uuid[])
        """,
        kind,
        city,
        [*subjects],
    )
    return {row["id"] for row in rows}


async def insert_act(conn: Connection, asked: Asking, *, by: UUID, reason_encrypted: str) -> bool:
    """Keep what was asked for, with its cases; false when it was kept before."""
    is_new = await insert(
        conn,
        "acts",
        "on conflict (id) do nothing",
        id=asked.id,
        city=asked.city,
        kind=asked.kind,
        act=asked.act,
        state=State.WAITING if asked.needs_second else State.AGREED,
        is_dry_run=asked.is_dry_run,
        until=asked.until,
        office_id=asked.office_id,
        asked_by=by,
        reason_encrypted=reason_encrypted,
    )
    if is_new:
        for subject in asked.subjects:
            await insert(
                conn,
                "act_cases",
                id=derived("act", asked.id, subject),
                city=asked.city,
                act_id=asked.id,
                case_id=subject,
            )
    return is_new


async def act(conn: Connection, act_id: UUID) -> Ordered | None:
    """An act."""
    return read(Ordered, await conn.fetchrow("select * from acts where id = $1", act_id))


async def act_for_update(conn: Connection, act_id: UUID) -> Ordered | None:
    """An act, locked until the transaction ends."""
    return read(Ordered, await conn.fetchrow("select * from acts where id = $1 for update", act_id))


async def newest_acts(conn: Connection, city: str, limit: int) -> list[Ordered]:
    """What was asked for last; what waits for a second person first."""
    rows = await conn.fetch(
        """
        select * from acts where $1 = '' or city = $1
         order by (state = 'waiting') desc, created_at desc, id limit $2
        """,
        city,
        limit,
    )
    return [read(Ordered, row) for row in rows]


async def acts_to_do(conn: Connection) -> list[UUID]:
    """What was agreed and has no end yet, the oldest first."""
    rows = await conn.fetch("select id from acts where state = 'agreed' order by created_at, id limit 20")
    return [row["id"] for row in rows]


async def outcomes(conn: Connection, act_id: UUID) -> list[Outcome]:
    """What came of an act for each of its cases."""
    rows = await conn.fetch(
        "select case_id, is_done, code, words from act_cases where act_id = $1 order by id", act_id
    )
    return [read(Outcome, row) for row in rows]


async def decide_act(
    conn: Connection, act_id: UUID, *, by: UUID, at: datetime, state: State, reason_encrypted: str
) -> None:
    """Keep what the second person said."""
    await conn.execute(
        """
        update acts set state = $2, decided_by = $3, decided_at = $4, reason_encrypted = $5
         where id = $1 and state = 'waiting'
        """,
        act_id,
        state,
        by,
        at,
        reason_encrypted,
    )


async def end_act(conn: Connection, act_id: UUID, results: Iterable[CaseResult], at: datetime) -> None:
    """Keep what came of an act, once."""
    for one in results:
        await conn.execute(
            """
            update act_cases set is_done = $3, code = $4, words = $5 where act_id = $1 and case_id = $2
            """,
            act_id,
            one.case_id,
            one.is_done,
            one.code,
            one.words,
        )
    await conn.execute(
        "update acts set state = 'done', ended_at = $2 where id = $1 and state = 'agreed'", act_id, at
    )


async def figures(conn: Connection) -> Mapping[Figure, Numbers]:
    """What was found last, and how old that is."""
    rows = await conn.fetch(
        """
        select city, kind, sum(count)::float as count,
               extract(epoch from now() - min(oldest))::float as oldest
          from counts group by city, kind
        """
    )
    asked = await conn.fetch(
        """
        select name as source, extract(epoch from now() - coalesce(answered_at, created_at))::float as age
          from sources
        """
    )
    return {
        STUCK: total(rows, "count", "city", "kind"),
        OLDEST: total(rows, "oldest", "city", "kind"),
        ANSWERED: total(asked, "age", "source"),
    }


LOOKS = (Look((STUCK, OLDEST, ANSWERED), figures),)
