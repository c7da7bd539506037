"""The reasons that were given, one row per decision and reason: what statistics count."""

from collections.abc import Sequence
from uuid import UUID

from contracts.sections.decision import Reason
from kit.db import Connection
from kit.ids import derived
from kit.rows import read
from services.review.reasons.domain import Counted
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


async def counted(conn: Connection, *, city: str, plan: str) -> list[Counted]:
    """How often each reason was given in a plan at each stage, and how often its case passed there next."""
    rows = await conn.fetch(
        """
        select g.item, g.code, max(g.words) as words, d.verdict, t.role,
               count(*) as given, count(next.id) as mended
          from given_reasons g
          join decisions d on d.id = g.decision_id
          join tasks t on t.id = d.task_id and t.state = 'decided'
          left join tasks again
            on again.application_id = t.application_id and again.round = t.round + 1
           and again.stage = t.stage and again.state in ('passed', 'decided')
          left join decisions next on next.task_id = again.id and next.verdict = 'passed'
         where g.city = $1 and g.plan = $2
         group by g.item, g.code, d.verdict, t.role
         order by g.item, g.code, d.verdict, min(t.opened_at)
        """,
        city,
        plan,
    )
    return [read(Counted, row) for row in rows]
