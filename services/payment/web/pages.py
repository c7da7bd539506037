"""马上支付: what is to be paid, the code, and what became of it. Every applicant sees their own (A9.2)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from cities import RECOMMENDATION
from kit.clock import now
from kit.db import Pool, transaction
from kit.http import state
from kit.session import Session, require
from kit.web.pages import redirect, render
from services.payment.domain import (
    CHANNEL_NAME,
    LINK_LASTS,
    REFUND_WORDS,
    ChargeKind,
    ChargeState,
    OrderState,
)
from services.payment.gateway.channel import Channel
from services.payment.operations import paying
from services.payment.operations.ordering import NothingToPay, own_order
from services.payment.store import charges, orders, payments
from services.payment.web import codes

router = APIRouter()
AGAIN_SECONDS = 5
Applicant = Annotated[Session, Depends(require("applicant"))]


@dataclass(frozen=True)
class Means:
    """What the routes work with."""

    pool: Pool
    channel: Channel
    code_lifetime: timedelta
    channel_page_url: str
    public_url: str
    payee: str


def means(request: Request) -> Means:
    """What `__main__` gave to the app."""
    names = ("pool", "channel", "code_lifetime", "channel_page_url", "public_url", "payee")
    return Means(*(state(request, name) for name in names))


Desk = Annotated[Means, Depends(means)]


@router.get("/payment/{application_id}")
async def show_order(
    request: Request, who: Applicant, desk: Desk, application_id: UUID, *, due: bool = False
) -> HTMLResponse:
    """What is to be paid until when, or what became of it. Where a fee is `due`, its order is on its way."""
    async with transaction(desk.pool, snapshot=True) as conn:
        order = await orders.order_of(conn, application_id, who.account_id)
        payment = order and await payments.settling_payment(conn, order.id)
        refunds = await payments.payments_to_refund(conn, order.id) if order else ()
    if order is None and due:
        page = render(request, "payment/preparing.html")
        page.headers["refresh"] = str(AGAIN_SECONDS)
        return page
    if order is None:
        return render(request, "payment/none.html", status=NothingToPay.status)
    return render(
        request,
        f"payment/{order.state}.html",
        order=order,
        payment=payment,
        is_recommendation=order.item == RECOMMENDATION,
        refunds=[(refund, REFUND_WORDS[refund.refund_reason]) for refund in refunds if refund.refund_reason],
        channel=CHANNEL_NAME,
        payer=who.name,
        payee=desk.payee,
    )


@router.post("/payment/{application_id}")
async def pay(who: Applicant, desk: Desk, application_id: UUID) -> Response:
    """马上支付: a second click finds the code of the first."""
    await paying.start_payment(
        desk.pool, desk.channel, who, application_id, ChargeKind.NATIVE, lifetime=desk.code_lifetime
    )
    return redirect(f"/payment/{application_id}/code")


@router.post("/payment/{application_id}/phone")
async def pay_on_this_phone(request: Request, who: Applicant, desk: Desk, application_id: UUID) -> Response:
    """The same for a phone that cannot scan its own screen: a link that opens the channel's app."""
    await paying.start_payment(
        desk.pool,
        desk.channel,
        who,
        application_id,
        ChargeKind.H5,
        lifetime=LINK_LASTS,
        payer_ip=request.client.host if request.client else "",
    )
    return redirect(f"/payment/{application_id}/code")


@router.get("/payment/{application_id}/code")
async def show_code(
    request: Request, who: Applicant, desk: Desk, application_id: UUID, *, asked: bool = False
) -> Response:
    """The code to scan; leads on by itself once it is paid."""
    async with transaction(desk.pool, snapshot=True) as conn:
        order = await own_order(conn, who, application_id)
        charge = await charges.living_charge(conn, order.id)
    if order.state is not OrderState.OPEN or charge is None or charge.state is not ChargeState.OPEN:
        return redirect(f"/payment/{application_id}")
    is_usable = charge.is_usable(now())
    if charge.kind is ChargeKind.H5:
        back = f"{desk.public_url}/payment/{application_id}"
        link = codes.returning(charge.code_url, back)
        return render(request, "payment/link.html", order=order, is_usable=is_usable, link=link, asked=asked)
    return render(
        request,
        "payment/code.html",
        order=order,
        charge=charge,
        is_usable=is_usable,
        picture=codes.picture(charge.code_url),
        page_url=codes.page_url(desk.channel_page_url, charge.code_url),
        asked=asked,
    )


@router.post("/payment/{application_id}/check")
async def check(who: Applicant, desk: Desk, application_id: UUID) -> Response:
    """我已支付: ask the channel now."""
    is_paid = await paying.find_out(desk.pool, desk.channel, who, application_id)
    return redirect(f"/payment/{application_id}" + ("" if is_paid else "/code?asked=yes"))
