"""Decisions: one per task, for good."""

from uuid import UUID

from contracts.application import Verdict
from contracts.case import Role
from kit.db import Connection
from services.review.examination.domain.decisions import Decision
from services.review.tasks.domain import Task


async def insert_decision(conn: Connection, task: Task, decision: Decision) -> None:
    """Store a decision. A second one for the same task breaks `decisions_one_per_task`."""
    await conn.execute(
        """
        insert into decisions (
            id, city, task_id, verdict, reason, opinion, changes, items, attestation,
            signed_by, account_id, decided_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        decision.id,
        task.city,
        task.id,
        decision.verdict,
        decision.reason,
        decision.opinion,
        list(decision.changes),
        [dict(item) for item in decision.items],
        decision.attestation,
        decision.signed_by,
        decision.account_id,
        decision.decided_at,
    )


async def decision_of_task(conn: Connection, task_id: UUID) -> Decision | None:
    """What was decided."""
    row = await conn.fetchrow(
        """
        select d.*, t.office_name, t.role
          from decisions d
          join tasks t on t.id = d.task_id
         where d.task_id = $1
        """,
        task_id,
    )
    if row is None:
        return None
    return Decision(
        id=row["id"],
        task_id=row["task_id"],
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        opinion=row["opinion"],
        changes=tuple(row["changes"]),
        items=tuple(row["items"]),
        attestation=row["attestation"],
        signed_by=row["signed_by"],
        account_id=row["account_id"],
        decided_at=row["decided_at"],
        office=row["office_name"],
        role=Role(row["role"]),
    )
