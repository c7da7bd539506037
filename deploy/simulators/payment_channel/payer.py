"""The payer's phone: what a person sees who scanned the code, and 确认支付."""

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, Field

from deploy.simulators.payment_channel.book import Book, Trade
from deploy.simulators.payment_channel.notifier import Notifier
from kit.clock import now

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
NOTICES = {"once": 1, "twice": 2, "lost": 0}


class Wish(BaseModel):
    """How the merchant is to be told: once, twice or not at all, and after how many seconds."""

    callback: Literal["once", "twice", "lost"] = "once"
    delay: float = Field(default=0, ge=0, le=3600)


def routes(book: Book, notifier: Notifier) -> APIRouter:
    """The payer's addresses."""
    router = APIRouter()

    @router.get("/pay/{pr}")
    async def look(request: Request, pr: str) -> Response:
        return _answer(request, book.trade_of_code(pr))

    @router.post("/pay/{pr}")
    async def pay(request: Request, pr: str, wish: Annotated[Wish, Form()]) -> Response:
        trade = book.trade_of_code(pr)
        if trade is not None and not trade.is_expired(now()):
            book.pay(trade, now(), notices=NOTICES[wish.callback], delay=wish.delay)
            notifier.wake()
        return _answer(request, book.trade_of_code(pr))

    return router


def _answer(request: Request, trade: Trade | None) -> Response:
    told = trade.told(now()) if trade else {}
    status = 200 if trade else 404
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(told, status)
    return HTMLResponse(
        PAGES.get_template("page.html").render(trade=trade, told=told, back=_back(request)), status
    )


def _back(request: Request) -> str:
    """Where the merchant wants the payer afterwards."""
    address = request.query_params.get("redirect_url", "")
    return address if address.startswith(("http://", "https://")) else ""
