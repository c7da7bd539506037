"""The rows of one case and what was told of it, at one moment, and what must hold of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.case import Role
from kit.db import transaction
from services.review.examination.operations.examining import Examination
from services.review.publicity.domain import phase_of
from services.review.tasks.domain import Phase, Queue, State
from services.review.tasks.store.tasks import queue
from tests.service.review.world import World

TOLD = "select topic, body from outbox where about = $1 and topic <> 'review.read' order by position"
VERDICTS_MADE = """
    select task_id, verdict from decisions where task_id in (select id from tasks where application_id = $1)
"""
LAST = """
    select distinct on (about) about, body from outbox
     where about = any($1) and topic = 'review.queue_changed'
     order by about, position desc
"""
ALIVE = {State.OPEN, State.PASSED, State.REFUSED}
KEPT = {
    "tasks": "application_id = $1",
    "publicities": "application_id = $1",
    "objections": "application_id = $1",
    "timeline": "application_id = $1",
    "decisions": "task_id in (select id from tasks where application_id = $1)",
    "findings": "task_id in (select id from tasks where application_id = $1)",
    "checks": "task_id in (select id from tasks where application_id = $1)",
}


@dataclass(frozen=True)
class Now:
    """The rows of a case, and what was told, at one moment."""

    told: list[Any]
    tasks: list[Any]
    verdicts: dict[UUID, str]
    queues: dict[UUID, Queue]
    last: dict[UUID, dict[str, Any]]  # what each office was told last

    def one_task_is_alive(self, awaited: Collection[UUID]) -> None:
        """At most one, which the workflow awaits; and no stop has two in a round."""
        alive = {row["id"] for row in self.tasks if row["state"] in ALIVE}
        assert len(alive) <= 1
        assert alive <= set(awaited)
        assert len(self.tasks) == len({(row["round"], row["stage"]) for row in self.tasks})

    def nothing_lies_at_an_office_that_is_gone(
        self, names: Mapping[UUID, str], gone: Collection[UUID]
    ) -> None:
        for row in self.tasks:
            assert row["office_id"] not in gone
            assert row["state"] != State.OPEN or row["office_name"] == names[row["office_id"]]

    def offices_are_told_what_waits(self) -> None:
        for office, found in self.queues.items():
            body = self.last.get(office)
            told = tuple(body[name] for name in ("waiting", "passed", "resting")) if body else (0, 0, 0)
            assert told == (found.waiting, found.passed, found.resting)


async def look(world: World, application_id: UUID, offices: Collection[UUID]) -> Now:
    """All that is compared."""
    async with transaction(world.pool) as conn:
        verdicts = await conn.fetch(VERDICTS_MADE, application_id)
        return Now(
            told=await conn.fetch(TOLD, application_id),
            tasks=await conn.fetch("select * from tasks where application_id = $1", application_id),
            verdicts={row["task_id"]: row["verdict"] for row in verdicts},
            queues={office: await queue(conn, office) for office in offices},
            last={row["about"]: row["body"] for row in await conn.fetch(LAST, list(offices))},
        )


async def all_of(world: World, application_id: UUID) -> dict[str, list[Any]]:
    """Every row of a case that people read."""
    async with transaction(world.pool) as conn:
        return {
            table: await conn.fetch(f"select * from {table} where {mine} order by id", application_id)  # noqa: S608 - words of ours
            for table, mine in KEPT.items()
        }


def had_what_it_needs(standing: Examination) -> None:
    """A pass, at the moment at which it is told (E4.4, B3.3, C2.1, M1.1)."""
    task, decision = standing.task, standing.decision
    assert standing.is_fulfilled
    assert not standing.objections.open
    assert not standing.objections.upheld
    assert decision
    assert decision.opinion
    if task.role is Role.EMPLOYER:
        assert phase_of(standing.publicity) is Phase.RECORDED
        assert decision.attestation
    assert task.commission_id or not task.needs_commission
