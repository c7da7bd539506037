"""短信记录: what was sent, and whether it arrived."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from kit.http import Conn
from kit.session import Session, require
from kit.web.pages import Form, render
from kit.web.paging import Paging
from services.notification import store
from services.notification.operations import tell_read
from services.notification.web import views

router = APIRouter()
Admin = Annotated[Session, Depends(require("admin"))]


@router.get("/messages")
async def show_messages(request: Request, who: Admin, conn: Conn) -> HTMLResponse:
    """Show the newest messages; an administrator of a city sees that city's."""
    state = views.asked_state(request.query_params.get("state", ""))
    total = await store.count_messages(conn, city=who.city, state=state)
    paging = Paging.of(request.query_params.get("page", ""), total, views.PAGE_SIZE)
    messages = await store.newest_messages(
        conn, city=who.city, state=state, limit=paging.size, offset=paging.offset
    )
    odd = await store.odd_receipts(conn, city=who.city, limit=views.ODD_SHOWN)
    odd_total = await store.count_odd_receipts(conn, city=who.city)
    await tell_read(conn, who, [message.recipient_id for message in messages])
    return render(
        request,
        "notification/messages.html",
        form=Form({"state": state or ""}),
        states=views.STATES,
        messages=[views.line(message) for message in messages],
        total=total,
        odd=[views.odd_line(receipt) for receipt in odd],
        odd_total=odd_total,
        page=paging.page,
        pages=paging.pages,
    )
