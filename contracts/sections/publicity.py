"""What an employer's decision tells of its publicity (E4.5)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from contracts.sections.entries import Shape, Told

NO_OBJECTIONS = "无异议"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A photo or scan of the posting: documents keeps it, the digest says which it was."""

    file_id: UUID
    sha256: str
    media_type: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What shows that it was posted: photos or scans, and where it was announced on the web."""

    proofs: tuple[Proof, ...]
    link: str


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """Where and how long the achievements were public, and what came of it."""

    place: Annotated[str, Told("公示地点")]
    posted_on: Annotated[date, Told("公示开始")]
    ended_on: Annotated[date | None, Told("公示结束")]
    days: Annotated[int, Told("公示工作日", Shape.NUMBER)]
    objections: Annotated[str, Told("异议情况", Shape.LONG)]
    result: Annotated[str, Told("公示结果", Shape.LONG)]
