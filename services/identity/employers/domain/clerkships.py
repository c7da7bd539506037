"""Who acts for an employer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Clerkship:
    """Somebody acts for an employer, from then until then; one of its clerks is the chief."""

    id: UUID
    employer_id: UUID
    account_id: UUID
    name: str
    mobile_encrypted: str | None
    is_chief: bool
    appointed_by: str
    from_at: datetime
    until_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it belongs to the past."""
        return self.until_at is not None
