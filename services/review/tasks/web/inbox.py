"""The inbox (E3.1, B1.1)."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.access import Shown
from contracts.normal.names import person_name
from kit.clock import now
from kit.db import Connection, transaction
from kit.errors import Fault
from kit.reference import typed_stem
from kit.session import Session
from kit.stretch import Mark, Stretch
from kit.web.pages import Form, render
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Counts, Order, State, Waiting, Wanted
from services.review.tasks.store import lists as store
from services.review.tasks.web import views
from services.review.web.parts import Desk, Examiner, Means

router = APIRouter()

PAGE = 25
DONE = "done"
NO_NUMBER = Fault(field="number", message="申报编号是 10 位数字，例如 384-107-6252，请与申报人员逐位核对")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Some of what waits, or of what was done; or all that a number found, in the one or the other."""

    stretch: Stretch[Waiting]
    is_done: bool
    is_sought: bool = False  # by a name
    is_search: bool = False  # by a number


@router.get("/review")
async def show_inbox(
    request: Request,
    who: Examiner,
    desk: Desk,
    state: str = "",
    plan: str = "",
    name: str = "",
    number: str = "",
    order: str = "",
    after: str = "",
) -> HTMLResponse:
    """What waits at this office, or what it has done; or the case of a number that somebody told."""
    wanted = Wanted(
        is_done=state == DONE,
        plan=plan,
        name=person_name(name),
        order=Order(order) if order in set(Order) else Order.TIME,
    )
    async with transaction(desk.pool) as conn:
        office = who.org_id
        counts = await store.counts(conn, office, plan) if office else Counts(waiting=0, done=0)
        plans = await store.plans(conn, office) if office else []
    stem = typed_stem(number)
    is_amiss = bool(number.strip()) and stem is None
    if stem is not None:
        listing = await _numbered(desk, who, stem)
    else:
        listing = await _listed(desk, who, wanted, Mark.read(after))
    return render(
        request,
        "tasks/inbox.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_amiss else HTTPStatus.OK,
        title=views.TITLES[who.role],
        counts=counts,
        listing=listing,
        form=Form(request.query_params, [NO_NUMBER] if is_amiss else []),
        plans=plans,
        orders=views.orders(who.role, is_done=listing.is_done),
        plan=plan,
        is_employer=who.role == "clerk",
        is_authorised=who.org_id is not None,
        views=views,
        now=now(),
    )


async def _listed(desk: Means, who: Session, wanted: Wanted, after: Mark | None) -> Listing:
    found: list[Waiting] = []
    if who.org_id:
        async with transaction(desk.pool) as conn:
            found = await store.listed(conn, desk.cipher, who.org_id, wanted, limit=PAGE + 1, after=after)
            await _tell_read(conn, who, found[:PAGE])
    stretch = Stretch.of(found, PAGE, after)
    return Listing(stretch=stretch, is_done=wanted.is_done, is_sought=bool(wanted.name))


async def _numbered(desk: Means, who: Session, stem: int) -> Listing:
    """What waits comes before what was done: a case that came back is meant as it is now."""
    found: list[Waiting] = []
    if who.org_id:
        async with transaction(desk.pool) as conn:
            every = await store.numbered(conn, desk.cipher, who.org_id, stem)
            found = [one for one in every if one.state is State.OPEN] or every
            await _tell_read(conn, who, found)
    is_done = bool(found) and found[0].state is not State.OPEN
    return Listing(stretch=Stretch.of(found, len(found), None), is_done=is_done, is_search=True)


async def _tell_read(conn: Connection, who: Session, lines: list[Waiting]) -> None:
    await tasks.tell_read(conn, who, [one.person_id for one in lines], Shown.CASE_LIST)
