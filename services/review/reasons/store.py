"""The reasons that were given, one row per decision and reason: what statistics count."""

from collections.abc import Sequence
from uuid import UUID

from contracts.sections.decision import Reason
from kit.db import Connection
from kit.ids import derived
from services.review.tasks.domain import Task


async def insert_given(conn: Connection, task: Task, decision_id: UUID, given: Sequence[Reason]) -> None:
    """Note which reasons a decision gave."""
    await conn.execute(
        """
        insert into given_reasons (id, city, plan, decision_id, item, code, words)
        select g.id, $1, $2, $3, g.item, g.code, g.words
          from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as g (id, item, code, words)
        """,
        task.city,
        task.plan,
        decision_id,
        [derived("given_reason", decision_id, one.code) for one in given],
        [one.item for one in given],
        [one.code for one in given],
        [one.words for one in given],
    )
