"""申报计划."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import Cities, City, Plan
from kit.clock import now
from kit.errors import NotFound
from kit.http import state
from kit.session import Anyone, Session
from kit.web.pages import render
from services.declaration.plans.web.views import listed

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


def find_plan(request: Request, plan_id: str, who: Session | None) -> tuple[City, Plan]:
    """The plan of one's own city; a visitor's is the first of this name, unless the address names a city."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    named = cities.by_slug.get(request.query_params.get("city", ""))
    for city in [own] if own else [named] if named else cities:
        for plan in city.plans:
            if plan.id == plan_id:
                return city, plan
    raise NotFound("没有这个申报计划，可能已被撤下。")


def _own_city(cities: Cities, who: Session | None) -> City | None:
    return cities.by_slug.get(who.city) if who else None
