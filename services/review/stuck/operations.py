"""What of review is stuck."""

from contracts.stuck import Found, Kind, Question
from kit.db import Connection
from services.review.stuck import store

LOOKS = {Kind.WAITS_TOO_LONG: store.late, Kind.DECISION_NOT_DELIVERED: store.unheard}


async def find(conn: Connection, question: Question) -> Found:
    """Of each kind that is asked for."""
    found = Found()
    for kind, look in LOOKS.items():
        if question.asks_for(kind):
            found += await look(conn, question)
    return found
