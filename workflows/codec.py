"""The codec server: lets the Temporal UI of those who may show payloads in the clear."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payloads

from kit.crypto import Keys
from kit.temporal import EncryptionCodec
from workflows.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """POST /encode and /decode as the Temporal UI and its command line speak them."""
    codec = EncryptionCodec(Keys.parse(settings.payload_keys.get_secret_value()))
    app = FastAPI(title="codec", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[settings.temporal_ui_url] if settings.temporal_ui_url else [],
        allow_methods=["POST"],
        allow_headers=["content-type", "x-namespace", "authorization"],
        allow_credentials=True,
    )

    def route(code: Callable[[Payloads], Awaitable[Payloads]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            _refuse_strangers(request, settings)
            try:
                payloads = Parse(await request.body(), Payloads())
            except ParseError as error:
                raise HTTPException(400, "not payloads") from error
            return Response(MessageToJson(await code(payloads)), media_type="application/json")

        return answer

    async def encode(payloads: Payloads) -> Payloads:
        return Payloads(payloads=await codec.encode(payloads.payloads))

    async def decode(payloads: Payloads) -> Payloads:
        return Payloads(payloads=await codec.decode(payloads.payloads))

    app.add_api_route("/encode", route(encode), methods=["POST"])
    app.add_api_route("/decode", route(decode), methods=["POST"])
    return app


def _refuse_strangers(request: Request, settings: Settings) -> None:
    """No page of another site reads through an operator's browser; with a token set, nobody without it."""
    origin = request.headers.get("origin")
    if origin is not None and origin != settings.temporal_ui_url:
        raise HTTPException(403, "another site")
    if settings.codec_token and request.headers.get("authorization") != f"Bearer {settings.codec_token}":
        raise HTTPException(401, "token missing or wrong")
