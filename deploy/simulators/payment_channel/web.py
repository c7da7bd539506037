"""The channel's addresses, for merchants and for payers."""

from fastapi import FastAPI, Request, Response

from deploy.simulators.payment_channel import merchant, payer
from deploy.simulators.payment_channel.book import Book
from deploy.simulators.payment_channel.notifier import Notifier
from deploy.simulators.payment_channel.signing import Signing


def create(book: Book, signing: Signing, notifier: Notifier, merchant_id: str) -> FastAPI:
    """The app of the channel."""
    app = FastAPI(title="payment_channel", docs_url=None, redoc_url=None, openapi_url=None)
    desk = merchant.Desk(book, signing, merchant_id)
    app.include_router(merchant.routes(desk))
    app.include_router(payer.routes(book, notifier))

    @app.post("/drills/key/{serial}", status_code=204)
    async def change_key(serial: str) -> Response:
        return Response(status_code=204 if signing.sign_with(serial) else 404)

    @app.post("/drills/probe/{times}", status_code=204)
    async def probe(times: int) -> None:
        signing.probe(times)

    @app.exception_handler(merchant.No)
    async def no(_: Request, error: merchant.No) -> Response:
        return desk.answer(error.status, error.body)

    return app
