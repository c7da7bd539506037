"""Who sends a case on."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Sender:
    """An official for their office."""

    office_id: UUID
    account_id: UUID
    name: str
