"""A plan, and 马上申报."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import City, Plan
from kit.clock import now
from kit.http import Conn, state
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.standing import Condition, lacking_number
from services.declaration.drafting.operations.start import Person, standing, start_declaration
from services.declaration.drafting.store.declarations import active_declaration
from services.declaration.plans.domain import with_end
from services.declaration.plans.store import extended_until
from services.declaration.plans.web import find_plan, shown
from services.declaration.web.parts import Applicant, Cipher

router = APIRouter()


@router.get("/plans/{plan_id}")
async def show_plan(request: Request, plan_id: str, who: Anyone, cipher: Cipher, conn: Conn) -> Response:
    """A plan's requirements, window, deadlines and fee, and which of its conditions one meets."""
    city, plan = find_plan(request, plan_id, who)
    plan = with_end(plan, await extended_until(conn, city.slug, plan.id))
    if who is None or who.role != "applicant":
        return _page(request, city, plan)
    person = Person(id=who.account_id, city=city.slug)
    active = await active_declaration(conn, person.id, city=person.city, plan=plan.id)
    met = () if active else await standing(conn, cipher, person, plan, now())
    return _page(request, city, plan, met=met, active=active)


@router.post("/plans/{plan_id}/start")
async def start(request: Request, plan_id: str, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """马上申报. A second click leads to the same declaration."""
    city, plan = find_plan(request, plan_id, who)
    person = Person(id=who.account_id, city=city.slug)
    async with Action({}) as action, conn.transaction():
        declaration_id = await start_declaration(
            conn, cipher, person, plan, case_key=state(request, "case_file").new_key(), at=now()
        )
    if action.refusal:
        plan = with_end(plan, await extended_until(conn, city.slug, plan.id))
        met = await standing(conn, cipher, person, plan, now())
        return _page(request, city, plan, met=met, form=action.form)
    return redirect(f"/declarations/{declaration_id}")


def _page(
    request: Request,
    city: City,
    plan: Plan,
    *,
    met: Sequence[Condition] = (),
    active: UUID | None = None,
    form: Form | None = None,
) -> Response:
    return render(
        request,
        "drafting/plan.html",
        plan=shown(city, plan, state(request, "cities").fees(city.slug, plan.id), now()),
        conditions=met,
        lacking=lacking_number(met),
        active=active,
        form=form or Form(),
    )
