"""Requests to erase, legal holds, and forgetting a person."""

from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from contracts.erasure import Erased, ErasureNote, Hold, State
from kit.db import Connection, Record
from kit.rows import read
from services.identity.privacy.domain.erasure import Erasure

HOLDS: TypeAdapter[tuple[Hold, ...]] = TypeAdapter(tuple[Hold, ...])


async def insert_erasure(
    conn: Connection, *, erasure_id: UUID, person_id: UUID, city: str, at: datetime
) -> bool:
    """Keep a request; false when one is open already."""
    row = await conn.fetchrow(
        """
        insert into erasures (id, person_id, city, asked_at) values ($1, $2, $3, $4)
        on conflict do nothing
        returning id
        """,
        erasure_id,
        person_id,
        city,
        at,
    )
    return row is not None


async def latest_erasure(conn: Connection, person_id: UUID) -> Erasure | None:
    """A person's latest request."""
    row = await conn.fetchrow(
        """
        select id, state, holds, due_at, asked_at, ended_at from erasures
        where person_id = $1
        order by asked_at desc, id
        limit 1
        """,
        person_id,
    )
    return _erasure(row) if row else None


async def person_to_erase(conn: Connection, erasure_id: UUID) -> UUID | None:
    """Whom a request is about; none once it was done."""
    found: UUID | None = await conn.fetchval("select person_id from erasures where id = $1", erasure_id)
    return found


async def to_be_erased(conn: Connection, erasure_id: UUID) -> Erased | None:
    """A request about somebody who is not forgotten yet."""
    row = await conn.fetchrow(
        "select id as erasure_id, person_id, city from erasures where id = $1 and person_id is not null",
        erasure_id,
    )
    return read(Erased, row)


async def erased_before(conn: Connection) -> set[UUID]:
    """The requests that were done, as far as this database knows."""
    return {row["id"] for row in await conn.fetch("select id from erasures where state = 'erased'")}


async def write_note(conn: Connection, note: ErasureNote, *, ended_at: datetime | None) -> None:
    """Keep where a request stands; one that was done forgets the person."""
    await conn.execute(
        """
        update erasures
        set state = $2, holds = $3, due_at = $4, ended_at = $5,
            person_id = case when $2 = 'erased' then null else person_id end
        where id = $1 and state <> 'erased'
        """,
        note.erasure_id,
        note.state.value,
        HOLDS.dump_python(note.holds, mode="json"),
        note.due_at,
        ended_at,
    )


async def has_legal_hold(conn: Connection, person_id: UUID) -> bool:
    """Whether an administrator holds a person's data."""
    found: bool = await conn.fetchval(
        "select exists (select from legal_holds where person_id = $1 and lifted_at is null)", person_id
    )
    return found


async def insert_legal_hold(
    conn: Connection, *, hold_id: UUID, person_id: UUID, city: str, reason: str, set_by: str, at: datetime
) -> bool:
    """Hold a person's data; false when it is held already."""
    row = await conn.fetchrow(
        """
        insert into legal_holds (id, person_id, city, reason, set_by, set_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing
        returning id
        """,
        hold_id,
        person_id,
        city,
        reason,
        set_by,
        at,
    )
    return row is not None


async def lift_legal_hold(conn: Connection, person_id: UUID, *, lifted_by: str, at: datetime) -> bool:
    """Lift a hold; false when there is none."""
    row = await conn.fetchrow(
        """
        update legal_holds set lifted_by = $2, lifted_at = $3
        where person_id = $1 and lifted_at is null
        returning id
        """,
        person_id,
        lifted_by,
        at,
    )
    return row is not None


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete the person, the sessions and the account. Old holds go too: all of them are lifted."""
    await conn.execute("delete from legal_holds where person_id = $1", person_id)
    await conn.execute("delete from access_log where person_id = $1", person_id)
    await conn.execute("delete from requests where asked_by = $1", person_id)
    await conn.execute("delete from persons where id = $1", person_id)
    await conn.execute("delete from consents where account_id = $1", person_id)
    await conn.execute("delete from invitations where account_id = $1", person_id)
    await conn.execute("delete from register_questions where account_id = $1", person_id)
    await conn.execute("delete from sessions where account_id = $1", person_id)
    await conn.execute("delete from sent_codes where account_id = $1", person_id)
    await conn.execute("delete from mobile_changes where id = $1", person_id)
    await conn.execute("delete from accounts where id = $1", person_id)


def _erasure(row: Record) -> Erasure:
    return Erasure(
        id=row["id"],
        state=State(row["state"]),
        holds=HOLDS.validate_python(row["holds"]),
        due_at=row["due_at"],
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
    )
