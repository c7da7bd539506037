"""`zhicheng stuck` finds the same without workers, and says who did not answer."""

import asyncio
import json
from typing import Any

from typer.testing import CliRunner

from cli.__main__ import app
from contracts.notification import Template
from contracts.operations import Source
from contracts.stuck import Kind
from deploy.local.stack import Stack
from kit.db import Pool, transaction
from services.notification import operations as messages
from services.notification.activities import Activities
from tests.fixtures.database import Database, url_of
from tests.service.notification.conftest import CIPHER, CITIES, NOON, a_contact, a_message

OWNERS = ("declaration", "review", "payment", "notification", "operations")


async def run(env: dict[str, str], *words: str) -> tuple[int, str]:
    done = await asyncio.to_thread(lambda: CliRunner().invoke(app, ["stuck", *words], env=env))
    return done.exit_code, done.stdout


async def test_what_is_stuck_is_listed_without_workers(servers: Stack, database: Database) -> None:
    pools: dict[str, Pool] = {owner: await database(owner) for owner in OWNERS}
    env = {name: value for owner in OWNERS for name, value in servers.environment(owner).items()}
    env |= {f"{owner.upper()}_DATABASE_URL": url_of(pool) for owner, pool in pools.items()}
    env["OPERATIONS_UNDELIVERED_AFTER"] = "PT0S"
    message = a_message(Template.ARCHIVE_RETURNED)
    async with transaction(pools["notification"]) as conn:
        await messages.keep_contact(conn, CIPHER, a_contact(message.recipient_id), at=NOON)
    await Activities(pools["notification"], CITIES, CIPHER).send(message)

    words = ("--kind", Kind.MESSAGE_UNDELIVERED)
    code, told = await run(env, *words)
    assert code == 0
    assert str(message.id) in told
    assert "短信未送达（shaoxing）：共 1 件。" in told
    code, told = await run(env, *words, "--city", "xinhai")
    assert (code, told) == (0, "没有卡住的事项。\n")

    code, told = await run(env | {"OPERATIONS_TEMPORAL_ADDRESS": "127.0.0.1:9"}, "--json")
    assert code == 1
    answer: dict[str, Any] = json.loads(told)
    assert answer["silent"] == [Source.ENGINE, Source.READ_MODEL]
    assert [one["subject_id"] for one in answer["findings"]] == [str(message.id)]
