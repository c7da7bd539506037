"""The deadline ledger and the acts that changed it."""

from datetime import datetime
from uuid import UUID

from contracts.clock import DeadlineKind, Pause
from contracts.declaration import DeadlineRequest
from kit.db import Connection
from kit.db import Record as Row
from kit.ids import derived
from services.declaration.progress.domain.deadlines import Due
from services.declaration.progress.domain.records import Act, Entry

EXTENDED = "extended"  # the kind of act


async def insert_deadline(conn: Connection, request: DeadlineRequest, due: Due) -> None:
    """Write a deadline once; the same id again changes nothing."""
    await conn.execute(
        """
        insert into deadlines (
            id, city, declaration_id, kind, starts_at, days, rule, calendar_version, due_at, is_provisional,
            remind_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (id) do nothing
        """,
        request.id,
        request.city,
        request.application_id,
        request.kind,
        request.starts_at,
        due.days,
        due.rule,
        due.calendar_version,
        due.due_at,
        due.is_provisional,
        list(due.remind_at),
    )


async def deadline(conn: Connection, deadline_id: UUID) -> Entry | None:
    """One entry of the ledger, without its acts."""
    row = await conn.fetchrow("select * from deadlines where id = $1", deadline_id)
    return _entry(row) if row else None


async def deadline_for_update(conn: Connection, deadline_id: UUID) -> Entry | None:
    """One entry with its pauses, held until the transaction ends."""
    row = await conn.fetchrow("select * from deadlines where id = $1 for update", deadline_id)
    return _entry(row, pauses=await _pauses_of(conn, deadline_id)) if row else None


async def newest_deadline(conn: Connection, declaration_id: UUID, kind: DeadlineKind) -> Entry | None:
    """The entry of a kind that began last."""
    row = await conn.fetchrow(
        "select * from deadlines where declaration_id = $1 and kind = $2 order by starts_at desc limit 1",
        declaration_id,
        kind,
    )
    return _entry(row) if row else None


async def was_extended(conn: Connection, deadline_id: UUID) -> bool:
    """Whether a recorded act let it end later."""
    found: bool = await conn.fetchval(
        "select exists (select from deadline_acts where deadline_id = $1 and kind = $2)",
        deadline_id,
        EXTENDED,
    )
    return found


async def insert_pause(conn: Connection, entry: Entry, pause: Pause) -> bool:
    """Keep how long a deadline stood; false when that was kept before."""
    row = await conn.fetchrow(
        """
        insert into deadline_pauses (id, city, deadline_id, paused_at, resumed_at)
        values ($1, $2, $3, $4, $5)
        on conflict (id) do nothing
        returning id
        """,
        derived("pause", entry.id, pause.paused_at.isoformat()),
        entry.city,
        entry.id,
        pause.paused_at,
        pause.resumed_at,
    )
    return row is not None


async def _pauses_of(conn: Connection, deadline_id: UUID) -> tuple[Pause, ...]:
    rows = await conn.fetch(
        "select paused_at, resumed_at from deadline_pauses where deadline_id = $1 order by paused_at",
        deadline_id,
    )
    return tuple(Pause(deadline_id=deadline_id, **row) for row in rows)


async def provisional_deadline_for_update(conn: Connection, deadline_id: UUID) -> Entry | None:
    """One entry that is provisional still, held until the transaction ends."""
    row = await conn.fetchrow(
        "select * from deadlines where id = $1 and is_provisional for update", deadline_id
    )
    return _entry(row, pauses=await _pauses_of(conn, deadline_id)) if row else None


async def passed_deadlines(conn: Connection, since: datetime, until: datetime) -> list[UUID]:
    """Cases that still wait for a deadline of a person's own that passed between these moments."""
    rows = await conn.fetch(
        """
        select declarations.id from deadlines join declarations on declarations.id = declaration_id
        where due_at > $1 and due_at <= $2
        and (status, kind) in (
            ('drafting', 'submission'), ('returned', 'resubmission'), ('awaiting_payment', 'payment'),
            ('awaiting_recommendation_fee', 'payment'), ('not_elected', 're_review'),
            ('missed', 'grace'), ('unpaid', 'grace')
        )
        and not exists (
            select from deadlines later
            where later.declaration_id = deadlines.declaration_id
            and later.kind = deadlines.kind and later.starts_at > deadlines.starts_at
        )
        order by due_at, declarations.id
        """,
        since,
        until,
    )
    return [row["id"] for row in rows]


async def open_provisional_deadlines(conn: Connection) -> list[UUID]:
    """Provisional deadlines that their case still waits for, the oldest first."""
    rows = await conn.fetch(
        """
        select deadlines.id from deadlines join declarations on declarations.id = declaration_id
        where is_provisional
        and (status, kind) in (
            ('drafting', 'submission'), ('publicising', 'publicity'),
            ('returned', 'resubmission'), ('awaiting_payment', 'payment'),
            ('awaiting_recommendation_fee', 'payment'),
            ('result_publicising', 'result_publicity'), ('not_elected', 're_review'),
            ('missed', 'grace'), ('unpaid', 'grace')
        )
        and not exists (
            select from deadlines later
            where later.declaration_id = deadlines.declaration_id
            and later.kind = deadlines.kind and later.starts_at > deadlines.starts_at
        )
        order by deadlines.created_at, deadlines.id
        """
    )
    return [row["id"] for row in rows]


async def change_deadline(conn: Connection, deadline_id: UUID, due: Due, act: Act, *, city: str) -> int:
    """Record an act and let the deadline follow it; the number of the change."""
    await record_act(conn, deadline_id, act, city=city, calendar_version=due.calendar_version)
    number: int = await conn.fetchval(
        """
        update deadlines
        set due_at = $2, is_provisional = $3, calendar_version = $4, remind_at = $5, changes = changes + 1
        where id = $1
        returning changes
        """,
        deadline_id,
        due.due_at,
        due.is_provisional,
        due.calendar_version,
        list(due.remind_at),
    )
    return number


async def record_act(
    conn: Connection, deadline_id: UUID, act: Act, *, city: str, calendar_version: str
) -> None:
    """Keep who did what to a deadline, and why."""
    await conn.execute(
        """
        insert into deadline_acts (
            id, city, deadline_id, kind, at, by, why, old_due_at, new_due_at, was_provisional, is_provisional,
            calendar_version
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        act.id,
        city,
        deadline_id,
        act.kind,
        act.at,
        act.by,
        act.why,
        act.old_due_at,
        act.new_due_at,
        act.was_provisional,
        act.is_provisional,
        calendar_version,
    )


async def deadlines_of(conn: Connection, declaration_id: UUID) -> list[Entry]:
    """Every deadline of a case with its acts, in the order of their starts."""
    acts: dict[UUID, list[Act]] = {}
    for row in await conn.fetch(
        """
        select deadline_acts.id, deadline_id, deadline_acts.kind, at, by, why, old_due_at, new_due_at,
               was_provisional, deadline_acts.is_provisional
        from deadline_acts join deadlines on deadlines.id = deadline_id
        where declaration_id = $1 order by at, deadline_acts.created_at
        """,
        declaration_id,
    ):
        acts.setdefault(row["deadline_id"], []).append(_act(row))
    rows = await conn.fetch(
        "select * from deadlines where declaration_id = $1 order by starts_at, created_at", declaration_id
    )
    return [_entry(row, tuple(acts.get(row["id"], ()))) for row in rows]


def _entry(row: Row, acts: tuple[Act, ...] = (), pauses: tuple[Pause, ...] = ()) -> Entry:
    return Entry(
        id=row["id"],
        application_id=row["declaration_id"],
        city=row["city"],
        kind=DeadlineKind(row["kind"]),
        starts_at=row["starts_at"],
        days=row["days"],
        rule=row["rule"],
        calendar_version=row["calendar_version"],
        due_at=row["due_at"],
        is_provisional=row["is_provisional"],
        remind_at=tuple(row["remind_at"]),
        changes=row["changes"],
        pauses=pauses,
        acts=acts,
    )


def _act(row: Row) -> Act:
    return Act(
        id=row["id"],
        kind=row["kind"],
        at=row["at"],
        by=row["by"],
        why=row["why"],
        old_due_at=row["old_due_at"],
        new_due_at=row["new_due_at"],
        was_provisional=row["was_provisional"],
        is_provisional=row["is_provisional"],
    )
