"""The letter of authorisation (用人单位委托证明): its scans, and when one is needed (E2.1)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.identity.employers.domain.employers import Status

PURPOSE = "letter"
TERMS = range(1, 11)  # years
MATTERS = "代表本单位在平台上办理本单位人员的基本信息和业绩档案审核、职称申报资格审查、公示和推荐上报。"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A stamped scan. Documents keeps the file."""

    id: UUID
    employer_id: UUID
    account_id: UUID
    file_id: UUID
    name: str
    pages: int
    uploaded_at: datetime
    submitted_at: datetime | None
    occasion: str  # what it was uploaded for: it serves nothing else


def needs_letter(status: Status) -> bool:
    """Whether the clerk's one task is the letter: at first, and after a refusal or the end of the term."""
    return status in {Status.PENDING_LETTER, Status.REFUSED, Status.EXPIRED}


def years_fault(years: int) -> str | None:
    """What is wrong with the length of a term."""
    return None if years in TERMS else "请选择授权期限"


def end_of_term(today: date, years: int) -> date:
    """The last day of a term that begins today."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:  # 29 February
        return date(today.year + years, 2, 28)
