"""The items of an examination, by role: each carries its own finding (E4.1, C2.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.case import Role
from contracts.employers import EmployerKind
from contracts.sections.parts import Part


class Mark(StrEnum):
    """What an examiner found for one item."""

    OK = "ok"
    UNCLEAR = "unclear"
    UNMET = "unmet"


MARK_NAMES = {Mark.OK: "符合要求", Mark.UNCLEAR: "材料不清", Mark.UNMET: "不符合要求"}


@dataclass(frozen=True)
class Item:
    """One thing to examine."""

    code: str
    name: str
    question: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Finding:
    """What was found for one item, and a remark."""

    item: str
    mark: Mark | None = None
    remark: str = ""


BASIC = Item(
    "basic",
    "基本信息",
    "姓名、学历、工作单位、任职情况等与证件和实际情况一致",
    (Part.PERSON, Part.EMPLOYER, Part.BASIC),
)
RECORDS = Item("records", "业绩档案", "业绩、奖项、论著等真实准确，与申报专业相关", (Part.RECORDS,))
FORM = Item(
    "form", "申报信息", "申报资格、专业类别、从事专业和本人述职真实准确", (Part.DECLARED, Part.STATEMENT)
)
ATTACHMENTS = Item("attachments", "附件", "附件齐全、清晰，与申报内容一致", (Part.ATTACHMENTS,))
PHOTO = Item("photo", "证件照", "是本人近照，白底，清晰", (Part.PHOTO,))
SENIORITY = Item(
    "seniority", "资历与年限", "现任资格、聘任时间和专业工作年限达到申报条件", (Part.DECLARED, Part.BASIC)
)
APPRAISAL = Item(
    "appraisal", "年度考核", "任期内考核（至少近三年）齐全，均为合格以上", (Part.RECORDS, Part.ATTACHMENTS)
)
EDUCATION = Item(
    "education", "继续教育", "申报年度前三年，每年不少于 90 学时", (Part.RECORDS, Part.ATTACHMENTS)
)
POST_FIT = Item(
    "post_fit",
    "评聘结合",
    "事业单位：申报资格与岗位设置、聘任情况相符",
    (Part.EMPLOYER, Part.DECLARED, Part.ATTACHMENTS),
)

SUBMITTED = (BASIC, RECORDS, FORM, ATTACHMENTS, PHOTO)
QUALIFICATION = (SENIORITY, APPRAISAL, EDUCATION)
BY_ROLE: Mapping[Role, tuple[Item, ...]] = {
    Role.EMPLOYER: SUBMITTED,
    Role.DEPARTMENT: SUBMITTED + QUALIFICATION,
    Role.HR: SUBMITTED + QUALIFICATION,
    Role.COMMITTEE: (*SUBMITTED, SENIORITY),
}
ITEMS = {item.code: item for item in (*SUBMITTED, *QUALIFICATION, POST_FIT)}
CHECKS_POST_FIT = frozenset({Role.DEPARTMENT, Role.HR})


def items_for(role: Role, employer_kind: str) -> tuple[Item, ...]:
    """What an office of this role examines; the fit of post and appointment at public institutions only."""
    items = BY_ROLE[role]
    if role in CHECKS_POST_FIT and employer_kind == EmployerKind.PUBLIC_INSTITUTION:
        return (*items, POST_FIT)
    return items


def by_item(items: Iterable[Item], findings: Iterable[Finding]) -> dict[str, Finding]:
    """A finding for every item, an empty one where nothing was found yet."""
    found = {finding.item: finding for finding in findings}
    return {item.code: found.get(item.code, Finding(item.code)) for item in items}


def examined(findings: Mapping[str, Finding]) -> int:
    """How many items have a finding."""
    return sum(finding.mark is not None for finding in findings.values())


def all_fulfilled(findings: Mapping[str, Finding]) -> bool:
    """Whether every item was examined and fulfils the requirements."""
    return all(finding.mark is Mark.OK for finding in findings.values())
