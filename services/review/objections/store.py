"""Objections, encrypted; found again by the keyed hash of their receipt number."""

from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.objections.domain import Answer, Enclosure, Objection, Result, Tally

SECRET = ("text", "name", "mobile", "answer")


async def lock_floods(conn: Connection) -> None:
    """Count one after the other: many at once gain nothing."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('objections', 0))")


async def forget_origins(conn: Connection, before: datetime) -> None:
    """Forget from where came what came before this time."""
    await conn.execute("update objections set origin = '' where origin <> '' and lodged_at < $1", before)


async def count_from(conn: Connection, origin: str, since: datetime) -> int:
    """How many came from an address or an account."""
    found: int = await conn.fetchval(
        "select count(*) from objections where origin = $1 and origin <> '' and lodged_at > $2", origin, since
    )
    return found


async def count_of_strangers(conn: Connection, since: datetime, about: UUID | None = None) -> int:
    """How many came from nobody who had signed in; about one publicity, if one is named."""
    found: int = await conn.fetchval(
        """
        select count(*) from objections
         where lodged_at > $1 and not origin like 'account/%'
           and ($2::uuid is null or coalesce(publicity_id, release_id) = $2)
        """,
        since,
        about,
    )
    return found


async def insert_objection(
    conn: Connection, cipher: FieldCipher, objection: Objection, *, code_fingerprint: str, origin: str
) -> None:
    """Store an objection."""
    await insert(
        conn,
        "objections",
        code_fingerprint=code_fingerprint,
        origin=origin,
        **columns(objection, cipher, *SECRET),
    )


async def objection(conn: Connection, cipher: FieldCipher, objection_id: UUID) -> Objection | None:
    """One objection."""
    row = await conn.fetchrow("select * from objections where id = $1", objection_id)
    return read(Objection, row, cipher)


async def hold(conn: Connection, objection_id: UUID) -> bool:
    """Whether it is open, as it stays until the transaction ends."""
    row = await conn.fetchrow("select result from objections where id = $1 for update", objection_id)
    return row is not None and row["result"] is None


async def enclosures(conn: Connection, cipher: FieldCipher, objection_id: UUID) -> list[Enclosure]:
    """What came with an objection, in order."""
    rows = await conn.fetch(
        "select * from objection_files where objection_id = $1 order by added_at, file_id", objection_id
    )
    return [read(Enclosure, row, cipher) for row in rows]


async def count_enclosures(conn: Connection, application_id: UUID) -> dict[UUID, int]:
    """With how many files each objection to a case came; one without any is not named."""
    rows = await conn.fetch(
        """
        select f.objection_id, count(*) as files
          from objection_files f
          join objections o on o.id = f.objection_id
         where o.application_id = $1
         group by f.objection_id
        """,
        application_id,
    )
    return {row["objection_id"]: row["files"] for row in rows}


async def enclose(conn: Connection, cipher: FieldCipher, objection_id: UUID, one: Enclosure) -> bool:
    """Add a file; the same again is there already."""
    return await insert(
        conn,
        "objection_files",
        "on conflict do nothing",
        id=derived("enclosure", objection_id, one.file_id),
        objection_id=objection_id,
        **columns(one, cipher, "name"),
    )


async def objection_of_code(conn: Connection, cipher: FieldCipher, code_fingerprint: str) -> Objection | None:
    """The objection with this receipt number."""
    row = await conn.fetchrow("select * from objections where code_fingerprint = $1", code_fingerprint)
    return read(Objection, row, cipher)


async def objections_of_task(conn: Connection, cipher: FieldCipher, task_id: UUID) -> list[Objection]:
    """What was objected to the publicity of a task, in order."""
    rows = await conn.fetch("select * from objections where task_id = $1 order by lodged_at, id", task_id)
    return [read(Objection, row, cipher) for row in rows]


async def objections_of_case(conn: Connection, cipher: FieldCipher, application_id: UUID) -> list[Objection]:
    """What was objected in all rounds, in order."""
    rows = await conn.fetch(
        "select * from objections where application_id = $1 order by lodged_at, id", application_id
    )
    return [read(Objection, row, cipher) for row in rows]


async def tally(conn: Connection, task_id: UUID) -> Tally:
    """How many objections a task has."""
    row = await conn.fetchrow(
        """
        select count(*) as lodged, count(*) filter (where result is null) as open,
               count(*) filter (where result = 'upheld') as upheld
          from objections
         where task_id = $1
        """,
        task_id,
    )
    return read(Tally, row) or Tally()


async def tally_of_release(conn: Connection, release_id: UUID) -> Tally:
    """How many objections a result has."""
    row = await conn.fetchrow(
        """
        select count(*) as lodged, count(*) filter (where result is null) as open,
               count(*) filter (where result = 'upheld') as upheld
          from objections
         where release_id = $1
        """,
        release_id,
    )
    return read(Tally, row) or Tally()


async def objections_of_release(conn: Connection, cipher: FieldCipher, release_id: UUID) -> list[Objection]:
    """What was objected to a result, in order."""
    rows = await conn.fetch(
        "select * from objections where release_id = $1 order by lodged_at, id", release_id
    )
    return [read(Objection, row, cipher) for row in rows]


async def answer_objection(
    conn: Connection, cipher: FieldCipher, objection_id: UUID, answer: Answer, name: str, at: datetime
) -> bool:
    """Record what was found; false when somebody was first."""
    row = await conn.fetchrow(
        """
        update objections set result = $2, answer_encrypted = $3, answered_by_name = $4, answered_at = $5
         where id = $1 and result is null
        returning id
        """,
        objection_id,
        answer.result,
        cipher.encrypt(answer.text),
        name,
        at,
    )
    return row is not None


async def lapse(conn: Connection, cipher: FieldCipher, task_id: UUID, at: datetime) -> list[Objection]:
    """Close what is open of a task that ended."""
    rows = await conn.fetch(
        """
        update objections set result = $2, answered_at = $3
         where task_id = $1 and result is null
        returning *
        """,
        task_id,
        Result.LAPSED,
        at,
    )
    return [read(Objection, row, cipher) for row in rows]


async def forget_account(conn: Connection, cipher: FieldCipher, account_id: UUID) -> None:
    """Forget who objected; what was objected stays with the case."""
    await conn.execute(
        """
        update objections set account_id = null, name_encrypted = $2, mobile_encrypted = $2
         where account_id = $1
        """,
        account_id,
        cipher.encrypt(""),
    )
