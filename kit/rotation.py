"""Rotation of keys: what is encrypted with an old key is encrypted anew, in batches, while everything runs.

A batch is a transaction. A value that somebody changed meanwhile is left as they wrote it (compare and set),
and a pass that was interrupted is simply made again: what has the current key already is not touched.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction

BATCH = 500
FIRST = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column with encrypted values, in a table with a key `id`; `is_json`: an object of such values."""

    table: str
    name: str
    is_json: bool = False

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


@dataclass(kw_only=True)
class Tally:
    """What a pass found: values by the key that they have now, and how many were given another."""

    by_key: Counter[str] = field(default_factory=Counter)
    rewritten: int = 0

    def add(self, other: "Tally") -> None:
        """Count another batch."""
        self.by_key.update(other.by_key)
        self.rewritten += other.rewritten


async def rotate(pool: Pool, cipher: FieldCipher, column: Column) -> AsyncIterator[Tally]:
    """Encrypt a column anew; tells after every batch what was found so far."""
    after, found = FIRST, Tally()
    while True:
        async with transaction(pool) as conn:
            rows = await _batch(conn, column, after)
            for row_id, value in rows:
                found.add(await _renew(conn, cipher, column, row_id, value))
        if not rows:
            return
        after = rows[-1][0]
        yield found


async def _batch(conn: Connection, column: Column, after: UUID) -> list[tuple[UUID, object]]:
    # Names come from the services' own registries, never from outside.
    rows = await conn.fetch(
        f"""
        select id, {column.name} from {column.table}
        where id > $1 and {column.name} is not null and {column.name}::text <> ''
        order by id limit $2
        """,  # noqa: S608
        after,
        BATCH,
    )
    return [(row["id"], row[column.name]) for row in rows]


async def _renew(conn: Connection, cipher: FieldCipher, column: Column, row_id: UUID, value: object) -> Tally:
    if isinstance(value, dict):
        parts: dict[str, str] = value
        old = {cipher.key_of(part) for part in parts.values()}
        renewed: object = {name: cipher.renew(part) for name, part in parts.items()}
    else:
        text = str(value)
        old = {cipher.key_of(text)}
        renewed = cipher.renew(text) if old != {cipher.current} else text
    if old <= {cipher.current}:
        return Tally(by_key=Counter(old))
    is_done = await _replace(conn, column, row_id, value, renewed)
    return Tally(by_key=Counter([cipher.current] if is_done else old), rewritten=int(is_done))


async def _replace(conn: Connection, column: Column, row_id: UUID, value: object, renewed: object) -> bool:
    kind = "jsonb" if column.is_json else "text"
    row = await conn.fetchrow(
        f"""
        update {column.table} set {column.name} = $3::{kind}
        where id = $1 and {column.name} = $2::{kind}
        returning id
        """,  # noqa: S608
        row_id,
        value,
        renewed,
    )
    return row is not None
