"""How a body arrives: no larger than its path takes, no slower than a poor line, before its route begins."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import HTTPException, Request
from python_multipart.multipart import parse_options_header
from starlette.types import Message, Receive

from kit.db import without_connection

DIGITS = re.compile(r"[0-9]{1,18}")
UNKNOWN_MOST = 1024 * 1024  # from somebody who has not signed in, unless `of_strangers` says otherwise
SLOWEST = 8 * 1024  # bytes a second, once the patience is used up
MOST_PAIRS = 20_000  # of a form without files: the parser takes its turn for each, also for an empty one
FORM = b"application/x-www-form-urlencoded"
CLOSE = {"connection": "close"}  # the rest of the body is not waited for


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """What a service takes. Paths that begin with one of `streamed` get their body piece by piece."""

    most: int
    of_paths: Mapping[str, int] = field(default_factory=dict)
    streamed: tuple[str, ...] = ()
    of_strangers: Mapping[str, int] = field(default_factory=dict)  # exactly these paths
    patience: float = 20  # seconds

    async def arrive(self, request: Request, receive: Receive) -> Receive:
        """What the route receives. What is wrong with the body is raised when the route asks for it."""
        path = request.url.path
        most = next((most for begin, most in self.of_paths.items() if path.startswith(begin)), self.most)
        if request.state.session is None:
            most = min(most, self.of_strangers.get(path, UNKNOWN_MOST))
        if _length(request) > most:
            return _refusing(_too_large(most))
        coming = self._coming(receive, most)
        if self.is_streamed(request):
            return coming
        kind, _ = parse_options_header(request.headers.get("content-type"))
        return await _whole(coming, receive, MOST_PAIRS if kind == FORM else None)

    def is_streamed(self, request: Request) -> bool:
        """Whether the route reads the body itself, while it comes."""
        return request.url.path.startswith(self.streamed)

    def _coming(self, receive: Receive, most: int) -> Receive:
        """The pieces, refused as soon as they are known to be too many or too slow."""
        began, taken, is_over = asyncio.get_running_loop().time(), 0, False

        async def coming() -> Message:
            nonlocal taken, is_over
            if is_over:  # whoever asks now waits for the client to leave
                return await receive()
            without_connection("waiting for a body")
            try:
                async with asyncio.timeout_at(began + self.patience + taken / SLOWEST):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, "提交的内容迟迟没有传完，请检查网络后重新提交。", CLOSE) from error
            taken += len(message.get("body", b""))
            if taken > most:
                raise _too_large(most)
            is_over = not message.get("more_body", False)
            return message

        return coming


async def _whole(coming: Receive, receive: Receive, most_pairs: int | None) -> Receive:
    """The same with all pieces as one: nothing is held, and nobody waits, while they come."""
    body, is_over = bytearray(), False
    try:
        while not is_over:
            message = await coming()
            if message["type"] == "http.disconnect":
                return _refusing(HTTPException(400))  # nobody hears it
            body += message.get("body", b"")
            is_over = not message.get("more_body", False)
    except HTTPException as error:
        return _refusing(error)
    if most_pairs is not None and body.count(b"&") > most_pairs:
        return _refusing(HTTPException(413, "提交的内容过多，请从本网站页面分次提交。"))
    pieces: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

    async def arrived() -> Message:
        return pieces.pop() if pieces else await receive()

    return arrived


def _length(request: Request) -> int:
    """What the client says of the body; what is no number says nothing, the body is counted anyway."""
    told = request.headers.get("content-length", "")
    return int(told) if DIGITS.fullmatch(told) else 0


def _too_large(limit: int) -> HTTPException:
    # FastAPI turns whatever else is raised while it reads a body into a 400.
    return HTTPException(413, f"上传的内容过大：一次最多 {limit // 1024}KB。请压缩或减少内容后再提交。")


def _refusing(error: HTTPException) -> Receive:
    async def refuse() -> Message:
        raise error

    return refuse
