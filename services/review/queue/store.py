"""The lists of an office: what waits, what it has done, in some order, after a mark.

The indexes `tasks_inbox`, `tasks_due`, `tasks_done` and `tasks_named` answer filters and orders; only the
lines of a page are read from the table.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from contracts.dues import DueLook, DueStanding, Reached
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import read
from kit.session import Session
from kit.stretch import Mark
from services.review.queue.domain import SOON, Candidate, Heap, Holder, Order, Waiting, Wanted, by_name
from services.review.tasks.domain import Phase
from services.review.tasks.store import names

_LINES = """
    select t.id, t.person_id, t.applicant_encrypted, t.employer, t.plan_title, t.category, t.specialty,
           t.kind, t.remarks, t.round, t.role, t.state, t.opened_at, t.closed_at, t.records, t.files, t.bare,
           t.taken_by_name,
           d.verdict, coalesce(p.due_at, case when t.due_days > 0 then t.due_at end) as due_at,
           p.is_provisional, p.is_over, p.recorded_at, p.id as publicity_id,
           e.examined, e.items
      from tasks t
      left join decisions d on d.task_id = t.id
      left join publicities p on p.task_id = t.id
      left join lateral (
          select count(f.mark) as examined, count(*) as items from findings f where f.task_id = t.id
      ) e on true
"""
_PLANS = """
    with recursive known (plan, title) as (
        (select plan, plan_title from tasks where office_id = $1 order by plan, plan_title limit 1)
        union all
        select next.plan, next.plan_title
          from known
         cross join lateral (
             select plan, plan_title from tasks
              where office_id = $1 and plan > known.plan
              order by plan, plan_title limit 1
         ) next
    )
    select plan, title from known order by title, plan
"""
_STATE = {False: "t.state = 'open'", True: "t.state <> 'open'"}
_FILTERS = """
    and ($5 = '' or t.plan = $5) and ($6 = '' or t.kind = $6) and ($7 = '' or $7 = any(t.remarks))
    and ($8 = '' or ($8 = 'again') = (t.round > 1))
    and ($9::timestamptz is null or t.due_at >= $9) and ($10::timestamptz is null or t.due_at < $10)
    and ($11 = '' or t.taken_by is not distinct from $12)
"""
_NONE = "null::text"  # what was done is neither due nor in somebody's hands
_DUE_SPAN = "case when t.due_at < $5 then 'over' when t.due_at < $6 then 'soon' end"
_HOLDER = "case when t.taken_by is null then 'nobody' when t.taken_by = $7 then 'mine' end"
_TIME, _DUE, _CLOSED = "t.opened_at, t.id", "t.due_at, t.opened_at, t.id", "t.closed_at desc, t.id"
_AFTER = {
    _TIME: "and (t.opened_at, t.id) > ($14, $15)",
    _DUE: """
        and (t.due_at, t.opened_at, t.id)
          > (coalesce((select due_at from tasks where id = $15), '-infinity'), $14, $15)
    """,
    _CLOSED: "and t.closed_at <= $14 and (t.closed_at < $14 or t.id > $15)",
}


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody wants of an office's tasks, at this moment; `pieces` are of a name."""

    office_id: UUID
    wanted: Wanted
    at: datetime
    who: Session
    pieces: names.Pieces | None = None

    @classmethod
    def of(
        cls,
        cipher: FieldCipher,
        office_id: UUID,
        plans: Sequence[tuple[str, str]],
        wanted: Wanted,
        at: datetime,
        who: Session,
    ) -> Self:
        """A name is looked for in the plan that is wanted, or in all that the office has tasks of."""
        known = [wanted.plan] if wanted.plan else [plan for plan, _ in plans]
        pieces = names.sought(cipher, known, wanted.name) if wanted.name else None
        return cls(office_id=office_id, wanted=wanted, at=at, who=who, pieces=pieces)

    @property
    def heap(self) -> str:
        """The condition without the filters that are counted."""
        named = "t.name_parts && $3 and t.name_parts && $4" if self.pieces else "$3::bigint[] = $4::bigint[]"
        of = "where t.office_id = $1 and ($2 = '' or strpos(t.employer, $2) > 0)"
        own = f" and t.person_id <> '{self.who.person_id}'" if self.who.person_id else ""  # an id, no text
        return f"{of} and {_STATE[self.wanted.is_done]} and {named}{own}"

    @property
    def heap_values(self) -> list[Any]:
        """Its values."""
        begin, end = self.pieces or ([], [])
        return [self.office_id, self.wanted.employer, begin, end]

    @property
    def condition(self) -> str:
        """The whole condition."""
        return self.heap + _FILTERS

    @property
    def values(self) -> list[Any]:
        """Its values."""
        one = self.wanted
        since, until = one.due_between(self.at)
        narrow = [one.plan, one.kind, one.special, one.round or "", since, until, one.who or ""]
        return [*self.heap_values, *narrow, self.who.account_id if one.who is Holder.MINE else None]

    @property
    def order(self) -> str:
        """As the index has it."""
        if self.wanted.is_done:
            return _CLOSED
        return _DUE if self.wanted.order is Order.DUE else _TIME


async def plan_anew(conn: Connection) -> None:
    """Let each statement be planned for its values until the transaction ends.

    A filter that is not set then falls out of the condition; one plan for all values opens many rows.
    """
    await conn.execute("set local plan_cache_mode = force_custom_plan")


async def plans(conn: Connection, office_id: UUID) -> list[tuple[str, str]]:
    """The plans that this office has tasks of, with their titles."""
    return [(row["plan"], row["title"]) for row in await conn.fetch(_PLANS, office_id)]


async def heaps(conn: Connection, search: Search) -> list[Heap]:
    """What is like what among the cases that a list could show, whatever is chosen of the counted filters."""
    due, who = (_NONE, _NONE) if search.wanted.is_done else (_DUE_SPAN, _HOLDER)
    rows = await conn.fetch(
        f"""
        select t.plan, t.kind, case when t.round > 1 then 'again' else 'first' end as round, t.remarks,
               {due} as due, {who} as who, count(*) as cases
          from tasks t {search.heap} and $5 < $6::timestamptz and $7::uuid is not null
         group by 1, 2, 3, 4, 5, 6
        """,  # noqa: S608 - words of ours
        *search.heap_values,
        search.at,
        search.at + SOON,
        search.who.account_id,
    )
    return [read(Heap, row) for row in rows]


async def count(conn: Connection, search: Search) -> int:
    """How many cases a list has."""
    found: int = await conn.fetchval(
        f"select count(*) from tasks t {search.condition}",  # noqa: S608 - words of ours
        *search.values,
    )
    return found


async def count_refused(conn: Connection, office_id: UUID) -> int:
    """How many refusals of an office nobody was told of yet."""
    found: int = await conn.fetchval(
        "select count(*) from tasks where office_id = $1 and state = 'refused'", office_id
    )
    return found


async def count_re_reviews(conn: Connection, office_id: UUID) -> int:
    """How many requests for a re-review wait for an office's answer."""
    found: int = await conn.fetchval(
        "select count(*) from re_reviews where office_id = $1 and finding is null", office_id
    )
    return found


async def dues(conn: Connection, look: DueLook, today_ends: datetime, soon_ends: datetime) -> DueStanding:
    """How many cases of an office are due in each stage, and up to when; of what is due by then.

    What was passed is the office's until it is sent on.
    """
    row = await conn.fetchrow(
        """
        with mine as (
            select due_at, false as is_passed from tasks
             where office_id = $1 and state = 'open' and due_at <= $4
             union all
            select due_at, true from tasks where office_id = $1 and state = 'passed' and due_at <= $4
        )
        select count(*) filter (where due_at > $3) as soon,
               count(*) filter (where due_at > $2 and due_at <= $3) as today,
               count(*) filter (where due_at <= $2) as late,
               count(*) filter (where due_at <= $2 and is_passed) as unsent,
               max(due_at) filter (where due_at > $3) as soon_at,
               max(due_at) filter (where due_at > $2 and due_at <= $3) as today_at,
               max(due_at) filter (where due_at <= $2) as late_at
          from mine
        """,
        look.office_id,
        look.at,
        today_ends,
        soon_ends,
    )
    assert row is not None  # noqa: S101 - counting gives a row
    reached = Reached(soon=row["soon_at"], today=row["today_at"], late=row["late_at"])
    return read(DueStanding, row, reached=reached)


async def listed(
    conn: Connection, cipher: FieldCipher, search: Search, *, limit: int, after: Mark | None
) -> list[Waiting]:
    """Some lines of a list, after a mark."""
    going_on = _AFTER[search.order] if after else "and $14::timestamptz is null and $15::uuid is null"
    rows = await conn.fetch(
        f"""
        with page as materialized (
            select t.id from tasks t {search.condition} {going_on} order by {search.order} limit $13
        )
        {_LINES} where t.id in (select id from page) order by {search.order}
        """,  # noqa: S608 - words of ours
        *search.values,
        limit,
        after.at if after else None,
        after.id if after else None,
    )
    return [_waiting(row, cipher) for row in rows]


async def following(conn: Connection, search: Search, task_id: UUID, mark: Mark) -> UUID | None:
    """The task after this one in a list of what waits, or the first of it; none when it is alone."""
    rows = await conn.fetch(
        f"""
        (select t.id from tasks t {search.condition} {_AFTER[search.order]} order by {search.order} limit $13)
         union all
        (select t.id from tasks t {search.condition} order by {search.order} limit 2)
        """,  # noqa: S608 - words of ours
        *search.values,
        1,
        mark.at,
        mark.id,
    )
    return next((row["id"] for row in rows if row["id"] != task_id), None)


async def listed_by_name(
    conn: Connection, cipher: FieldCipher, search: Search, *, limit: int, after: Mark | None
) -> list[Waiting]:
    """The same by name: names are encrypted, so that the list must not be long (`MOST_BY_NAME`).

    The line of the mark is among them wherever it is by now, so that its place is known.
    """
    seen = after.id if after else None
    rows = await conn.fetch(
        f"""
        select t.id, t.applicant_encrypted, true as is_there from tasks t {search.condition}
         union all
        select id, applicant_encrypted, false from tasks where id = $13 and office_id = $1
        """,  # noqa: S608 - words of ours
        *search.values,
        seen,
    )

    def sought() -> list[UUID]:
        return by_name([read(Candidate, row, cipher) for row in rows], after=seen)[:limit]

    ids = await asyncio.to_thread(sought)  # decrypted beside other requests
    found = await conn.fetch(_LINES + "where t.id = any($1)", ids)
    return sorted((_waiting(row, cipher) for row in found), key=lambda line: ids.index(line.id))


async def numbered(conn: Connection, cipher: FieldCipher, office_id: UUID, number: int) -> list[Waiting]:
    """Every task of this office that is about the case of a number (`kit/reference.py`), the newest first."""
    rows = await conn.fetch(
        _LINES + "where t.office_id = $1 and t.number = $2 order by t.opened_at desc, t.id",
        office_id,
        number,
    )
    return [_waiting(row, cipher) for row in rows]


def _waiting(row: Record, cipher: FieldCipher) -> Waiting:
    return read(Waiting, row, cipher, publicity=_phase(row), is_provisional=row["is_provisional"] is True)


def _phase(row: Record) -> Phase:
    if row["publicity_id"] is None:
        return Phase.UNPOSTED
    if row["recorded_at"]:
        return Phase.RECORDED
    if row["is_over"]:
        return Phase.OVER
    return Phase.RUNNING if row["due_at"] else Phase.COUNTING
