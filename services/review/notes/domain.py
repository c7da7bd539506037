"""An internal note on a case: written once, never changed, taken back by who wrote it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.errors import Fault
from services.review.tasks.domain import length_faults

LENGTHS = range(1, 2001)
MOST = 200  # of one office about one case


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note; the text of one that was taken back is gone."""

    id: UUID
    city: str
    task_id: UUID
    text: str
    account_id: UUID
    written_by: str  # both names of who acts for somebody
    written_at: datetime
    taken_back_at: datetime | None = None

    @property
    def is_taken_back(self) -> bool:
        """Whether who wrote it took it back."""
        return self.taken_back_at is not None


def faults_of(text: str) -> list[Fault]:
    """What is wrong with a note."""
    return length_faults("note", text, LENGTHS, "备注内容", "例如：已电话核实社保缴纳单位")
