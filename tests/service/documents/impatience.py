"""A client that hangs up while its work waits for a child."""

import asyncio
from asyncio import Queue

from starlette.types import Message, Scope

from kit.jobs import Jobs
from tests.fixtures.browser import HOST
from tests.service.documents.world import Browser, World

PATIENCE = 60


async def status_of_who_hung_up(world: World, who: Browser, method: str, path: str, lane: Jobs) -> int:
    """Asks while this account has all it may of a lane, and is gone before its turn comes."""
    sent, turns, answers = Queue[Message](), lane.children.turns, list[int]()

    async def answer(message: Message) -> None:
        answers.append(message.get("status", 0))

    async with turns.one(who.id):
        asking = asyncio.create_task(world.app(_scope(who, method, path), sent.get, answer))
        sent.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        async with asyncio.timeout(PATIENCE):
            while not turns.waiting(who.id):
                await asyncio.sleep(0.01)
        sent.put_nowait({"type": "http.disconnect"})
        await asking
        assert turns.waiting(who.id) == 0
    return answers[0]


def _scope(who: Browser, method: str, path: str) -> Scope:
    cookie = f"session={who.client.cookies['session']}".encode()
    headers = [(b"host", HOST.encode()), (b"cookie", cookie), (b"tus-resumable", b"1.0.0")]
    told = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    return {**told, "headers": headers, "client": ("127.0.0.1", 1), "server": (HOST, 80), "scheme": "http"}
