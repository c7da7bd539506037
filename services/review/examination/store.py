"""Findings, one per item of a task; checks, computed once; decisions, one per task, for good."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from contracts.sections.checks import Check, Overruling
from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.examination.domain.decisions import Decision
from services.review.examination.domain.items import Finding
from services.review.tasks.domain import Task


async def findings(conn: Connection, task_id: UUID) -> list[Finding]:
    """What was found so far."""
    rows = await conn.fetch(
        "select item, mark, remark from findings where task_id = $1 order by item", task_id
    )
    return [read(Finding, row) for row in rows]


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


async def checks(conn: Connection, task_id: UUID) -> tuple[Check, ...]:
    """What was computed for a task, in its order."""
    rows = await conn.fetch(
        """
        select code, item, name, rule, result, measured, wanted, reason,
               overruled_by, overruled_at, overruled_because
          from checks
         where task_id = $1
         order by place
        """,
        task_id,
    )
    return tuple(read(Check, row, overruled=_overruling(row)) for row in rows)


async def put_checks(conn: Connection, task_id: UUID, computed: Sequence[Check]) -> None:
    """Store what was computed, and whether it is overruled; what was computed once stays."""
    await conn.executemany(
        """
        insert into checks (
            id, task_id, place, code, item, name, rule, result, measured, wanted, reason,
            overruled_by, overruled_at, overruled_because
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (id)
        do update set overruled_by = excluded.overruled_by,
                      overruled_at = excluded.overruled_at,
                      overruled_because = excluded.overruled_because
        """,
        [
            (
                derived("check", task_id, check.code),
                task_id,
                place,
                check.code,
                check.item,
                check.name,
                check.rule,
                check.result,
                check.measured,
                check.wanted,
                check.reason,
                check.overruled.by if check.overruled else "",
                check.overruled.at if check.overruled else None,
                check.overruled.reason if check.overruled else "",
            )
            for place, check in enumerate(computed)
        ],
    )


async def drop_check(conn: Connection, task_id: UUID, code: str) -> None:
    """Take away what was computed and does not hold any more."""
    await conn.execute("delete from checks where task_id = $1 and code = $2", task_id, code)


async def insert_decision(conn: Connection, task: Task, decision: Decision) -> None:
    """Store a decision. A second one for the same task breaks `decisions_one_per_task`."""
    told = columns(decision)
    del told["office"], told["role"], told["substitute"]
    told |= {name: [asdict(one) for one in told[name]] for name in ("mends", "reasons")}
    await insert(conn, "decisions", city=task.city, **told)


async def delete_decision(conn: Connection, task_id: UUID) -> None:
    """Forget a decision that nobody was told of."""
    await conn.execute("delete from decisions where task_id = $1", task_id)


async def decision_of_task(conn: Connection, task_id: UUID) -> Decision | None:
    """What was decided."""
    row = await conn.fetchrow(
        """
        select d.*, t.office_name as office, t.role, coalesce(s.office_name, '') as substitute
          from decisions d
          join tasks t on t.id = d.task_id
          left join substitutions s on s.id = d.substitution_id
         where d.task_id = $1
        """,
        task_id,
    )
    return read(Decision, row)


def _overruling(row: Record) -> Overruling | None:
    if row["overruled_at"] is None:
        return None
    return Overruling(by=row["overruled_by"], at=row["overruled_at"], reason=row["overruled_because"])
