"""What the employer's clerk decides about items, and what makes such a decision complete (C1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.archive.domain.fields import Flaw

ATTESTATION = "本单位已将所核验的个人基本信息和业绩档案与原件逐项核对，确认内容真实、准确，并对核验结果负责。"
REASON_LIMIT = 200


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


def flaws_of(judgements: Sequence[Judgement], *, is_attested: bool) -> list[Flaw]:
    """Everything that a decision lacks."""
    flaws = [flaw for judgement in judgements for flaw in _of_reason(judgement)]
    if not judgements:
        flaws.append(Flaw(field="", message="请至少对一项选择“核验通过”或“退回修改”"))
    if any(judgement.verdict is Verdict.VERIFIED for judgement in judgements) and not is_attested:
        flaws.append(Flaw(field="attested", message="核验通过前，请勾选核验声明"))
    return flaws


def _of_reason(judgement: Judgement) -> list[Flaw]:
    if judgement.verdict is Verdict.VERIFIED:
        return []
    field = f"reason-{judgement.item_id}"
    if not judgement.reason:
        return [Flaw(field=field, message="退回修改的，请写明原因和需要修改的内容")]
    if len(judgement.reason) > REASON_LIMIT:
        told = f"退回原因最多 {REASON_LIMIT} 字，现在是 {len(judgement.reason)} 字"
        return [Flaw(field=field, message=told)]
    return []


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A person in a clerk's list: how many items, since when."""

    person_id: UUID
    name: str
    items: int
    has_basic: bool
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one person's items in an act."""

    name: str
    verified: int
    returned: int
    skipped: int
    decided_at: datetime
