"""The receipt (回执) of a submission: what anyone can hold against it later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.check_code import check_code


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """That the submission of a round was taken, when, and the digest of the list that covers all of it."""

    id: UUID
    declaration_id: UUID
    city: str
    round: int
    submitted_at: datetime
    digest: str

    @property
    def code(self) -> str:
        """By which it is found again."""
        return check_code(self.digest)
