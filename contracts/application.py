"""The workflow of one application: its id, what starts it, what it is told, what it tells of itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5

from temporalio import workflow

from contracts.case import Role
from contracts.clock import Hold
from contracts.commands import Answer, Command

TASK_QUEUE, TYPE = "workflows", "Application"


def workflow_id(application_id: UUID) -> str:
    """The one id under which an application's workflow is known."""
    return f"application-{application_id}"


def derived_id(application_id: UUID, *parts: object) -> UUID:
    """An id of something that belongs to this application; the same parts give the same id."""
    return uuid5(NAMESPACE_OID, "/".join([str(application_id), *map(str, parts)]))


class Status(StrEnum):
    """Where an application stands. The Chinese words are in `STATUS_NAMES`."""

    DRAFTING = "drafting"
    EXAMINING = "examining"
    PUBLICISING = "publicising"
    PUBLICISED = "publicised"
    REVIEWING = "reviewing"
    RETURNED = "returned"
    AWAITING_RECOMMENDATION_FEE = "awaiting_recommendation_fee"
    RECOMMENDATION_FEE_PAID = "recommendation_fee_paid"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    ACCEPTED = "accepted"
    FORM_ISSUED = "form_issued"
    REPRINTING = "reprinting"
    HANDING_IN = "handing_in"
    HANDED_IN = "handed_in"
    AWAITING_MEETING = "awaiting_meeting"
    RECOMMENDING = "recommending"
    RESULT_PENDING = "result_pending"
    RESULT_PUBLICISING = "result_publicising"
    TITLED = "titled"
    NOT_ELECTED = "not_elected"
    RE_REVIEWING = "re_reviewing"
    RESULT_UPHELD = "result_upheld"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    MISSED = "missed"
    UNPAID = "unpaid"


STATUS_NAMES = {
    Status.DRAFTING: "填报中",
    Status.EXAMINING: "用人单位审查",
    Status.PUBLICISING: "单位公示中",
    Status.PUBLICISED: "公示期满，待用人单位审查",
    Status.REVIEWING: "逐级审查",
    Status.RETURNED: "退回修改",
    Status.AWAITING_RECOMMENDATION_FEE: "待缴评审推荐费",
    Status.RECOMMENDATION_FEE_PAID: "已缴评审推荐费",
    Status.AWAITING_PAYMENT: "待缴费",
    Status.PAID: "已缴费，正在生成评审表",
    Status.ACCEPTED: "已受理（不收费），正在生成评审表",
    Status.FORM_ISSUED: "评审表已生成",
    Status.REPRINTING: "正在核对评审表",
    Status.HANDING_IN: "评审表待报送",
    Status.HANDED_IN: "评审表已报送",
    Status.AWAITING_MEETING: "待评审",
    Status.RECOMMENDING: "评审通过，待推荐送审",
    Status.RESULT_PENDING: "评审通过，结果待公示",
    Status.RESULT_PUBLICISING: "评审结果公示中",
    Status.TITLED: "已取得职称",
    Status.NOT_ELECTED: "评审未通过",
    Status.RE_REVIEWING: "评审结果复查中",
    Status.RESULT_UPHELD: "评审未通过（复查维持）",
    Status.REFUSED: "审查不通过",
    Status.WITHDRAWN: "已撤回",
    Status.MISSED: "逾期未提交",
    Status.UNPAID: "逾期未缴费",
}


class Verdict(StrEnum):
    """What an office may decide: 通过, 退回, 不通过."""

    PASSED = "passed"
    RETURNED = "returned"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Start:
    """What starts the workflow. `closes_at` is when the plan's window for submissions ends."""

    application_id: UUID
    person_id: UUID
    employer_id: UUID
    city: str
    plan: str
    plan_version: str
    started_at: datetime
    closes_at: datetime
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened elsewhere. `answers` names the task, order or deadline that it is about."""

    id: UUID
    kind: str  # the topic of the event
    answers: UUID
    code: str = ""  # a verdict, when the fact is a decision
    at: datetime | None = None
    provisional: bool = False
    number: int = 0  # the last of several facts about the same thing counts
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is, why, since when and until when: the same words for applicant, office and operator."""

    who: Role
    name: str  # the office's or employer's name; empty for the applicant
    why: str
    since: datetime
    until: datetime | None = None
    is_provisional: bool = False


class Application:
    """Typed stub of the workflow for those who send it updates (the implementation is in `workflows`)."""

    @workflow.update
    async def submit(self, command: Command) -> Answer:
        """Seal the sections for good and send the application to the employer."""
        raise NotImplementedError

    @workflow.update
    async def withdraw(self, command: Command) -> Answer:
        """End the application at the applicant's own wish."""
        raise NotImplementedError
