"""The versions of plans that declarations began with."""

from cities import Plan
from kit.db import Connection
from kit.ids import derived
from kit.rows import insert


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
