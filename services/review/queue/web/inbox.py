"""The inbox (E3.1, B1.1)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.access import Shown
from kit.clock import now
from kit.db import Connection, transaction
from kit.errors import Fault
from kit.reference import typed_stem
from kit.session import Session
from kit.stretch import Mark, Stretch
from kit.web.pages import Form, render
from services.review.queue import store
from services.review.queue.domain import MOST_BY_NAME, Order, Waiting, Wanted, counted, shown
from services.review.queue.store import Search
from services.review.queue.web import views
from services.review.queue.web.asked import Asked
from services.review.tasks import operations as tasks
from services.review.tasks.domain import State
from services.review.web.parts import Desk, Examiner, Means

router = APIRouter()

PAGE = 25
NO_NUMBER = Fault(field="number", message="申报编号是 10 位数字，例如 384-107-6255，请与申报人员逐位核对")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Some of what waits, or of what was done; or all that a number found, in the one or the other."""

    stretch: Stretch[Waiting]
    is_done: bool
    is_search: bool = False  # by a number


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many cases each list has, and how many each choice would show of the list that is shown."""

    waiting: int = 0
    done: int = 0
    choices: Mapping[str, Counter[str]] = field(default_factory=lambda: counted([], Wanted()))
    plans: Sequence[tuple[str, str]] = ()

    def is_by_name(self, wanted: Wanted) -> bool:
        """Whether the list can be had by name."""
        return (self.done if wanted.is_done else self.waiting) <= MOST_BY_NAME


@router.get("/review")
async def show_inbox(
    request: Request, who: Examiner, desk: Desk, asked: Asked, number: str = "", after: str = ""
) -> HTMLResponse:
    """What waits at this office, or what it has done; or the case of a number that somebody told."""
    stem, mark, wanted = typed_stem(number), Mark.read(after), asked.wanted
    faults = [*asked.faults, *([NO_NUMBER] if number.strip() and stem is None else [])]
    counts, listing = Counts(), Listing(stretch=Stretch.of([], PAGE, mark), is_done=wanted.is_done)
    is_due = who.role == "clerk" or bool(desk.cities.city(who.city).examination_days.by_kind)
    refused = re_reviews = 0
    if who.org_id:
        async with transaction(desk.pool) as conn:
            await store.plan_anew(conn)
            plans = await store.plans(conn, who.org_id)
            search = Search.of(desk.cipher, who.org_id, plans, wanted, now(), who)
            counts = await _counts(conn, search, plans)
            if stem is None:
                listing = await _listed(conn, desk, search, counts, mark)
            else:
                listing = await _numbered(conn, desk, who, who.org_id, stem)
            refused = await store.count_refused(conn, who.org_id)
            re_reviews = await store.count_re_reviews(conn, who.org_id)
            lines = listing.stretch.lines
            await tasks.tell_read(conn, who, [one.person_id for one in lines], Shown.CASE_LIST)
    return render(
        request,
        "queue/inbox.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        title=views.TITLES[who.role],
        counts=counts,
        refused=refused,
        re_reviews=re_reviews,
        listing=listing,
        form=Form(request.query_params, faults),
        wanted=wanted,
        orders=views.orders(
            who.role, is_due=is_due, is_by_name=counts.is_by_name(wanted), is_done=listing.is_done
        ),
        is_due=is_due,
        role=who.role,
        is_employer=who.role == "clerk",
        is_authorised=who.org_id is not None,
        keeps_register=who.role == "official" and desk.cities.keeps_register(who.org_id),
        is_committee=desk.cities.is_committee(who.org_id),
        has_below=bool(who.org_id and who.role == "official" and desk.cities.below(who.org_id)),
        has_plans=bool(who.org_id and desk.cities.plans_of(who.org_id)),
        views=views,
        now=now(),
    )


async def _counts(conn: Connection, search: Search, plans: Sequence[tuple[str, str]]) -> Counts:
    heaps, wanted = await store.heaps(conn, search), search.wanted
    here = shown(heaps, wanted)
    other = await store.count(conn, replace(search, wanted=wanted.turned))
    waiting, done = (other, here) if wanted.is_done else (here, other)
    return Counts(waiting=waiting, done=done, choices=counted(heaps, wanted), plans=plans)


async def _listed(
    conn: Connection, desk: Means, search: Search, counts: Counts, after: Mark | None
) -> Listing:
    is_by_name = search.wanted.order is Order.NAME and counts.is_by_name(search.wanted)
    of = store.listed_by_name if is_by_name else store.listed
    found = await of(conn, desk.cipher, search, limit=PAGE + 1, after=after)
    return Listing(stretch=Stretch.of(found, PAGE, after), is_done=search.wanted.is_done)


async def _numbered(conn: Connection, desk: Means, who: Session, office_id: UUID, stem: int) -> Listing:
    """What waits comes before what was done: a case that came back is meant as it is now."""
    found = await store.numbered(conn, desk.cipher, office_id, stem)
    every = tasks.of_others(who, found)
    found = [one for one in every if one.state is State.OPEN] or every
    is_done = bool(found) and found[0].state is not State.OPEN
    return Listing(stretch=Stretch.of(found, len(found), None), is_done=is_done, is_search=True)
