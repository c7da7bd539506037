"""The versions of plans that declarations began with."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from cities import Plan
from contracts.application import Status
from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import insert, read
from services.declaration.plans.domain import Bound, Extension, Outage


async def keep_plan(conn: Connection, city: str, plan: Plan) -> None:
    """Keep this version of a plan; it is kept once."""
    await insert(
        conn,
        "plan_versions",
        "on conflict do nothing",
        id=derived("plan_version", city, plan.id, plan.version),
        city=city,
        plan=plan.id,
        version=plan.version,
        content=plan.model_dump(mode="json"),
    )


async def plan_as_started(conn: Connection, city: str, plan: str, version: str) -> Plan:
    """A plan as it was when a declaration began."""
    content = await conn.fetchval(
        "select content from plan_versions where city = $1 and plan = $2 and version = $3",
        city,
        plan,
        version,
    )
    return Plan.model_validate(content)


async def bound_cases(conn: Connection, city: str, plan: str) -> list[Bound]:
    """The cases of a plan that are not over, by the version that they keep and by status."""
    rows = await conn.fetch(
        """
        select content, plan_version, status, count(*) as number,
               min(closes_at) as closes_first, max(closes_at) as closes_last
          from declarations join plan_versions using (city, plan)
         where city = $1 and plan = $2 and version = plan_version
           and (
               status not in (
                   'form_issued', 'handed_in', 'titled', 'not_elected',
                   'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid'
               )
               or is_reinstated
           )
         group by content, plan_version, status
        """,
        city,
        plan,
    )
    found = [_bound(row) for row in rows]
    order = list(Status)
    return sorted(found, key=lambda one: (one.plan.number, one.plan.version, order.index(one.status)))


def _bound(row: Record) -> Bound:
    return Bound(
        plan=Plan.model_validate(row["content"]),
        status=Status(row["status"]),
        number=row["number"],
        closes_first=row["closes_first"],
        closes_last=row["closes_last"],
    )


async def hold_window(conn: Connection, city: str, plan: str) -> None:
    """Let the window of a plan be what it is until the transaction ends; any number may hold it."""
    await conn.execute(
        "select pg_advisory_xact_lock_shared(hashtextextended($1::text, 0))", f"window/{city}/{plan}"
    )


async def lock_window(conn: Connection, city: str, plan: str) -> None:
    """Have nobody else hold the window of a plan while it changes."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", f"window/{city}/{plan}")


async def insert_extension(conn: Connection, extension: Extension) -> None:
    """Keep an extension."""
    await insert(
        conn,
        "plan_extensions",
        id=extension.id,
        city=extension.city,
        plan=extension.plan,
        outage_from=extension.outage.since,
        outage_until=extension.outage.until,
        old_closes_at=extension.old_closes_at,
        closes_at=extension.closes_at,
        at=extension.at,
        by=extension.by,
        why=extension.why,
    )


async def extension(conn: Connection, extension_id: UUID) -> Extension | None:
    """One extension."""
    row = await conn.fetchrow("select * from plan_extensions where id = $1", extension_id)
    return (
        read(Extension, row, outage=Outage(since=row["outage_from"], until=row["outage_until"]))
        if row
        else None
    )


async def extended_until(conn: Connection, city: str, plan: str) -> datetime | None:
    """When the window of a plan ends by its last extension; none without one."""
    found: datetime | None = await conn.fetchval(
        "select max(closes_at) from plan_extensions where city = $1 and plan = $2", city, plan
    )
    return found


async def all_extended(conn: Connection) -> Mapping[tuple[str, str], datetime]:
    """When each window that was extended ends."""
    rows = await conn.fetch(
        "select city, plan, max(closes_at) as ends from plan_extensions group by city, plan"
    )
    return {(row["city"], row["plan"]): row["ends"] for row in rows}
