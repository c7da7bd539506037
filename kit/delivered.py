"""What the broker delivered. Somebody outside may write into some queues, and may write anything."""

import json
import re
from uuid import UUID

from aio_pika.abc import AbstractIncomingMessage

TOPIC = re.compile(r"[a-z._-]{1,100}")


class Unreadable(Exception):
    """What was delivered is no event in any version; `why` says nothing of what it holds."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def body_of(message: AbstractIncomingMessage) -> dict[str, object]:
    """The JSON object that it has to be."""
    try:
        body = json.loads(message.body)
    except (ValueError, RecursionError):  # their words may quote it
        raise Unreadable("no_json") from None
    if not isinstance(body, dict):
        raise Unreadable("no_object")
    return body


def topic_of(message: AbstractIncomingMessage) -> str:
    """What it is about, as logs and traces may have it: no number of anybody."""
    topic = message.routing_key or ""
    return topic if TOPIC.fullmatch(topic) else "odd"


def id_of(message: AbstractIncomingMessage) -> str:
    """Its id, as logs may have it."""
    try:
        return str(UUID(message.message_id or ""))
    except ValueError:
        return "odd"
