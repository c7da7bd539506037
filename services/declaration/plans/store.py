"""The versions of plans that declarations began with."""

from cities import Plan
from contracts.application import Status
from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import insert
from services.declaration.plans.domain import Bound


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
           and (status not in ('refused', 'withdrawn', 'missed', 'unpaid', 'form_issued') or is_reinstated)
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
