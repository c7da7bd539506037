"""What the employer's clerk decides about items, and what makes such a decision complete (C1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kit.errors import Fault

ATTESTATION = "本单位已将所核验的个人基本信息和业绩档案与原件逐项核对，确认内容真实、准确，并对核验结果负责。"
REASON_LIMIT = 200
REASONS = (
    "缺少佐证材料，请上传",
    "佐证材料不清晰或缺页，请重新上传",
    "内容与佐证材料或原件不一致，请核对后更正",
    "填写不完整，请补充",
    "与另一条记录重复，请删除其中一条",
    "看不出本人的作用，请补充说明和证明",
    "不属于本人业绩，请删除",
)


class Verdict(StrEnum):
    """核验通过 or 退回修改."""

    VERIFIED = "verified"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the clerk decided about one item, as it was when the clerk saw it."""

    item_id: UUID
    revision: int
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """Who decides, for which employer."""

    account_id: UUID
    employer_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One act about one person: how many items were verified or returned, how many had changed meanwhile."""

    id: UUID
    batch_id: UUID
    person_id: UUID
    employer_id: UUID
    city: str
    clerk_id: UUID
    clerk_name: str
    attestation: str
    verified: int
    returned: int
    skipped: int
    decided_at: datetime


def faults_of(judgements: Sequence[Judgement], *, is_attested: bool) -> list[Fault]:
    """Everything that a decision lacks."""
    faults = [fault for judgement in judgements for fault in _of_reason(judgement)]
    if not judgements:
        faults.append(Fault(field="", message="请至少对一项选择“核验通过”或“退回修改”"))
    if any(judgement.verdict is Verdict.VERIFIED for judgement in judgements) and not is_attested:
        faults.append(Fault(field="attested", message="核验通过前，请勾选核验声明"))
    return faults


def _of_reason(judgement: Judgement) -> list[Fault]:
    if judgement.verdict is Verdict.VERIFIED:
        return []
    field = f"reason-{judgement.item_id}"
    if not judgement.reason:
        return [Fault(field=field, message="退回修改的，请写明原因和需要修改的内容")]
    if len(judgement.reason) > REASON_LIMIT:
        told = f"退回原因最多 {REASON_LIMIT} 字，现在是 {len(judgement.reason)} 字"
        return [Fault(field=field, message=told)]
    return []


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which of the waiting persons a clerk wants to see: a part of the name, a kind, submitted by when."""

    name: str = ""
    kind: str = ""
    until: date | None = None
    only_basic: bool = False


def reason_of(code: str, words: str) -> str:
    """A quick choice and the clerk's own words as one reason; a choice that is none counts as nothing."""
    return "。".join(part for part in (code if code in REASONS else "", words) if part)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A person in a clerk's list: how many items, since when."""

    person_id: UUID
    name: str
    items: int
    has_basic: bool
    since: datetime
    bare: int = 0  # records among the items that no file proves

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Their place in the list."""
        return (self.since, self.person_id)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one person's items in an act."""

    name: str
    verified: int
    returned: int
    skipped: int
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A line in the story of a file: handed in, decided by a clerk, or granted: a title obtained here."""

    at: datetime
    employer: str
    clerk: str | None  # who decided
    submitted: int
    granted: int
    verified: int
    returned: int
