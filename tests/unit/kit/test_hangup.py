"""Work for a client that hung up is cancelled; what it sent before is not lost for who reads on."""

import asyncio
from asyncio import Queue

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from kit.hangup import Line, unless_gone

GONE: Message = {"type": "http.disconnect"}


def piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def answered() -> str:
    await asyncio.sleep(0)
    return "done"


@pytest.mark.parametrize("before", [[], [piece(b"", more=False)]], ids=["body read", "no body"])
async def test_work_is_cancelled_when_the_client_hangs_up(before: list[Message]) -> None:
    sent, ended = Queue[Message](), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(unless_gone(Line(sent.get), work()))
    for message in [*before, GONE]:
        await asyncio.sleep(0)
        assert not waiting.done()
        sent.put_nowait(message)
    with pytest.raises(ClientDisconnect):
        await waiting
    assert ended.is_set()


async def test_what_comes_meanwhile_is_read_afterwards() -> None:
    sent = Queue[Message]()
    for message in (piece(b"a", more=True), piece(b"b", more=False), GONE):
        sent.put_nowait(message)
    line = Line(sent.get)
    assert await unless_gone(line, answered()) == "done"
    assert [await line(), await line(), await line()] == [
        piece(b"a", more=True),
        piece(b"b", more=False),
        GONE,
    ]


async def test_an_error_of_the_work_is_the_answer() -> None:
    async def broken() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await unless_gone(Line(Queue[Message]().get), broken())


async def test_who_cancels_the_answer_cancels_the_work() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(unless_gone(Line(Queue[Message]().get), work()))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()
