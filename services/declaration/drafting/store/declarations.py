"""Declarations: the row that 马上申报 makes, and the read model in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError
from pydantic import TypeAdapter

from contracts.application import Status, Turn
from contracts.case import Manifest, Stop
from contracts.declaration import Progress
from kit.db import Connection
from kit.db import Record as Row
from kit.rows import read
from services.declaration.drafting.domain.declarations import ENDED, Record

TURN = TypeAdapter(Turn)
MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)
STOPS: TypeAdapter[tuple[Stop, ...]] = TypeAdapter(tuple[Stop, ...])


async def insert_declaration(conn: Connection, record: Record) -> bool:
    """Start a declaration; false when this person has an active one of this plan (A3.2)."""
    row = await conn.fetchrow(
        """
        insert into declarations (
            id, city, person_id, employer_id, plan, plan_version, started_at, closes_at, status, turn
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (person_id, city, plan) where (
            status not in (
                'titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid'
            )
            or is_reinstated
        )
        do nothing
        returning id
        """,
        record.id,
        record.city,
        record.person_id,
        record.employer_id,
        record.plan,
        record.plan_version,
        record.started_at,
        record.closes_at,
        record.status,
        TURN.dump_python(record.turn, mode="json"),
    )
    return row is not None


async def active_declaration(conn: Connection, person_id: UUID, *, city: str, plan: str) -> UUID | None:
    """A person's active declaration of a plan."""
    found: UUID | None = await conn.fetchval(
        """
        select id from declarations
        where person_id = $1 and city = $2 and plan = $3
        and (
            status not in (
                'titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid'
            )
            or is_reinstated
        )
        """,
        person_id,
        city,
        plan,
    )
    return found


async def declaration(conn: Connection, declaration_id: UUID) -> Record | None:
    """One declaration."""
    row = await conn.fetchrow("select * from declarations where id = $1", declaration_id)
    return _record(row) if row else None


async def declaration_of_number(conn: Connection, number: int) -> UUID | None:
    """The declaration that people call by this number."""
    found: UUID | None = await conn.fetchval("select id from declarations where number = $1", number)
    return found


async def declaration_for_update(conn: Connection, declaration_id: UUID) -> Record | None:
    """One declaration, held until the transaction ends."""
    row = await conn.fetchrow("select * from declarations where id = $1 for update", declaration_id)
    return _record(row) if row else None


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """A draft that was not submitted, and whose it is."""

    id: UUID
    person_id: UUID
    closes_at: datetime


async def drafts_after(conn: Connection, *, city: str, plan: str, after: UUID, limit: int) -> list[Drafting]:
    """Drafts of a plan in the order of their ids."""
    rows = await conn.fetch(
        """
        select id, person_id, closes_at from declarations
        where city = $1 and plan = $2 and status = 'drafting' and id > $3
        order by id limit $4
        """,
        city,
        plan,
        after,
        limit,
    )
    return [read(Drafting, row) for row in rows]


async def ending_before(
    conn: Connection, *, city: str, plan: str, closes_at: datetime, after: UUID, limit: int
) -> list[UUID]:
    """Drafts of a plan, never submitted, that end earlier or have ended, in the order of their ids."""
    rows = await conn.fetch(
        """
        select id from declarations
        where city = $1 and plan = $2 and closes_at < $3 and status in ('drafting', 'missed') and round = 0
        and id > $4
        order by id limit $5
        """,
        city,
        plan,
        closes_at,
        after,
        limit,
    )
    return [row["id"] for row in rows]


async def ids_in_city(
    conn: Connection, city: str, *, besides: Collection[Status], after: UUID, limit: int
) -> list[UUID]:
    """The declarations of a city that are in none of these statuses, in the order of their ids."""
    rows = await conn.fetch(
        """
        select id from declarations
        where city = $1 and status <> all($2::text[]) and id > $3
        order by id limit $4
        """,
        *(city, list(besides), after, limit),
    )
    return [row["id"] for row in rows]


async def close_later(conn: Connection, declaration_id: UUID, closes_at: datetime) -> None:
    """Let the window of a draft end later."""
    await conn.execute("update declarations set closes_at = $2 where id = $1", declaration_id, closes_at)


async def declarations_of(conn: Connection, person_id: UUID) -> list[Record]:
    """A person's declarations, the newest first."""
    rows = await conn.fetch(
        "select * from declarations where person_id = $1 order by started_at desc, id", person_id
    )
    return [_record(row) for row in rows]


async def open_declarations(conn: Connection) -> list[Record]:
    """All that have not ended, the oldest first."""
    rows = await conn.fetch(
        "select * from declarations where status <> all($1::text[]) order by started_at, id", list(ENDED)
    )
    return [_record(row) for row in rows]


async def put_case_key(conn: Connection, declaration_id: UUID, wrapped: bytes, *, city: str) -> None:
    """Keep the wrapped key of a new case."""
    await conn.execute(
        "insert into case_keys (id, city, wrapped) values ($1, $2, $3)", declaration_id, city, wrapped
    )


async def case_key(conn: Connection, declaration_id: UUID) -> bytes | None:
    """The wrapped key of a case; none once it was destroyed."""
    key: bytes | None = await conn.fetchval("select wrapped from case_keys where id = $1", declaration_id)
    return key


async def case_keys_for_update(conn: Connection, *, after: UUID, limit: int) -> list[tuple[UUID, bytes]]:
    """Wrapped keys in the order of their cases, locked until the transaction ends."""
    rows = await conn.fetch(
        "select id, wrapped from case_keys where id > $1 order by id limit $2 for update", after, limit
    )
    return [(row["id"], row["wrapped"]) for row in rows]


async def replace_case_key(conn: Connection, declaration_id: UUID, wrapped: bytes) -> None:
    """Keep a case's key in another wrapping."""
    await conn.execute("update case_keys set wrapped = $2 where id = $1", declaration_id, wrapped)


async def show_progress(conn: Connection, progress: Progress) -> None:
    """Let the read model follow a move, unless a later one was told already."""
    await conn.execute(
        """
        update declarations
        set status = $3, stage = $4, round = $5, turn = $6, position = $2, is_reinstated = false
        where id = $1 and position < $2
        """,
        progress.application_id,
        progress.position,
        progress.status,
        progress.stage,
        progress.round,
        TURN.dump_python(progress.turn, mode="json"),
    )


async def reactivate(conn: Connection, declaration_id: UUID) -> bool:
    """Let a declaration count as active again; false when its person has begun another of this plan."""
    try:
        async with conn.transaction():
            await conn.execute("update declarations set is_reinstated = true where id = $1", declaration_id)
    except UniqueViolationError:
        return False
    return True


async def show_sections(conn: Connection, declaration_id: UUID, manifest: Manifest) -> None:
    """Keep the list of sealed sections; it only grows."""
    await conn.execute(
        """
        update declarations set sections = $2
        where id = $1 and jsonb_array_length(sections) < jsonb_array_length($2)
        """,
        declaration_id,
        MANIFEST.dump_python(manifest, mode="json"),
    )


async def show_stops(conn: Connection, declaration_id: UUID, stops: tuple[Stop, ...]) -> None:
    """Keep the offices on the way of a case, which its first submission decides for good."""
    await conn.execute(
        "update declarations set stops = $2 where id = $1 and stops = '[]'",
        declaration_id,
        STOPS.dump_python(stops, mode="json"),
    )


def _record(row: Row) -> Record:
    return read(
        Record,
        row,
        turn=TURN.validate_python(row["turn"]),
        sections=MANIFEST.validate_python(row["sections"]),
        stops=STOPS.validate_python(row["stops"]),
    )
