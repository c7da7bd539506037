"""Objections to a publicity: review has them investigated, and the clock of the case stands meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class ObjectionChanged(Event):
    """Somebody objected, or the objection was answered (or lapsed): what it says stays with review.

    An answer counts whenever it is told, also before the objection itself.
    """

    topic: ClassVar[str] = "review.objection_changed"
    application_id: UUID
    objection_id: UUID
    lodged_at: datetime
    answer_by: datetime
    is_open: bool
