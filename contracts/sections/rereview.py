"""Section "re-review-<round>-<stage>": what an applicant said against a result, and what was answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from contracts.rereview import FINDING_NAMES, Finding
from contracts.sections.entries import Shape, Told


@dataclass(frozen=True, kw_only=True)
class EnclosedFile:
    """A file that came with the request: documents keeps it, the digest says which it was."""

    file_id: UUID
    sha256: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class ReReviewSection:
    """What review seals of a re-review once it is answered."""

    form: int = 1
    stage: str
    office: str
    round: int
    result_sha256: str  # of the sealed result that it is about
    asked_at: datetime
    reason: Annotated[str, Told("复查理由", Shape.LONG)]
    files: tuple[EnclosedFile, ...]
    finding: Annotated[Finding, Told("复查结果", names=FINDING_NAMES)]
    answer: Annotated[str, Told("复查情况和答复", Shape.LONG)]
    answered_by: Annotated[str, Told("答复人")]
    answered_at: datetime
