"""Findings, one per item of a task; checks, computed once; decisions, one per task, for good."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from contracts.review import Task as Opened
from contracts.sections.checks import Check, Overruling
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.examination.domain.decisions import Decision
from services.review.examination.domain.items import Finding
from services.review.tasks.domain import Task

# Of a case that was taken back nothing is told.
_LIVES = "exists (select from tasks t where t.application_id = m.application_id and t.state <> 'closed')"


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A case of somebody else with the same evidence; the office's own task of it, if it has one."""

    application_id: UUID
    task_id: UUID | None


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


async def put_marks(conn: Connection, cipher: FieldCipher, task: Opened, marks: Sequence[str]) -> None:
    """Keep by what a case is alike to others, once for each round; of earlier rounds nothing is kept."""
    await conn.execute(
        "delete from marks where application_id = $1 and round < $2", task.application_id, task.round
    )
    await conn.execute(
        """
        insert into marks (id, city, plan, task_id, application_id, person_id, round, fingerprint)
        select m.id, $3, $4, $5, $6, $7, $8, m.fingerprint
          from unnest($1::uuid[], $2::text[]) as m (id, fingerprint)
         where not exists (select from marks where application_id = $6)
        """,
        [derived("mark", task.application_id, task.round, mark) for mark in marks],
        [_fingerprint(cipher, mark) for mark in marks],
        task.city,
        task.plan,
        task.id,
        task.application_id,
        task.person_id,
        task.round,
    )


async def elsewhere(
    conn: Connection, cipher: FieldCipher, task: Opened, marks: Sequence[str]
) -> dict[str, int]:
    """In how many cases of others of the plan each mark stands, too."""
    rows = await conn.fetch(
        f"""
        select m.fingerprint, count(distinct m.application_id) as cases
          from marks m
         where m.city = $1 and m.plan = $2 and m.fingerprint = any($3) and m.person_id <> $4 and {_LIVES}
         group by m.fingerprint
        """,  # noqa: S608 - words of ours
        task.city,
        task.plan,
        [_fingerprint(cipher, mark) for mark in marks],
        task.person_id,
    )
    found = {row["fingerprint"]: row["cases"] for row in rows}
    return {mark: found[print_] for mark in marks if (print_ := _fingerprint(cipher, mark)) in found}


async def alike(conn: Connection, task: Task, office_id: UUID) -> list[Alike]:
    """The cases of others with the same evidence: those that an office has or had itself by their task."""
    rows = await conn.fetch(
        f"""
        select m.application_id,
               (select t.id from tasks t
                 where t.application_id = m.application_id and t.office_id = $2
                 order by t.opened_at desc limit 1) as task_id
          from (select distinct city, plan, fingerprint from marks where application_id = $1) own
          join marks m using (city, plan, fingerprint)
         where m.application_id <> $1 and m.person_id <> $3 and {_LIVES}
         group by m.application_id
         order by m.application_id
        """,  # noqa: S608 - words of ours
        task.application_id,
        office_id,
        task.person_id,
    )
    return [read(Alike, row) for row in rows]


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


def _fingerprint(cipher: FieldCipher, mark: str) -> str:
    return cipher.fingerprint(f"evidence-mark:{mark}")
