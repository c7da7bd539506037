"""代为办理: an office above decided a case that another one was late with."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class Substituted(Event):
    """Told with the decision: which office decided in the place of which, which had time until when, why."""

    topic: ClassVar[str] = "review.substituted"
    application_id: UUID
    city: str
    office: str
    late_office: str
    due_at: datetime
    reason_encrypted: str  # read by whoever has the field keys
