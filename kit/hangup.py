"""Whether the client still waits: costly work for one who hung up is cancelled, to make room."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

T = TypeVar("T")


class Line:
    """What a client sends, and whether it is still there while nobody reads. Takes the place of `receive`."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._held: deque[Message] = deque()

    async def __call__(self) -> Message:
        """The next message."""
        return self._held.popleft() if self._held else await self._receive()

    async def gone(self) -> None:
        """Wait until the client has hung up. Not more than one piece of its body is taken in for that."""
        while not (self._held and self._held[-1].get("more_body")):
            self._held.append(message := await self._receive())
            if message["type"] == "http.disconnect":
                return
        await asyncio.Event().wait()  # nobody can know before that piece is read


async def unless_gone(line: Line, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives; when the client hangs up meanwhile it is cancelled: `ClientDisconnect`."""
    working, leaving = asyncio.create_task(work), asyncio.create_task(line.gone())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def while_waited(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The same for a request whose body was read, or has none."""
    return await unless_gone(Line(request.receive), work)
