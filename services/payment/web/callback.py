"""The channel tells that something was paid. It has no session: its signature says who it is."""

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import Counter

from kit.db import transaction
from kit.errors import Refusal
from kit.http import state
from kit.session import Anyone
from services.payment.gateway.channel import Channel
from services.payment.gateway.signatures import Forged
from services.payment.operations import settling

router = APIRouter()

log = structlog.get_logger()
refused_total = Counter("payment_callbacks_refused_total", "Callbacks that were not believed", ["why"])


@router.post("/payment/callback/wechat", responses={401: {"content": {"application/json": {}}}})
async def hear(request: Request, _: Anyone) -> Response:
    """Answer 200 once it is stored; whatever else is answered, the channel tells again."""
    channel: Channel = state(request, "channel")
    try:
        notice = channel.hear(request.headers, await request.body())
    except Forged as error:
        return _refusal(401, "SIGN_ERROR", "签名错误", why=str(error))
    try:
        async with transaction(state(request, "pool")) as conn:
            await settling.hear(conn, notice)
    except settling.Replayed as refusal:
        return _refusal(401, "SIGN_ERROR", str(refusal), why="replayed")
    except Refusal as refusal:
        return _refusal(refusal.status, "ORDER_NOT_EXIST", str(refusal), why="unknown")
    return Response(status_code=200)


def _refusal(status: int, code: str, message: str, *, why: str) -> JSONResponse:
    """The channel's own form of an error."""
    refused_total.labels(why).inc()
    log.warning("callback_refused", why=why)
    return JSONResponse({"code": code, "message": message}, status)
