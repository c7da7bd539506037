"""An SMS gateway to begin with, for `docs/asyncapi.yaml`: what it sends is printed, each id once.

AMQP_URL=amqp://… SMS_KEYS=k1:<base64> python sms_gateway.py
"""

import asyncio
import json
import os
import sqlite3
from base64 import b64decode

import aio_pika
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEYS = {name: b64decode(key) for name, key in (pair.split(":") for pair in os.environ["SMS_KEYS"].split(","))}


def unseal(body: bytes) -> dict[str, str]:
    """Read the letter: base64 of the key's id, a dot, the nonce, the ciphertext with the id bound."""
    name, _, rest = b64decode(json.loads(body)["sealed"]).partition(b".")
    letter: dict[str, str] = json.loads(AESGCM(KEYS[name.decode()]).decrypt(rest[:12], rest[12:], name))
    return letter


def send(sent: sqlite3.Connection, letter: dict[str, str]) -> bytes:
    """Send what was not sent before; the receipt is the same each time."""
    if not sent.execute("select 1 from sent where id = ?", [letter["id"]]).fetchone():
        print(letter["mobile"], letter["text"], flush=True)  # a real one asks its network, and waits for that
        note = "insert into sent values (?, 'delivered', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
        sent.execute(note, [letter["id"]])
    receipt = "select json_object('id', id, 'state', state, 'at', at) from sent where id = ?"
    return str(sent.execute(receipt, [letter["id"]]).fetchone()[0]).encode()


async def main() -> None:
    """Take one message after the other; put apart what cannot be opened, and give nothing back."""
    sent = sqlite3.connect(os.environ.get("SMS_SENT", "sent.db"), isolation_level=None)
    sent.execute("create table if not exists sent (id text primary key, state text, at text)")
    async with await aio_pika.connect(os.environ["AMQP_URL"]) as connection:
        channel = await connection.channel(on_return_raises=True)
        await channel.set_qos(prefetch_count=1)
        receipts = await channel.get_exchange(os.environ.get("SMS_RECEIPTS", "sms.receipts"))
        queue = await channel.get_queue(os.environ.get("SMS_MESSAGES", "sms.outgoing"))
        async with queue.iterator() as messages:
            async for message in messages:
                try:
                    letter = unseal(message.body)
                except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the next may be sound
                    print("put apart:", message.message_id, repr(error), flush=True)
                    await message.reject(requeue=False)
                else:
                    receipt = aio_pika.Message(send(sent, letter), delivery_mode=2)
                    await receipts.publish(receipt, routing_key="")
                    await message.ack()


if __name__ == "__main__":
    asyncio.run(main())
