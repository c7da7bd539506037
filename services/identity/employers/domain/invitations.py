"""An applicant misses a unit and invites it to register (A2.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

MOST = 5  # of one person
WITHIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Somebody wants this unit to register. Nothing is sent to it: the applicant passes the link on."""

    id: UUID
    city: str
    name: str
    asked_at: datetime
    employer_id: UUID | None  # that registered by the link
    told_at: datetime | None  # the applicant, that the unit can be chosen now

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        if self.told_at:
            return "单位已注册并通过审核"
        return "单位已注册，等待审核" if self.employer_id else "等待单位注册"
