"""A paper that was issued, and what identifies it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import rfc8785

from contracts.case import SectionRef
from contracts.check_code import check_code
from contracts.normal.signs import is_ideograph


class Kind(StrEnum):
    """What is rendered. The value names the template."""

    PUBLICITY_SHEET = "publicity_sheet"
    REVIEW_FORM = "review_form"
    AUTHORISATION_LETTER = "authorisation_letter"
    PLEDGE = "pledge"
    EXPERT_OPINIONS = "expert_opinions"
    COMMISSION_LETTER = "commission_letter"
    BAG_COVER = "bag_cover"
    MINUTES = "minutes"
    VOTE_SHEET = "vote_sheet"


KIND_NAMES = {
    Kind.PUBLICITY_SHEET: "公示表",
    Kind.REVIEW_FORM: "专业技术职务任职资格评审表",
    Kind.AUTHORISATION_LETTER: "用人单位委托证明",
    Kind.PLEDGE: "专业技术资格申报材料真实性保证书",
    Kind.EXPERT_OPINIONS: "举荐专业技术职务任职资格专家意见表",
    Kind.COMMISSION_LETTER: "评审委托书",
    Kind.BAG_COVER: "资料袋封面",
    Kind.MINUTES: "评审会议纪要",
    Kind.VOTE_SHEET: "评审投票统计表",
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """An issued paper."""

    id: UUID
    application_id: UUID
    city: str
    plan: str
    kind: Kind
    manifest_sha256: str
    content_sha256: str
    sealed_sha256: str
    sections: tuple[SectionRef, ...] = ()  # of what it shows of its person; none on papers from before
    created_at: datetime | None = None


def content_sha256(content: Mapping[str, Any]) -> str:
    """The digest of what a paper shows; the same facts give the same digest."""
    return sha256(rfc8785.dumps(dict(content))).hexdigest()


def verification_path(manifest_digest: str) -> str:
    """Where a printed paper can be verified: what its QR code says."""
    return f"/documents/verify/{check_code(manifest_digest)}"


def spelled(value: Any, missing: Mapping[int, str]) -> Any:
    """The data with characters that no font has replaced, wherever they stand."""
    if isinstance(value, Mapping):
        return {name: spelled(one, missing) for name, one in value.items()}
    if isinstance(value, list):
        return [spelled(one, missing) for one in value]
    return value.translate(missing) if isinstance(value, str) else value


def spelling(characters: Iterable[str]) -> dict[int, str]:
    """How to write characters that no font has: an ideograph as 〓, others by number.

    What only joins others is not written at all.
    """
    return {ord(one): _spelled(one) for one in characters}


def by_hand(characters: Iterable[str]) -> str:
    """What the paper says of its ideographs that no font has; nothing when there are none."""
    told = "、".join(f"U+{ord(one):04X}" for one in characters if is_ideograph(one))
    return f"表中“{GETA}”处是字库中没有的字（{told}），请在打印后手写填入。" if told else ""


def _spelled(character: str) -> str:
    if character in JOINERS:
        return ""
    return GETA if is_ideograph(character) else f"［U+{ord(character):04X}］"


GETA = "〓"
JOINERS = "\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff"
