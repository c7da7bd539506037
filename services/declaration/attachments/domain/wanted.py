"""What a declaration has to enclose, why, what is there by now, and what is missing (A8.1 to A8.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cities import Attachment, Plan
from contracts.case import Problem
from contracts.employers import EmployerKind
from contracts.registers import Register
from contracts.sections.archive import File
from contracts.sections.declaration import NO_TITLE
from contracts.sections.registered import Registered
from contracts.sections.verified import ProvenTitle, Verified, VerifiedRecord
from services.declaration.attachments.domain.registers import TABLE, Looked
from services.declaration.drafting.domain.years import Line, appraisals, education

WHY: Mapping[str, str] = {
    "skilled": "您以技能人才申报，需要提供",
    "public_post": "您是事业编制人员，需要提供",
    "insured_elsewhere": "您的社会保险在省外缴纳，需要提供",
    "on_paper": "有推荐专家在纸质意见表上签名，需要提供",
}
WRITINGS = ("paper", "book", "report")
HAS_NO_PUBLIC_POSTS = frozenset({EmployerKind.ENTERPRISE, EmployerKind.NON_PUBLIC})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What nobody but the applicant can say, and which attachments hang on it."""

    field: str
    concerns: str
    rule: str
    label: str
    hint: str
    missing: str


PUBLIC_POST = Question(
    field="public_post",
    concerns="public_post",
    rule="A8.6",
    label="您是否为事业编制人员？",
    hint="与事业单位订立聘用合同、占事业编制岗位的选“是”",
    missing="请说明是否为事业编制人员",
)
INSURED_ELSEWHERE = Question(
    field="insured_elsewhere",
    concerns="insured_elsewhere",
    rule="A8.7",
    label="您的社会保险是否在省外缴纳？",
    hint="以现工作单位为您缴纳养老保险的地方为准",
    missing="请说明社会保险是否在省外缴纳",
)
QUESTIONS = (PUBLIC_POST, INSURED_ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the applicant has said; the version grows with every change, of the files too."""

    version: int = 0
    public_post: bool | None = None
    insured_elsewhere: bool | None = None

    @property
    def words(self) -> str:
        """All of it in short: a page that was drawn before another answer has other words."""
        return f"{self.public_post}/{self.insured_elsewhere}"

    def said(self, question: Question) -> bool | None:
        """Yes, no, or nothing yet."""
        answer: bool | None = getattr(self, question.field)
        return answer


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One attachment: why it is wanted, the files that are there, what of the archive stands in for it."""

    row: Attachment
    why: str
    archived: str
    files: Sequence[File]

    @property
    def is_missing(self) -> bool:
        """Whether it stands against a submission."""
        return self.row.required and not self.archived and not self.files


@dataclass(frozen=True, kw_only=True)
class Enclosures:
    """Everything beside the form of one declaration."""

    application_id: UUID
    plan: Plan
    kind: str  # the way to declare; empty until it is chosen
    is_skilled: bool  # declares as a skilled worker (A6.5)
    current_title: str
    current_title_on: str
    employer_kind: str  # empty when it was not told
    verified: Verified | None
    said: Circumstances
    files: Mapping[str, Sequence[File]]
    has_opinions_on_paper: bool = True  # of experts, if the kind asks for some
    registered: Mapping[str, Registered] = field(default_factory=dict)  # what registers told
    schoolings: Sequence[VerifiedRecord] = ()  # that are verified

    @property
    def page(self) -> str:
        """Where they are given."""
        return f"/declarations/{self.application_id}/attachments"

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked: only what the plan needs to know and nothing tells."""
        concerned = {row.concerns for row in self.plan.attachment if self._is_of_kind(row)}
        asked = [one for one in QUESTIONS if one.concerns in concerned]
        return tuple(one for one in asked if not self._is_told(one))

    @property
    def looked_up(self) -> tuple[Looked, ...]:
        """For what registers may be asked: only what the plan goes by."""
        concerned = {row.concerns for row in self.plan.attachment if self._is_of_kind(row)}
        return tuple(
            Looked(row=row, found=self.registered.get(row.register), schoolings=self.schoolings)
            for row in TABLE
            if row.concerns in concerned
        )

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is wanted, in the order of the plan."""
        return tuple(
            Wanted(
                row=row,
                why=self._why(row),
                archived=self._archived(row),
                files=self.files.get(row.code, ()),
            )
            for row in self.plan.attachment
            if self._is_of_kind(row) and self._concerns(row)
        )

    @property
    def education(self) -> tuple[Line, ...]:
        """Continuing education, year by year."""
        return education(self.plan, self.verified.proven) if self.verified else ()

    @property
    def appraisals(self) -> tuple[Line, ...]:
        """Appraisals, year by year."""
        return appraisals(self.plan, self.verified) if self.verified else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that stands against a submission, each with its place (A8.8)."""
        unsaid = [
            Problem(rule=one.rule, page=f"{self.page}#{one.field}", message=one.missing)
            for one in self.questions
            if self.said.said(one) is None
        ]
        missing = [
            Problem(
                rule=one.row.rule,
                page=f"{self.page}/{one.row.code}",
                message=f"请上传附件《{one.row.name}》：{one.why}",
            )
            for one in self.wanted
            if one.is_missing
        ]
        years = [line.problem for line in (*self.education, *self.appraisals) if line.problem]
        return (*unsaid, *missing, *years)

    def find(self, code: str) -> Wanted | None:
        """The attachment of this code, if it is wanted."""
        return next((one for one in self.wanted if one.row.code == code), None)

    @property
    def _may_have_a_public_post(self) -> bool:
        return self.employer_kind not in HAS_NO_PUBLIC_POSTS

    def _is_told(self, question: Question) -> bool:
        """Whether the answer is known without asking: by the sort of employer, or by a register."""
        if question is PUBLIC_POST:
            return not self._may_have_a_public_post
        return Register.INSURANCE in self.registered

    def _is_of_kind(self, row: Attachment) -> bool:
        return not row.kinds or self.kind in row.kinds

    def _concerns(self, row: Attachment) -> bool:
        if (told := self._told(row)) and told.found:
            return told.found.is_disputed
        concerned = {
            "titled": self.current_title != NO_TITLE,
            "skilled": self.is_skilled,
            "public_post": self._may_have_a_public_post and self.said.public_post is True,
            "insured_elsewhere": self.said.insured_elsewhere is True,
            "schooling": False,
            "on_paper": self.has_opinions_on_paper,
        }
        return concerned.get(row.concerns, True)

    def _told(self, row: Attachment) -> Looked | None:
        """The record of a register that does instead, as long as the applicant does not call it wrong."""
        return next((one for one in self.looked_up if one.row.concerns == row.concerns and one.found), None)

    def _why(self, row: Attachment) -> str:
        if not row.required:
            return "有的请提供，没有的不用上传"
        if row.concerns == "titled":
            return f"您现任{self.current_title or '专业技术资格'}，需要提供"
        if told := self._told(row):
            return f"您认为获取的{told.row.what}不对，需要提供"
        if row.concerns in WHY:
            return WHY[row.concerns]
        names = [one.name for one in self.plan.kind if one.slug in row.kinds]
        return f"申报方式为{'、'.join(names)}的需要提供" if names else "所有申报人员都需要提供"

    def _archived(self, row: Attachment) -> str:
        """What of the archive does as well, in words; empty when nothing does."""
        if self.verified is None or row.archived is None:
            return ""
        proven, title = self.verified.proven, self._title()
        match row.archived:
            case "title":
                return f"档案中已核验的“{title.name}”附有证明" if title else ""
            case "appointment":
                is_there = title is not None and title.appointed_on != ""
                return f"档案中已核验的“{title.name}”含聘任时间，附有证明" if title and is_there else ""
            case "work":
                count = proven.files.get("work", 0)
                return f"档案中已核验的工作经历有 {count} 条附有证明" if count else ""
            case "writings":
                count = sum(proven.files.get(kind, 0) for kind in WRITINGS)
                return f"档案中任现职以来已核验的著作、论文和报告有 {count} 项附有证明" if count else ""
            case "training":
                certified = {one.year for one in proven.years if one.is_certified}
                is_there = certified >= set(self.plan.education_years)
                return "档案中各年度已核验的继续教育都附有证明" if is_there else ""

    def _title(self) -> ProvenTitle | None:
        """The current title among those that are proven: the one obtained in its month."""
        titles = self.verified.proven.titles if self.verified else ()
        return next((one for one in titles if one.obtained_on == self.current_title_on), None)
