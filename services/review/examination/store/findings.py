"""Findings: what was found for each item of a task."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from services.review.examination.domain.items import Finding, Mark


async def findings(conn: Connection, task_id: UUID) -> list[Finding]:
    """What was found so far."""
    rows = await conn.fetch(
        "select item, mark, remark from findings where task_id = $1 order by item", task_id
    )
    return [Finding(row["item"], Mark(row["mark"]) if row["mark"] else None, row["remark"]) for row in rows]


async def put_findings(conn: Connection, task_id: UUID, found: Sequence[Finding]) -> None:
    """Store what was found, one row per item."""
    await conn.execute(
        """
        insert into findings (id, task_id, item, mark, remark)
        select f.id, $1, f.item, f.mark, f.remark
          from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as f (id, item, mark, remark)
        on conflict (id)
        do update set mark = excluded.mark, remark = excluded.remark
        """,
        task_id,
        [derived("finding", task_id, finding.item) for finding in found],
        [finding.item for finding in found],
        [finding.mark for finding in found],
        [finding.remark for finding in found],
    )
