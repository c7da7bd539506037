"""What the merchant's program asks: order, find, close."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, Field, IPvAnyAddress, ValidationError

from deploy.simulators.payment_channel.book import Book, Trade
from deploy.simulators.payment_channel.signing import Signing
from kit.clock import now

PREFIX = "/v3/pay/transactions"


class Amount(BaseModel):
    """How much."""

    total: int = Field(gt=0)
    currency: str = "CNY"


class H5Info(BaseModel):
    """What kind of page asks."""

    type: str = Field(pattern=r"^(Wap|iOS|Android)$")


class Scene(BaseModel):
    """Who pays from where."""

    payer_client_ip: IPvAnyAddress
    h5_info: H5Info


class Order(BaseModel):
    """An order, as far as we look at it."""

    appid: str = Field(min_length=1, max_length=32)
    mchid: str
    description: str = Field(min_length=1, max_length=127)
    out_trade_no: str = Field(pattern=r"^[0-9A-Za-z_\-|*]{6,32}$")
    notify_url: str = Field(pattern=r"^https?://[^?]+$")
    amount: Amount
    time_expire: AwareDatetime | None = None
    scene_info: Scene | None = None


class No(Exception):
    """The channel's form of an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "message": message}


def _paid(trade: Trade) -> No:
    return No(400, "ORDERPAID", f"订单 {trade.out_trade_no} 已支付")


class Desk:
    """Answers the merchant."""

    def __init__(self, book: Book, signing: Signing, merchant_id: str) -> None:
        self._book = book
        self._signing = signing
        self._merchant_id = merchant_id

    def order(self, body: Mapping[str, Any], *, is_h5: bool = False) -> Trade:
        """Open an order, or answer as before if it is open under the same terms."""
        try:
            asked = Order.model_validate(body)
        except ValidationError as error:
            place = ".".join(map(str, error.errors()[0]["loc"]))
            raise No(400, "PARAM_ERROR", f"参数错误：{place}") from error
        self._own(asked.mchid)
        if is_h5 and asked.scene_info is None:
            raise No(400, "PARAM_ERROR", "参数错误：scene_info")
        if asked.time_expire is not None and asked.time_expire <= now():
            raise No(400, "PARAM_ERROR", "参数错误：time_expire 已过")
        trade = self._book.add(dict(body))
        if trade.state == "SUCCESS":
            raise _paid(trade)
        if trade.state == "CLOSED":
            raise No(400, "ORDER_CLOSED", "订单已关闭")
        if trade.asked != dict(body):
            raise No(403, "OUT_TRADE_NO_USED", "商户订单号重复")
        return trade

    def find(self, out_trade_no: str, mchid: str) -> dict[str, Any]:
        """Tell what became of an order."""
        self._own(mchid)
        return self._known(out_trade_no).told(now())

    def close(self, out_trade_no: str, body: Mapping[str, Any]) -> None:
        """Close an order that is not paid."""
        self._own(str(body.get("mchid")))
        trade = self._known(out_trade_no)
        if trade.state == "SUCCESS":
            raise _paid(trade)
        self._book.shut(out_trade_no)

    def _known(self, out_trade_no: str) -> Trade:
        trade = self._book.trade(out_trade_no)
        if trade is None:
            raise No(404, "ORDER_NOT_EXIST", "订单不存在")
        return trade

    def _own(self, mchid: str) -> None:
        if mchid != self._merchant_id:
            raise No(400, "MCH_NOT_EXISTS", "商户号不存在")

    async def read(self, request: Request) -> dict[str, Any]:
        """What the merchant says, once it is sure who speaks."""
        body = await request.body()
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        authorization = request.headers.get("authorization", "")
        if not self._signing.is_merchant(authorization, request.method, path, body, now()):
            raise No(401, "SIGN_ERROR", "签名错误")
        try:
            found = json.loads(body or b"{}")
        except ValueError as error:
            raise No(400, "PARAM_ERROR", "请求不是 JSON") from error
        if not isinstance(found, dict):
            raise No(400, "PARAM_ERROR", "请求不是 JSON 对象")
        return found

    def answer(self, status: int, body: Mapping[str, Any] | None = None) -> Response:
        """A signed answer."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        return Response(content, status, self._signing.headers(content, now()), "application/json")


def routes(desk: Desk) -> APIRouter:
    """The merchant's addresses."""
    router = APIRouter(prefix=PREFIX)

    @router.post("/native")
    async def order(request: Request) -> Response:
        return desk.answer(200, {"code_url": desk.order(await desk.read(request)).code_url})

    @router.post("/h5")
    async def order_h5(request: Request) -> Response:
        trade = desk.order(await desk.read(request), is_h5=True)
        return desk.answer(200, {"h5_url": f"{request.base_url}pay/{trade.pr}?package={trade.pr[:4]}"})

    @router.get("/out-trade-no/{out_trade_no}")
    async def find(request: Request, out_trade_no: str, mchid: str = "") -> Response:
        await desk.read(request)
        return desk.answer(200, desk.find(out_trade_no, mchid))

    @router.post("/out-trade-no/{out_trade_no}/close")
    async def close(request: Request, out_trade_no: str) -> Response:
        desk.close(out_trade_no, await desk.read(request))
        return desk.answer(204)

    return router
