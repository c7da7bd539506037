"""What an office may decide, and what each decision needs (E4.2–E4.4, B3.1–B3.3, C2.1, C2.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from contracts.application import Verdict
from contracts.case import Role
from contracts.normal import names
from contracts.sections.checks import Check
from contracts.sections.decision import ItemFinding, Mend, Reason
from kit.errors import Fault
from services.review.examination.domain.checks import standing_against
from services.review.examination.domain.items import MARK_NAMES, Finding, Item, Mark
from services.review.objections.domain import Tally
from services.review.reasons.domain import (
    Catalogue,
    Named,
    refusal_faults,
    return_faults,
)
from services.review.tasks.domain import Phase, length_faults, word

OPINION_LENGTHS = range(10, 1001)
REASON_LENGTHS = range(5, 1001)
NONE_FOUND = Tally()

OPINIONS = {
    Role.DEPARTMENT: "经审查，该同志的资历、年度考核、继续教育等符合申报条件，同意推荐。",
    Role.HR: "经审查，该同志的资历、年度考核、继续教育等符合申报条件，同意推荐。",
    Role.COMMITTEE: "经审查，申报材料齐全、规范，符合受理条件，同意受理。",
}
EMPLOYER_OPINION = "经审查，该同志符合申报条件，申报材料真实、完整，{result}同意报送。"
NO_RETURN_LEFT = (
    "这份申报的退回次数已达到申报计划的上限，不能再退回：符合条件的通过，"
    "不符合条件的写明理由不予通过；情况特殊的，先与受理的评委会办公室商定"
)
ATTESTATION = "本单位已对申报人的基本信息和业绩档案的真实性、准确性进行审核，并对审核结果负责。"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What an examiner sends: a verdict and what belongs to it."""

    verdict: Verdict | None
    reason: str = ""
    opinion: str = ""
    named: tuple[Named, ...] = ()  # of a return
    codes: tuple[str, ...] = ()  # of a refusal
    signature: str = ""
    is_attested: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the examination stands when the proposal comes."""

    role: Role
    items: tuple[Item, ...]
    findings: Mapping[str, Finding]
    signer: str
    catalogue: Catalogue = ()
    returns_left: int | None = None  # none: without limit
    checks: tuple[Check, ...] = ()
    publicity: Phase = Phase.UNPOSTED
    publicity_until: str = ""  # in words
    objections: Tally = NONE_FOUND

    @property
    def names(self) -> Mapping[str, str]:
        """What this office examines, by code."""
        return {item.code: item.name for item in self.items}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an office decided, or another in its place. `office` and `role` are its task's."""

    id: UUID
    task_id: UUID
    verdict: Verdict
    reason: str
    opinion: str
    changes: tuple[str, ...]
    attestation: str
    signed_by: str
    account_id: UUID
    decided_at: datetime
    office: str = ""
    role: Role = Role.EMPLOYER
    items: tuple[Mapping[str, str], ...] = field(default=())
    mends: tuple[Mend, ...] = ()
    reasons: tuple[Reason, ...] = ()
    is_last_return: bool = False
    substitution_id: UUID | None = None  # as which another office decided in its place
    substitute: str = ""  # and what that is called

    @property
    def findings(self) -> tuple[ItemFinding, ...]:
        """What was found, item by item."""
        return tuple(ItemFinding(**item) for item in self.items)

    @property
    def given(self) -> tuple[Reason, ...]:
        """Every reason of it: of a refusal, or of what is to be mended."""
        return self.reasons + tuple(reason for mend in self.mends for reason in mend.reasons)

    @property
    def by(self) -> str:
        """Who decided, in words."""
        return f"{self.substitute}（代{self.office}）" if self.substitute else self.office

    @property
    def word(self) -> str:
        """The verdict in the office's own word."""
        return word(self.role, self.verdict)

    def answers(self, proposal: Proposal, account_id: UUID) -> bool:
        """Whether this is what the same person asked for: a second click."""
        return (
            account_id == self.account_id
            and (proposal.verdict, proposal.opinion) == (self.verdict, self.opinion)
            and (proposal.reason == self.reason or proposal.verdict is Verdict.RETURNED)
            and set(proposal.codes) == {reason.code for reason in self.reasons}
            and len(proposal.named) == len(self.mends)
            and all(map(_is_said, proposal.named, self.mends))
        )


def _is_said(named: Named, mend: Mend) -> bool:
    codes = {one.code for one in mend.reasons}
    return (
        (named.item, named.text) == (mend.item, mend.text)
        and set(named.codes) == codes
        and named.remedy in {"", mend.remedy}
    )


def held(decision: Decision, minutes: int) -> datetime | None:
    """Until when a refusal can be taken back before anybody is told; none: it is told at once."""
    if decision.verdict is not Verdict.REFUSED or not minutes:
        return None
    return decision.decided_at + timedelta(minutes=minutes)


def flagged(findings: Mapping[str, Finding]) -> dict[str, str]:
    """The items that are not in order, and what they were found to be."""
    return {
        item: MARK_NAMES[finding.mark]
        for item, finding in findings.items()
        if finding.mark in {Mark.UNCLEAR, Mark.UNMET}
    }


def standard_opinion(role: Role, publicity_result: str = "") -> str:
    """The opinion that is offered for editing."""
    if role is Role.EMPLOYER:
        return EMPLOYER_OPINION.format(result=publicity_result)
    return OPINIONS[role]


def relevant(proposal: Proposal) -> Proposal:
    """The proposal without what does not belong to its verdict (a page offers all fields at once)."""
    match proposal.verdict:
        case Verdict.PASSED:
            return Proposal(
                verdict=Verdict.PASSED,
                opinion=proposal.opinion,
                signature=proposal.signature,
                is_attested=proposal.is_attested,
            )
        case Verdict.RETURNED:
            return Proposal(verdict=Verdict.RETURNED, named=proposal.named)
        case Verdict.REFUSED:
            return Proposal(verdict=Verdict.REFUSED, reason=proposal.reason, codes=proposal.codes)
        case None:
            return proposal


def faults_of(proposal: Proposal, standing: Standing) -> list[Fault]:
    """Everything that stands against a decision, at once."""
    return [*_against_deciding(proposal, standing.objections), *_against_verdict(proposal, standing)]


def _against_deciding(proposal: Proposal, objections: Tally) -> Iterator[Fault]:
    """Nothing is decided over an objection that is open, nothing passes against one that is right."""
    if proposal.verdict and objections.open:
        yield Fault(field="verdict", message=f"还有 {objections.open} 件异议没有核查，请先核查并答复")
    if proposal.verdict is Verdict.PASSED and objections.upheld:
        yield Fault(
            field="verdict", message=f"有 {objections.upheld} 件异议经核查成立，不能通过，应退回或不予通过"
        )


def _against_verdict(proposal: Proposal, standing: Standing) -> list[Fault]:
    match proposal.verdict:
        case Verdict.PASSED:
            return [*_against_passing(proposal, standing)]
        case Verdict.RETURNED:
            return [*_against_returning(proposal, standing)]
        case Verdict.REFUSED:
            return [
                *refusal_faults(standing.catalogue, proposal.codes, standing.names),
                *length_faults(
                    "reason_refused", proposal.reason, REASON_LENGTHS, "不通过的理由", "写明不符合哪一项条件"
                ),
            ]
        case None:
            return [Fault(field="verdict", message="请选择审查结论")]


def _against_returning(proposal: Proposal, standing: Standing) -> Iterator[Fault]:
    if standing.returns_left == 0:
        yield Fault(field="verdict", message=NO_RETURN_LEFT)
    yield from return_faults(standing.catalogue, proposal.named, standing.names, flagged(standing.findings))


def _against_passing(proposal: Proposal, standing: Standing) -> Iterator[Fault]:
    for item in standing.items:
        yield from _against_item(item, standing.findings[item.code])
    yield from standing_against(standing.checks)
    if standing.role is Role.EMPLOYER:
        yield from _against_publicity(standing)
    yield from length_faults(
        "opinion", proposal.opinion, OPINION_LENGTHS, "审查意见", "写明是否符合申报条件、是否同意"
    )
    if standing.role is Role.EMPLOYER and not proposal.is_attested:
        yield Fault(field="attested", message="请确认已对基本信息和业绩档案的真实性、准确性进行审核")
    if not proposal.signature:
        yield Fault(field="signature", message="请填写您的姓名，签署审查意见")
    elif not names.is_same_person_name(proposal.signature, standing.signer):
        yield Fault(field="signature", message=f"签署的姓名应与登录账号的姓名一致：{standing.signer}")


def _against_item(item: Item, finding: Finding) -> Iterator[Fault]:
    if finding.mark is None:
        yield Fault(field="verdict", message=f"“{item.name}”还没有审查，请先逐项审查")
    elif finding.mark is Mark.UNCLEAR:
        yield Fault(field="verdict", message=f"“{item.name}”材料不清，不能通过，应退回申报人补充")
    elif finding.mark is Mark.UNMET:
        yield Fault(field="verdict", message=f"“{item.name}”不符合要求，不能通过")


def _against_publicity(standing: Standing) -> Iterator[Fault]:
    match standing.publicity:
        case Phase.UNPOSTED:
            yield Fault(field="verdict", message="还没有公示，请先导出公示表并发布公示，期满后再作决定")
        case Phase.COUNTING:
            yield Fault(field="verdict", message="公示已发布，正在计算截止时间，期满前不能通过")
        case Phase.RUNNING:
            yield Fault(field="verdict", message=f"公示至{standing.publicity_until}，期满前不能通过")
        case Phase.OVER:
            yield Fault(field="verdict", message="公示已期满，请先登记公示结果")
        case Phase.RECORDED:
            return
