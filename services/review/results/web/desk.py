"""评审结果: those who were elected, made public or recommended in one press (B6.1)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts.access import Shown
from contracts.normal.numbers import telephone
from contracts.results import Onward
from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web.pages import Action, Form, redirect, render
from services.review.commissions import store as commissions
from services.review.results.domain import Announcing
from services.review.results.operations import releasing
from services.review.results.store import releases as store
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
LATELY = 20


@router.get("/review/results")
async def show_results(request: Request, who: Official, desk: Desk) -> HTMLResponse:
    """Plan by plan who was elected and waits, and what was announced lately."""
    async with transaction(desk.pool) as conn:
        office = releasing.office_of(who)
        waiting = await store.waiting(conn, office)
        lately = await store.newest(conn, office, LATELY)
    titles = {plan.id: plan.title for city in desk.cities for plan in city.plans}
    return render(
        request, "results/results.html", waiting=waiting, lately=lately, titles=titles, onward=Onward
    )


@router.get("/review/results/plans/{plan}")
async def show_plan(request: Request, who: Official, desk: Desk, plan: str) -> HTMLResponse:
    """Who of a plan waits, in roster order, and the button."""
    return await _page(request, who, desk, plan)


@router.post("/review/results/plans/{plan}")
async def announce(request: Request, typed: Typed, who: Official, desk: Desk, plan: str) -> Response:
    """Make all of them public, or recommend all of them."""
    announcing = Announcing(telephone=telephone(text(typed, "telephone")))
    async with Action(typed) as action, transaction(desk.pool) as conn:
        announcement_id = await releasing.announce(conn, who, plan, announcing)
    if action.refusal:
        return await _page(request, who, desk, plan, action.form)
    return redirect(f"/review/results/{announcement_id}")


@router.get("/review/results/{announcement_id}")
async def show_announcement(
    request: Request, who: Official, desk: Desk, announcement_id: UUID
) -> HTMLResponse:
    """What was announced in one press, and how each stands."""
    async with transaction(desk.pool) as conn:
        announcement = await releasing.announcement_of(conn, who, announcement_id)
        lines = await store.lines_of(conn, desk.cipher, announcement.id)
        await tasks.tell_read(conn, who, [line.person_id for line in lines], Shown.CASE_LIST)
    return render(
        request,
        "results/announcement.html",
        announcement=announcement,
        lines=lines,
        is_public=announcement.onward is Onward.PUBLISH,
    )


async def _page(
    request: Request, who: Session, desk: Means, plan: str, form: Form | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        office = releasing.office_of(who)
        lines = await store.lines_waiting(conn, desk.cipher, office, plan)
        found = [one for one in await store.waiting(conn, office) if one.plan == plan]
        letters = [one for one in await commissions.standings(conn, office) if one.plan == plan]
        await tasks.tell_read(conn, who, [line.person_id for line in lines], Shown.CASE_LIST)
    if not found:
        raise (form and form.refusal) or releasing.NoSuchPlan
    return render(
        request,
        "results/plan.html",
        waiting=found[0],
        lines=lines,
        letter=letters[0] if letters else None,
        is_public=found[0].onward is Onward.PUBLISH,
        form=form or Form(),
    )
