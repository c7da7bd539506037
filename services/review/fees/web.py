"""收费设定: what one's office charges for each plan, and whether it does (B2.1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web.filters import money
from kit.web.pages import Action, Form, redirect, render
from services.review.fees import operations
from services.review.fees.operations import Charge
from services.review.web.parts import Desk, Means, text

router = APIRouter()
Official = Annotated[Session, Depends(require("official"))]


@router.get("/review/fees")
async def show_fees(request: Request, who: Official, desk: Desk) -> HTMLResponse:
    """What one's own office charges of whom, plan by plan, what it may not charge, and who set what."""
    return await _page(request, desk, who, Form())


@router.post("/review/fees/{plan}")
async def set_charged(request: Request, typed: Typed, who: Official, desk: Desk, plan: str) -> Response:
    """Charge for a plan from now on, or do not."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await operations.set_charged(conn, desk.cities, who, plan, text(typed, "charges"))
    return (
        redirect("/review/fees") if action.refusal is None else await _page(request, desk, who, action.form)
    )


async def _page(request: Request, desk: Means, who: Session, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        charges, settings = await operations.charges_of(conn, desk.cities, who)
    titles = {one.plan.id: one.plan.title for one in charges}
    return render(
        request,
        "fees/fees.html",
        rows=[(one.plan.title, *told(one)) for one in charges],
        charges=[one for one in charges if one.fee],
        settings=[(one, titles.get(one.plan, one.plan)) for one in settings],
        form=form,
    )


def told(one: Charge) -> tuple[str, str]:
    """What is charged and on which basis, in words."""
    if one.fee:
        item = f"{one.fee.item}（{one.fee.title}）{money(one.fee.amount_fen)}"
        return (item, one.fee.basis) if one.is_charged else ("不收费", f"已设定为不收费；标准为{item}")
    if one.office.kind == "committee":
        if one.plan.is_free:
            return "不收费", "本计划写明不收取评审费，受理后直接生成评审表"
        return "不收费", "本市没有设置由本单位收取中推高评审费（评审推荐费）"
    return "不收费", "审查环节不得收取任何费用"
