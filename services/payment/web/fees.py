"""收费设定: what one's office charges, as the city's routes and standard say: it is set there (B2.1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from cities import Cities, Fee, Office, Plan
from kit.http import state
from kit.session import Session, require
from kit.web.filters import money
from kit.web.pages import render

router = APIRouter()
Official = Annotated[Session, Depends(require("official"))]
HEADS = ("申报计划", "收费", "依据")


@router.get("/payment/fees")
async def show_fees(request: Request, who: Official) -> HTMLResponse:
    """What one's own office charges of whom, plan by plan, and what it may not charge."""
    cities: Cities = state(request, "cities")
    found = cities.fees_of(who.org_id) if who.org_id else []
    rows = [(plan.title, *charge(office, plan, fee)) for office, plan, fee in found]
    charges = any(fee for _, _, fee in found)
    return render(request, "payment/fees.html", heads=HEADS, rows=rows, charges=charges)


def charge(office: Office, plan: Plan, fee: Fee | None) -> tuple[str, str]:
    """What is charged and on which basis, in words."""
    if fee:
        return f"{fee.item}（{fee.title}）{money(fee.amount_fen)}", fee.basis
    if office.kind == "committee":
        if plan.is_free:
            return "不收费", "本计划写明不收取评审费，受理后直接生成评审表"
        return "不收费", "本市没有设置由本单位收取中推高评审费（评审推荐费）"
    return "不收费", "审查环节不得收取任何费用"
