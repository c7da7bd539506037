"""卡住的事项: how much of what kind in which city, which ones, and one case."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from cities import Cities
from contracts.stuck import KIND_NAMES, Kind
from kit.clock import now
from kit.db import transaction
from kit.errors import NotFound, Unavailable
from kit.http import Conn, state
from kit.session import Session, require
from kit.web.pages import render
from services.operations import store
from services.operations.domain import Look
from services.operations.gateway import Engine
from services.operations.operations import may_see
from services.operations.web import views

router = APIRouter(prefix="/operations")
LISTED = 150  # as many cases as the address of a form can name (`kit.admission`)
Operator = Annotated[Session, Depends(require("operator"))]


def _cities(request: Request) -> Cities:
    known: Cities = state(request, "cities")
    return known


Known = Annotated[Cities, Depends(_cities)]


def kind_of(text: str) -> Kind:
    """The kind that stands in an address or a form."""
    try:
        return Kind(text)
    except ValueError as error:
        raise NotFound from error


@router.get("")
async def show_overview(request: Request, who: Operator, conn: Conn, known: Known) -> HTMLResponse:
    """Kinds by cities, each with its number and the age of the oldest."""
    tallies = await store.tallies(conn, who.city)
    asked = await store.asked(conn)
    names = views.city_names(known, who.city, (tally.city for tally in tallies))
    return render(
        request,
        "operations/overview.html",
        kinds=[(kind, KIND_NAMES[kind]) for kind in Kind],
        meanings=[(KIND_NAMES[kind], words) for kind, words in views.MEANINGS.items()],
        rows=views.overview(tallies, names, now()),
        **views.freshness(asked, now()),
    )


@router.get("/findings")
async def show_findings(
    request: Request, who: Operator, conn: Conn, known: Known, kind: str, city: str = ""
) -> HTMLResponse:
    """What is stuck in one way in one city, the oldest first."""
    asked_kind = kind_of(kind)
    if not may_see(who, city):
        raise NotFound
    found = await store.stuck(conn, asked_kind, city, LISTED)
    count = sum(one.count for one in await store.tallies(conn, city) if (one.kind, one.city) == (kind, city))
    asked = await store.asked(conn)
    return render(
        request,
        "operations/findings.html",
        kind=kind,
        kind_name=KIND_NAMES[asked_kind],
        meaning=views.MEANINGS[asked_kind],
        city=views.name_of(known, city),
        city_slug=city,
        lines=[views.line(one, now()) for one in found],
        is_all_chosen="all" in request.query_params,
        count=max(count, len(found)),
        **views.freshness(asked, now()),
    )


@router.get("/cases/{case_id:uuid}")
async def show_case(request: Request, who: Operator, known: Known, case_id: UUID) -> HTMLResponse:
    """One case: in which ways it is or was stuck, and how the engine has it."""
    async with transaction(state(request, "pool")) as conn:
        found = await store.stuck_of_case(conn, case_id)
    if not any(may_see(who, one.city) for one in found):
        raise NotFound
    engine: Engine = state(request, "engine")
    look: Look | None = None
    is_away = False
    try:
        look = await engine.look(case_id)
    except Unavailable:
        is_away = True
    city = next(one.city for one in found if may_see(who, one.city))
    shown: dict[str, Any] = {
        "case_id": case_id,
        "city": views.city_names(known, city, [city])[city],
        "now_stuck": [views.line(one, now()) for one in found if one.gone_at is None],
        "remedies": views.remedies(found),
        "was_stuck": [views.past(one) for one in found if one.gone_at is not None],
        "look": look,
        "is_away": is_away,
        "happenings": views.happenings(look),
        "pending": views.pending(look, now()),
        "engine_link": views.engine_link(state(request, "settings"), case_id, look),
    }
    return render(request, "operations/case.html", **shown)
