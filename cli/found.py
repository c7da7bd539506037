"""What is found after a restore: one line for each kind of disagreement (docs/runbook/restore.md)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the parts disagree on; three are of the taxonomy of what is stuck, and called as there."""

    SESSIONS = "sessions"
    CODES = "codes"
    DEADLINES = "deadlines"
    WORKFLOW_AHEAD = "workflow_ahead"
    DECISION_NOT_DELIVERED = "decision_not_delivered"
    MESSAGE_UNDELIVERED = "message_undelivered"
    ERASURES = "erasures"
    PAID_NOT_ADVANCED = "paid_not_advanced"
    DECISION_SEALED = "decision_sealed"
    COMMAND_LOST = "command_lost"
    MOVES_REPLAYED = "moves_replayed"
    SECTION_COVERED = "section_covered"
    # What is left to somebody.
    READ_MODEL_BEHIND = "read_model_behind"
    WORKFLOW_BEHIND = "workflow_behind"
    WORKFLOW_MISSING = "workflow_missing"
    CASE_MISSING = "case_missing"
    TASK_UNAWAITED = "task_unawaited"
    PERSON_UNKNOWN = "person_unknown"
    SECTION_MISSING = "section_missing"


@dataclass(frozen=True, kw_only=True)
class Found:
    """How many of a kind, what was done about them; `is_open`: somebody has to look."""

    kind: Kind
    count: int
    what: str
    lines: tuple[str, ...] = ()
    is_open: bool = False
