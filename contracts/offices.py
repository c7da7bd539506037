"""Offices: whether somebody is there for the work that lies at them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class OfficeAttended(Event):
    """Work lies where nobody has an account or has signed in for a week, or somebody is there again."""

    topic: ClassVar[str] = "identity.office_attended"
    office_id: UUID
    city: str
    is_attended: bool
