"""The letter of commission with which a case was sent to the office that accepts (M1.1)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Commission:
    """Number and date as on the paper, and the scan: documents keeps it, the digest says which it was."""

    unit: str
    number: str
    dated_on: date
    file_id: UUID
    sha256: str
    pages: int
