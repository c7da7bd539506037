"""The rows of one city out of a service's database: each table by its column `city`, or by its parent's."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.rotation import Column

PAGE = 500
EVERYWHERE = frozenset(
    {"inbox", "outbox", "kept_forms", "schema_migrations"}
)  # how a service works, not what it knows

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Via:
    """A table without a city: its column names a row of another table, which has one or goes on."""

    column: str
    parent: str
    key: str = "id"


@dataclass(frozen=True, kw_only=True)
class Owned:
    """Which tables of a service belong to a city otherwise than by their column, and which to none."""

    via: Mapping[str, Via]
    left_out: Mapping[str, str]  # why


@asynccontextmanager
async def at_one_moment(pool: Pool) -> AsyncIterator[Connection]:
    """A connection that sees everything as it was when it began."""
    async with transaction(pool) as conn:
        await conn.execute("set transaction isolation level repeatable read, read only")
        await conn.execute("set local statement_timeout = 0; set local transaction_timeout = 0")
        yield conn


async def tables(conn: Connection) -> Mapping[str, bool]:
    """The tables of this database, and whether they have a column `city`."""
    rows = await conn.fetch(
        """
        select table_name, bool_or(column_name = 'city') as has_city
        from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE'
        group by table_name order by table_name
        """
    )
    return {row["table_name"]: row["has_city"] for row in rows}


async def waiting(conn: Connection, since: datetime) -> int:
    """How many events of before this moment have not been told."""
    number: int = await conn.fetchval(
        "select count(*) from outbox where sent_at is null and created_at < $1", since
    )
    return number


async def rows_of(conn: Connection, table: str, city: str, owned: Owned) -> AsyncIterator[list[Row]]:
    """The rows of a city in one table, page by page, as JSON has them."""
    # Names come from our own schemas and registries, never from outside.
    query = f"select row_to_json(t)::text from {table} t where {_belongs(table, owned)}"  # noqa: S608
    cursor = await conn.cursor(query, city)
    while page := await cursor.fetch(PAGE):
        yield [json.loads(row[0]) for row in page]


def _belongs(table: str, owned: Owned, alias: str = "t", depth: int = 0) -> str:
    via = owned.via.get(table)
    if via is None:
        return f"{alias}.city = $1"
    inner = f"p{depth}"
    belongs = _belongs(via.parent, owned, inner, depth + 1)
    return (
        f"exists (select from {via.parent} {inner} "
        f"where {inner}.{via.key} = {alias}.{via.column} and {belongs})"
    )


def under_another_key(
    row: Row, table: str, columns: Sequence[Column], ours: FieldCipher, theirs: FieldCipher
) -> Row:
    """The row with its encrypted values under the key of whoever receives it."""
    changed = dict(row)
    for column in columns:
        value = row.get(column.name) if column.table == table else None
        if not value:
            continue
        if column.is_json:
            changed[column.name] = {name: ours.renew(one, theirs) for name, one in value.items()}
        else:
            changed[column.name] = ours.renew(value, theirs)
    return changed
