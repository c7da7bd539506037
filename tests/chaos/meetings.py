"""What must be true of a meeting that is over and of those on whom it voted, whatever happened meanwhile."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from contracts.results import Outcome
from deploy.demo.journey import Journey
from deploy.demo.meeting import SEATS, Meeting
from services.archive.file.operations.granting import title_id
from tests.chaos.books import Rows, rows
from tests.chaos.faults import World
from tests.chaos.invariants import soon

Numbers = dict[UUID, tuple[int, int]]  # of each application: number, and version of the roster


@dataclass(frozen=True, kw_only=True)
class Met:
    """A meeting, at which stage of their way it was, and what became of whom."""

    meeting: Meeting
    elected: Sequence[Journey]
    not_elected: Sequence[Journey] = ()
    stage: str = "committee"

    @property
    def id(self) -> UUID:
        return UUID(self.meeting.address.rpartition("/")[2])

    @property
    def everybody(self) -> list[UUID]:
        return ids([*self.elected, *self.not_elected])


async def numbers(world: World, people: Sequence[Journey], stage: str = "committee") -> Numbers:
    """What the roster gave."""
    query = (
        "select application_id, number, version from candidates where application_id = any($1) and stage = $2"
    )
    found = await rows(world.stack, "review", query, ids(people), stage)
    return {row["application_id"]: (row["number"], row["version"]) for row in found}


async def hold(world: World, met: Met, *more: "Invariant") -> None:
    """Everything that holds of every meeting, and of this one."""
    for invariant in (*OF_A_MEETING, *more):
        await soon(partial(invariant, world, met))


async def roster_was_frozen_once(world: World, met: Met) -> None:
    """One version has all of them and nobody else; versions and numbers of the plan have no gap."""
    candidates = await _of_the_office(world, met, "candidates", "application_id, number, version", "number")
    own = [row for row in candidates if row["application_id"] in met.everybody]
    assert Counter(row["application_id"] for row in own) == Counter(met.everybody)
    (version,) = {row["version"] for row in own}
    versions = await _of_the_office(world, met, "rosters", "version, added", "version")
    assert [row["version"] for row in versions] == list(range(1, len(versions) + 1))
    assert versions[version - 1]["added"] == len(own)
    numbered = [row["number"] for row in candidates if row["number"]]
    assert numbered == list(range(1, len(numbered) + 1))
    assert sum(row["added"] for row in versions) == len(numbered)


async def each_vote_counts_once(world: World, met: Met) -> None:
    """What was counted are the ballots of all members, for each case."""
    query = "select closed_at is not null as closed from meetings where id = $1"
    assert await rows(world.stack, "review", query, met.id) == [{"closed": True}]
    query = "select application_id, is_yes from ballots where meeting_id = $1"
    found = await rows(world.stack, "review", query, met.id)
    ballots = Counter((row["application_id"], row["is_yes"]) for row in found)
    query = "select application_id, present, yes, no, is_passed from tallies where meeting_id = $1"
    tallies = await rows(world.stack, "review", query, met.id)
    assert Counter(row["application_id"] for row in tallies) == Counter(met.everybody)
    for row in tallies:
        case, members = row["application_id"], sum(SEATS)
        assert (row["yes"], row["no"]) == (ballots[case, True], ballots[case, False])
        assert row["is_passed"] == (case in ids(met.elected))
        assert (row["present"], row["yes"]) == (members, members if row["is_passed"] else 0)


async def each_result_is_told_once(world: World, met: Met) -> None:
    """One result of each case as it was counted, and one event of it."""
    query = """
        select result.application_id, result.outcome,
               result.yes = tally.yes and result.present = tally.present as counted
        from results as result left join tallies as tally using (meeting_id, application_id)
        where application_id = any($1) and stage = $2
        """
    results = await rows(world.stack, "review", query, met.everybody, met.stage)
    assert all(row["counted"] for row in results)
    assert Counter((row["application_id"], row["outcome"]) for row in results) == Counter(
        [
            *((case, Outcome.ELECTED) for case in ids(met.elected)),
            *((case, Outcome.NOT_ELECTED) for case in ids(met.not_elected)),
        ]
    )
    query = """
        select about from outbox
        where topic = 'review.judged' and body ->> 'candidate_id' in
            (select candidate_id::text from results where meeting_id = $1)
        """
    told = await rows(world.stack, "review", query, met.id)
    assert Counter(row["about"] for row in told) == Counter(met.everybody)


async def each_elected_is_public_once(world: World, met: Met) -> None:
    """One list of all of them, with numbers of certificates that nobody else of the city has."""
    released = await _announced_once(world, met, "review.result_published")
    assert all(row["is_over"] for row in released)
    query = "select serial from releases where city = $1 and serial is not null order by serial"
    every = await rows(world.stack, "review", query, met.elected[0].cast.unit.city)
    assert [row["serial"] for row in every] == list(range(1, len(every) + 1))


async def each_elected_is_recommended_once(world: World, met: Met) -> None:
    """One list of all of them, and each is at the next office once."""
    released = await _announced_once(world, met, "review.recommended")
    assert {row["serial"] for row in released} == {None}
    query = "select application_id from tasks where application_id = any($1) and stage = 'senior-committee'"
    tasks = await rows(world.stack, "review", query, met.everybody)
    assert Counter(row["application_id"] for row in tasks) == Counter(ids(met.elected))


async def each_title_is_in_the_archive_once(world: World, met: Met) -> None:
    query = """
        select items.id from items left join item_versions as version on version.item_id = items.id
        where kind = 'title' and deleted_at is null and state = 'verified' and items.id = any($1)
        """
    found = await rows(world.stack, "archive", query, [title_id(case) for case in met.everybody])
    assert Counter(row["id"] for row in found) == Counter(title_id(case) for case in ids(met.elected))


def ids(people: Iterable[Journey]) -> list[UUID]:
    """Their applications."""
    return [one.application_id for one in people]


async def _of_the_office(world: World, met: Met, table: str, wanted: str, order: str) -> Rows:
    """All lines of the office and the plan for which it met."""
    query = f"""
        select {wanted} from {table}
        where (office_id, plan) = (select office_id, plan from meetings where id = $1) order by {order}
        """  # noqa: S608 - words of ours
    return await rows(world.stack, "review", query, met.id)


async def _announced_once(world: World, met: Met, topic: str) -> Rows:
    query = """
        select application_id, announcement_id, serial, is_over from releases
        where application_id = any($1) and stage = $2
        """
    released = await rows(world.stack, "review", query, met.everybody, met.stage)
    assert Counter(row["application_id"] for row in released) == Counter(ids(met.elected))
    (announced,) = {row["announcement_id"] for row in released}
    assert announced
    query = "select about from outbox where topic = $1 and about = any($2)"
    told = await rows(world.stack, "review", query, topic, met.everybody)
    assert Counter(row["about"] for row in told) == Counter(ids(met.elected))
    query = """
        select count(*) as empty from announcements
        where not exists (select from releases where announcement_id = announcements.id)
        """
    assert await rows(world.stack, "review", query) == [{"empty": 0}]
    return released


Invariant = Callable[[World, Met], Awaitable[None]]
OF_A_MEETING: tuple[Invariant, ...] = (
    roster_was_frozen_once,
    each_vote_counts_once,
    each_result_is_told_once,
)
OF_PUBLIC_RESULTS: tuple[Invariant, ...] = (each_elected_is_public_once, each_title_is_in_the_archive_once)
