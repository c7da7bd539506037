"""申报计划 and 马上申报."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import Cities, City, Plan
from kit.clock import now
from kit.errors import Fault, NotFound
from kit.http import Conn, state
from kit.session import Anyone, Session
from kit.web.pages import redirect, render
from services.declaration.drafting.domain.readiness import Missing
from services.declaration.drafting.operations.start import NotReady, Person, lacking, start_declaration
from services.declaration.drafting.store.declarations import active_declaration
from services.declaration.plans.web.views import listed, shown
from services.declaration.web.parts import Applicant

router = APIRouter()


@router.get("/plans")
async def list_plans(request: Request, who: Anyone) -> Response:
    """The plans of one's own city, or of all cities for a visitor; what is open comes first."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    return render(
        request,
        "plans/list.html",
        plans=listed([own] if own else list(cities), now()),
        city=own.name if own else "",
    )


@router.get("/plans/{plan_id}")
async def show_plan(request: Request, plan_id: str, who: Anyone, conn: Conn) -> Response:
    """A plan's requirements, window, deadlines and fee, and what stands against starting."""
    city, plan = _find(request, plan_id, who)
    if who is None or who.role != "applicant":
        return _page(request, city, plan)
    person = Person(id=who.account_id, city=city.slug)
    active = await active_declaration(conn, person.id, city=person.city, plan=plan.id)
    stands_against = () if active else await lacking(conn, person, plan, now())
    return _page(request, city, plan, lacking=stands_against, active=active)


@router.post("/plans/{plan_id}/start")
async def start(request: Request, plan_id: str, who: Applicant, conn: Conn) -> Response:
    """马上申报. A second click leads to the same declaration."""
    city, plan = _find(request, plan_id, who)
    person = Person(id=who.account_id, city=city.slug)
    try:
        declaration_id = await start_declaration(
            conn, person, plan, case_key=state(request, "case_file").new_key(), at=now()
        )
    except NotReady as refusal:
        return _page(request, city, plan, lacking=refusal.lacking, status=refusal.status)
    return redirect(f"/declarations/{declaration_id}")


def _own_city(cities: Cities, who: Session | None) -> City | None:
    return cities.by_slug.get(who.city) if who else None


def _find(request: Request, plan_id: str, who: Session | None) -> tuple[City, Plan]:
    """The plan of one's own city; a visitor's is the first of this name, unless the address names a city."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    named = cities.by_slug.get(request.query_params.get("city", ""))
    for city in [own] if own else [named] if named else cities:
        for plan in city.plans:
            if plan.id == plan_id:
                return city, plan
    raise NotFound("没有这个申报计划，可能已被撤下。")


def _page(
    request: Request,
    city: City,
    plan: Plan,
    *,
    lacking: Sequence[Missing] = (),
    active: object = None,
    status: int = 200,
) -> Response:
    is_refused = status != 200  # noqa: PLR2004 - OK
    faults = [Fault(field=f"lacking-{number}", message=one.message) for number, one in enumerate(lacking, 1)]
    return render(
        request,
        "plans/plan.html",
        status=status,
        faults=faults if is_refused else (),
        plan=shown(city, plan, state(request, "cities").fee(city.slug, plan.id), now()),
        lacking=lacking,
        active=active,
    )
