"""Cases on a committee's roster, and what its meeting voted of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2

from contracts.application import derived_id
from contracts.case import Role, SectionRef
from contracts.results import Onward, Release, ReleaseNotice, SealResult
from contracts.review import Task
from kit.db import transaction
from services.review.results.domain import Candidate, Vote
from services.review.results.operations import recording
from tests.service.review.world import Case, Office, World

ELECTED = datetime(2022, 11, 30, 1, tzinfo=UTC)
DUE = datetime(2022, 12, 7, 16, tzinfo=UTC)
PASSES = Vote(present=15, yes=10)
FAILS = Vote(present=15, yes=9, text="主要业绩与申报专业的关联不够，代表性不足。")
PLAN = "/review/results/plans/2022-engineer"


def committee(**changes: Any) -> Office:
    return replace(
        Office("绍兴市生态环境专业中评委办公室", Role.COMMITTEE, "committee", person="钱七"), **changes
    )


@dataclass
class Elected:
    """A case of a roster with its task at the committee."""

    case: Case
    task: Task
    place: int
    onward: Onward

    @property
    def release_id(self) -> UUID:
        return derived_id(self.case.id, "release", self.task.stop.stage)

    @property
    def candidate(self) -> Candidate:
        return Candidate(
            id=derived_id(self.case.id, "candidate", self.task.stop.stage),
            application_id=self.case.id,
            person_id=self.task.person_id,
            city="shaoxing",
            plan=self.task.plan,
            office_id=self.task.stop.office_id,
            stage=self.task.stop.stage,
            round=1,
            place=self.place,
            roster=2,
        )

    async def voted(self, world: World, vote: Vote = PASSES) -> None:
        async with transaction(world.pool) as conn:
            await recording.record(conn, self.candidate, vote, by="钱七、孙八")

    async def opened(self, world: World) -> None:
        """The workflow asks what is to become of it."""
        await world.activities.open_release(
            Release(
                id=self.release_id,
                application_id=self.case.id,
                person_id=self.task.person_id,
                city="shaoxing",
                plan=self.task.plan,
                round=1,
                stop=self.task.stop,
                onward=self.onward,
                opened_at=ELECTED,
            )
        )

    async def noticed(self, world: World, due_at: datetime = DUE) -> None:
        await world.activities.note_release(
            ReleaseNotice(release_id=self.release_id, due_at=due_at, is_provisional=False)
        )

    async def sealed(self, world: World, *, titled_at: datetime | None = None) -> SectionRef:
        return await world.activities.seal_result(
            SealResult(
                application_id=self.case.id,
                city="shaoxing",
                plan=self.task.plan,
                round=1,
                stage=self.task.stop.stage,
                name=f"result-1-{self.task.stop.stage}",
                previous="before",
                manifest=self.case.manifest,
                titled_at=titled_at,
            )
        )


async def a_candidate(
    world: World, office: Office, place: int = 1, *, onward: Onward = Onward.PUBLISH, **changes: Any
) -> Elected:
    case = await world.a_case(**changes)
    return Elected(case, await case.task(office), place, onward)


async def elected(
    world: World,
    office: Office,
    names: Sequence[str] = ("张三",),
    *,
    onward: Onward = Onward.PUBLISH,
) -> list[Elected]:
    """Those whom a meeting elected, before their office; the last of the roster comes first."""
    found = [
        await a_candidate(world, office, place, onward=onward, name=name)
        for place, name in enumerate(names, 1)
    ]
    for one in reversed(found):
        await one.voted(world)
    for one in reversed(found):
        await one.opened(world)
    return found


async def announce(browser: httpx2.AsyncClient, telephone: str = "0575-88880000") -> httpx2.Response:
    return await browser.post(PLAN, data={"telephone": telephone})


async def token_of(world: World) -> str:
    (row,) = await world.rows("select token from announcements")
    return str(row["token"])
