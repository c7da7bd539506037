"""The life of a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.notification import Template


class State(StrEnum):
    """Where a message is."""

    WAITING = "waiting"
    READY = "ready"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    FAILED = "failed"


STATE_NAMES: Mapping[State, str] = {
    State.WAITING: "等待手机号",
    State.READY: "待发送",
    State.HANDED_OVER: "已提交短信中心",
    State.DELIVERED: "已送达",
    State.FAILED: "发送失败",
}
TEMPLATE_NAMES: Mapping[Template, str] = {
    Template.EMPLOYER_APPROVED: "单位注册通过",
    Template.EMPLOYER_REFUSED: "单位注册未通过",
    Template.REQUEST_APPROVED: "单位申请审核通过",
    Template.REQUEST_REFUSED: "单位申请未通过审核",
    Template.EMPLOYER_JOINED: "所邀请的单位已注册",
    Template.CLERK_REPLACED: "单位主经办人已变更",
    Template.EMPLOYER_MERGED: "单位已并入其他单位",
    Template.AUTHORISATION_ENDING: "单位授权即将到期",
    Template.AUTHORISATION_ENDED: "单位授权已到期",
    Template.AUTHORISATION_SUSPENDED: "单位授权已暂停",
    Template.AUTHORISATION_RESUMED: "单位授权已恢复",
    Template.ARCHIVE_VERIFIED: "档案审核通过",
    Template.ARCHIVE_RETURNED: "档案退回",
    Template.RETURNED: "申报退回修改",
    Template.REFUSED: "申报不通过",
    Template.ACCEPTED_FREE: "申报已受理",
    Template.FEE_DUE: "缴费通知",
    Template.DRAFT_ENDING: "申报截止提醒",
    Template.FEE_REMINDER: "缴费提醒",
    Template.FEE_PAID: "缴费成功",
    Template.RECOMMENDATION_FEE_PAID: "缴费成功",
    Template.FEE_LAPSED: "逾期未缴费",
    Template.FORM_READY: "评审表已生成",
    Template.PAPERS_MISSING: "纸质材料不齐",
    Template.INTERVIEW_CALLED: "参加面试答辩",
    Template.PAPERS_RECEIVED: "纸质材料收齐",
    Template.TITLED: "取得职称",
    Template.NOT_ELECTED: "评审未通过",
    Template.RE_REVIEW_ANSWERED: "复查已答复",
    Template.INTEGRITY_ENTERED: "记入诚信档案",
    Template.INTEGRITY_CHANGED: "诚信记录有变化",
    Template.WORK_ARRIVED: "有新的事项待办",
    Template.WORK_WAITING: "待办事项汇总",
    Template.WORK_DUE: "办理期限提醒",
    Template.WORK_LATE: "下级机构超期办理",
    Template.RECOVERY_CODE: "找回密码",
    Template.MOBILE_CODE: "验证手机号码",
    Template.MOBILE_CHANGED: "手机号码已更改",
    Template.CORRECTED: "个人信息更正通过",
    Template.NOT_CORRECTED: "个人信息更正未通过",
    Template.EXPERT_INVITED: "邀请推荐专家",
    Template.EXPERT_CODE: "验证推荐专家",
    Template.MEMBER_INVITED: "通知评审委员",
    Template.MEMBER_CODE: "验证评审委员",
}


HIDDEN = "●●●●●●"  # stands in a kept text for what only its recipient may read


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who gets messages, once a number is known."""

    id: UUID
    mobile_encrypted: str | None
    changed_at: datetime | None

    def is_older_than(self, at: datetime) -> bool:
        """Whether what is known of the number was told before this moment."""
        return self.changed_at is None or self.changed_at < at


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message that can leave now."""

    id: UUID
    text: str
    mobile_encrypted: str
    secret_encrypted: str | None


class Oddity(StrEnum):
    """Why a receipt of the SMS centre could not be taken."""

    UNREADABLE = "unreadable"
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_MESSAGE = "unknown_message"


ODDITY_NAMES: Mapping[Oddity, str] = {
    Oddity.UNREADABLE: "无法识别",
    Oddity.UNKNOWN_STATE: "状态不认识",
    Oddity.UNKNOWN_MESSAGE: "没有这条短信",
}


@dataclass(frozen=True, kw_only=True)
class OddReceipt:
    """A receipt that could not be taken, for those who talk with the SMS centre."""

    id: UUID
    message_id: UUID | None
    city: str  # the message's; empty when no message is known
    why: Oddity
    state: str  # the centre's word, cut
    told_at: datetime


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A message as the log shows it."""

    id: UUID
    recipient_id: UUID
    created_at: datetime
    template: Template
    text: str
    state: State
    sent_to: str | None
    changed_at: datetime
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A message that did not arrive, or of which nothing is known."""

    id: UUID
    city: str
    recipient_id: UUID
    template: Template
    text: str
    state: State
