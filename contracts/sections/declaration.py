"""Section "declaration": the plan, and what the applicant declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from contracts.sections.archive import File
from contracts.sections.assessment import SelfAssessment
from contracts.sections.entries import Entry, Shape, Told, entries_of
from contracts.sections.registered import Registered

NO_TITLE = "无"  # the current title of somebody who has none
# 备注 of the roster and of whoever reads the case (M2.2): by kind, and of skilled workers.
REMARKS: Mapping[str, str] = {
    "transfer": "转评",
    "landmark": "专家举荐",
    "self-assessment": "单位直接推荐",
}
SKILLED = "技能人才"


@dataclass(frozen=True, kw_only=True)
class DeclaredPlan:
    """For which plan, in the version with which it was begun."""

    id: str
    title: Annotated[str, Told("申报计划")]
    version: str
    level: str
    year: int


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the form says once it is complete; months are YYYYMM (M2.1), empty without a current title."""

    title_applied: Annotated[str, Told("申报资格")]
    kind: str
    kind_name: Annotated[str, Told("申报方式")]
    options: Annotated[tuple[str, ...], Told("特殊情形", Shape.LIST, otherwise="无")]
    category: Annotated[str, Told("申报专业类别")]
    specialty: Annotated[str, Told("从事专业")]
    current_title: Annotated[str, Told("现任专业技术资格")]
    current_title_on: Annotated[str, Told("取得时间", Shape.MONTH, otherwise="无")]
    appointed_on: Annotated[str, Told("聘任时间", Shape.MONTH, otherwise="无")]
    years: Annotated[int, Told("专业工作年限", Shape.YEARS)]
    statement: str


ON_PAPER, BY_LINK = "申报人按专家签名的纸质意见表填写", "专家本人凭短信链接填写，在手机上签名"


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What one of two experts says who recommends the applicant, as the signed 专家意见表 has it (X1.1)."""

    name: Annotated[str, Told("姓名")]
    unit: Annotated[str, Told("单位")]
    title: Annotated[str, Told("职称")]
    level: Annotated[str, Told("职称级别")]
    specialty: Annotated[str, Told("从事专业")]
    mobile: Annotated[str, Told("手机", Shape.MOBILE)]
    score: Annotated[str, Told("专家评价分")]  # 0 to 100, with one decimal place at most
    reason: Annotated[str, Told("推荐理由", Shape.LONG)]
    statement: Annotated[str, Told("声明")]
    signed_on: Annotated[date, Told("签名日期")]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """How an expert signed who gave the opinion by link, on the phone; any other is typed from paper."""

    expert: int  # which of the two
    signed_at: Annotated[str, Told("签名时间")]  # in Shanghai
    device: Annotated[str, Told("签名设备")]
    sha256: Annotated[str, Told("签名摘要")]
    reread: Annotated[str, Told("签名之后")]  # what was changed since of what the expert read
    picture: str  # SVG


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One thing that was wanted beside the form: why; its files, or what of the archive will do."""

    code: str
    name: str
    why: str
    archived: str = ""
    files: tuple[File, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What people read of it."""
        why = Entry(code="why", label="提供的原因", value=self.why)
        if self.archived:
            return (why, Entry(code="archived", label="业绩档案", value=self.archived))
        return (why,) if self.files else (why, Entry(code="files", label="文件", value="没有上传"))


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """A part that a return did not name and that the applicant asked to change, and why."""

    code: str
    name: str
    reason: str

    @property
    def entry(self) -> Entry:
        """What people read of it."""
        label = f"申请修改“{self.name}”的原因"
        return Entry(code=f"reopened-{self.code}", label=label, shape=Shape.LONG, value=self.reason)


@dataclass(frozen=True, kw_only=True)
class DeclarationSection:
    """What declaration seals."""

    form: int = 5
    plan: DeclaredPlan
    declared: Declared
    difference: str = ""  # since form 2: why it differs from what the employer has verified (verified.py)
    landmark: str = ""  # since form 3: the landmark achievement (A6.3)
    is_skilled: bool = False  # since form 3: whether one of the options says so (A6.5)
    recommendations: tuple[Recommendation, ...] = ()  # since form 3: of two experts (X1.1)
    signings: tuple[Signing, ...] = ()  # since form 4: of the opinions that experts gave by link
    assessment: SelfAssessment | None = None  # since form 3: of the kind that asks for one (A6.4)
    particulars: tuple[Entry, ...] = ()  # since form 3: what every year brought, what was said
    attachments: tuple[Attachment, ...] = ()  # since form 3
    conditions: str = ""  # since form 4: what the plan wants of a career, JSON: `cities.Conditions`
    reopened: tuple[Reopened, ...] = ()  # since form 4: what was changed beyond what a return named
    registered: tuple[Registered, ...] = ()  # since form 5; before, insurance was among the particulars

    def told_by(self, expert: int) -> tuple[Entry, ...]:
        """What one of the two experts said, and how it came; before form 4 there was paper alone."""
        said = entries_of(self.recommendations[expert - 1])
        signing = next((found for found in self.signings if found.expert == expert), None)
        way = Entry(code="way", label="意见来源", value=BY_LINK if signing else ON_PAPER)
        signed = [entry for entry in entries_of(signing) if entry.value] if signing else []
        return (*said, way, *signed)

    @property
    def remarks(self) -> tuple[str, ...]:
        """备注 (M2.2), whatever the form."""
        found = (REMARKS.get(self.declared.kind, ""), SKILLED if self.is_skilled else "")
        return tuple(filter(None, found))
