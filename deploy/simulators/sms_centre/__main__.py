"""python -m deploy.simulators.sms_centre."""

import asyncio

import uvicorn

from deploy.simulators.sms_centre.centre import Centre
from deploy.simulators.sms_centre.sent import Sent
from deploy.simulators.sms_centre.settings import Settings
from deploy.simulators.sms_centre.web import create
from kit import bus, log
from kit.crypto import FieldCipher
from kit.entrance import declare_entrance
from kit.settings import load


async def run(settings: Settings) -> None:
    """Serve queue and pages until a signal ends both."""
    sent = Sent(settings.state / "sent.jsonl")
    config = uvicorn.Config(create(sent), settings.host, settings.port, log_config=None, access_log=False)
    parts = {asyncio.create_task(uvicorn.Server(config).serve()), asyncio.create_task(_take(settings, sent))}
    done, running = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    for part in running:
        part.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for part in done:
        part.result()


async def _take(settings: Settings, sent: Sent) -> None:
    url = settings.amqp_url.get_secret_value()
    async with bus.connect(url) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        receipts = await declare_entrance(channel, settings.receipts_queue)
        cipher = FieldCipher(settings.keys.get_secret_value())
        centre = Centre(sent, receipts, cipher)
        await bus.consume(url, settings.queue, centre.take, ready=lambda: _ready(settings))


def _ready(settings: Settings) -> None:
    if settings.ready_file:
        settings.ready_file.parent.mkdir(parents=True, exist_ok=True)
        settings.ready_file.touch()


if __name__ == "__main__":
    log.configure("sms_centre", "console")
    asyncio.run(run(load(Settings)))
