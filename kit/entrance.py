"""Where somebody outside may write into a queue of ours."""

import aio_pika
from aio_pika.abc import AbstractRobustChannel, AbstractRobustExchange

from kit.bus import answered, declare_queue


async def declare_entrance(channel: AbstractRobustChannel, name: str) -> AbstractRobustExchange:
    """A queue with an exchange of its own name before it: somebody outside may write there and nowhere else.

    Who may write to the default exchange reaches every queue.
    """
    async with answered():
        exchange = await channel.declare_exchange(name, aio_pika.ExchangeType.FANOUT, durable=True)
    queue = await declare_queue(channel, name)
    async with answered():
        await queue.bind(exchange)
    return exchange
