"""An employer: what it is, and the life of its registration (E2.2)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from stdnum.cn import uscc

NAME_LENGTHS = range(4, 101)
REASON_LENGTHS = range(4, 501)
CHINESE = re.compile(r"[\u3400-\u9fff]")


class Kind(StrEnum):
    """What sort of unit it is."""

    PUBLIC_INSTITUTION = "public_institution"
    ENTERPRISE = "enterprise"
    NON_PUBLIC = "non_public"


class Level(StrEnum):
    """Whether its applications begin at the city's offices or at a county's (B5.1, B5.2)."""

    CITY = "city"
    COUNTY = "county"


class Status(StrEnum):
    """Where the registration stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


KIND_NAMES = {
    Kind.PUBLIC_INSTITUTION: "事业单位",
    Kind.ENTERPRISE: "国有企业",
    Kind.NON_PUBLIC: "非公有制单位",
}
LEVEL_NAMES = {Level.CITY: "市级单位", Level.COUNTY: "县（市、区）级单位"}
STATUS_NAMES = {Status.PENDING: "待审核", Status.APPROVED: "已通过", Status.REFUSED: "已退回"}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an employer says of itself."""

    name: str
    credit_code: str
    kind: Kind
    level: Level
    place: str
    department_id: UUID
    department: str


@dataclass(frozen=True, kw_only=True)
class Employer:
    """A registered employer. `version` counts what was submitted and decided."""

    id: UUID
    city: str
    clerk_id: UUID
    details: Details
    status: Status
    created_at: datetime
    submitted_at: datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an administrator decided on one version of a registration."""

    employer_version: int
    is_approved: bool
    reason: str
    decided_by: UUID
    decider: str
    decided_at: datetime


def may_be_mended(status: Status) -> bool:
    """Only what was refused comes back to the clerk."""
    return status is Status.REFUSED


def may_be_decided(status: Status) -> bool:
    """Only what waits is decided."""
    return status is Status.PENDING


def normal_employer_name(text: str) -> str:
    """The name without stray spaces; nothing else is touched: it is the name on the seal (M2.5)."""
    return "".join(text.split()) if CHINESE.search(text) else " ".join(text.split())


def employer_name_fault(name: str) -> str | None:
    """What is wrong with an employer's name."""
    if not name:
        return "请填写单位全称"
    if len(name) not in NAME_LENGTHS or not CHINESE.search(name) or not name.isprintable():
        return "单位全称应与公章一致，4 至 100 个字，请不要填写简称"
    return None


def normal_credit_code(text: str) -> str:
    """Full-width characters become plain ones, spaces and dashes go, letters become capitals."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).replace("-", "").upper()


def credit_code_fault(code: str) -> str | None:
    """What is wrong with a normal unified social credit code (GB 32100)."""
    if not code:
        return "请填写统一社会信用代码"
    if not (code.isascii() and code.isalnum() and len(code) == 18):  # noqa: PLR2004 - the code's length
        return "统一社会信用代码应为 18 位数字和字母"
    if not uscc.is_valid(code):
        return "统一社会信用代码有误，请对照证书逐位核对（代码中没有字母 I、O、S、V、Z）"
    return None


def normal_reason(text: str) -> str:
    """The reason without surrounding space."""
    return text.replace("\r\n", "\n").strip()


def reason_fault(reason: str) -> str | None:
    """What is wrong with the reason of a refusal (E2.2: a refusal says why)."""
    if not reason:
        return "请写明退回的原因，单位将据此修改"
    if len(reason) not in REASON_LENGTHS:
        return "退回原因应为 4 至 500 个字，请写明需要改什么"
    return None
