"""A refusal that can still be taken back, as a list shows it, and how long one can in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Held:
    """A line of what an office refused and nobody was told of."""

    id: UUID
    person_id: UUID
    version: int
    applicant: str
    employer: str
    plan_title: str
    held_until: datetime
    signed_by: str
    account_id: UUID  # who decided, and may take it back

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the list."""
        return (self.held_until, self.id)
