"""What the message log shows of a message."""

from dataclasses import dataclass
from datetime import datetime

from services.notification.domain import ODDITY_NAMES, STATE_NAMES, TEMPLATE_NAMES, Kept, OddReceipt, State

PAGE_SIZE = 50
ODD_SHOWN = 10
STATES = [(state.value, name) for state, name in STATE_NAMES.items()]
TONES = {
    State.WAITING: "neutral",
    State.READY: "waiting",
    State.HANDED_OVER: "doing",
    State.DELIVERED: "good",
    State.FAILED: "bad",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the log."""

    created_at: datetime
    kind: str
    text: str
    sent_to: str
    state: str
    tone: str


def line(message: Kept) -> Line:
    """A message as one line."""
    return Line(
        created_at=message.created_at,
        kind=TEMPLATE_NAMES[message.template],
        text=message.text,
        sent_to=message.sent_to or "—",
        state=STATE_NAMES[message.state] + ("，已重发" if message.is_repeated else ""),
        tone=TONES[message.state],
    )


@dataclass(frozen=True, kw_only=True)
class OddLine:
    """A receipt that could not be taken."""

    told_at: datetime
    why: str
    state: str
    message: str


def odd_line(odd: OddReceipt) -> OddLine:
    """A receipt as one line."""
    return OddLine(
        told_at=odd.told_at,
        why=ODDITY_NAMES[odd.why],
        state=odd.state or "—",
        message=str(odd.message_id) if odd.message_id else "—",
    )


def asked_state(text: str) -> State | None:
    """The state that the log is narrowed to; anything else is all of them."""
    return next((state for state in State if state == text), None)
