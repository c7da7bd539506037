"""Settings of fees: rows are added, none is changed."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.fees.domain import Setting


async def settings_of(conn: Connection, office_ids: Sequence[UUID]) -> list[Setting]:
    """What an office ever set under any of its ids, the newest first."""
    rows = await conn.fetch(
        "select * from fee_settings where office_id = any($1::uuid[]) order by set_at desc, id", office_ids
    )
    return [read(Setting, row) for row in rows]


async def hold_settings(conn: Connection, office_id: UUID, plan: str) -> None:
    """Whoever sets the same comes after this transaction."""
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))", f"fee_settings {office_id} {plan}"
    )


async def insert_setting(conn: Connection, setting: Setting) -> None:
    """Store what was set."""
    await insert(conn, "fee_settings", **columns(setting))


async def charges(conn: Connection, office_ids: Sequence[UUID], plan: str) -> bool | None:
    """Whether an office charges for a plan: set last under the first of its ids, else under the others.

    None when it never was.
    """
    charges: bool | None = await conn.fetchval(
        """
        select charges from fee_settings
         where office_id = any($1::uuid[]) and plan = $2
         order by office_id <> $3, set_at desc, id
         limit 1
        """,
        office_ids,
        plan,
        office_ids[0],
    )
    return charges
