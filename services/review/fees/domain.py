"""A setting of fees: made by an office for one of its plans, never changed, followed by the next (B2.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Setting:
    """That an office charges for a plan from a moment on, or does not; the newest holds."""

    id: UUID
    office_id: UUID
    city: str
    plan: str
    charges: bool
    account_id: UUID
    set_by: str  # both names of who acts for somebody
    set_at: datetime
