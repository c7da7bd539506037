"""Declarations as 我的申报记录 shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cities import Plan
from contracts.application import STATUS_NAMES, Status
from contracts.case import Role
from contracts.clock import DeadlineKind
from contracts.sections.decision import DecisionSection, ItemFinding
from kit.web import filters
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import OPENS, to_mend
from services.declaration.progress.domain.records import Entry, Move, Substitution, who

TONES: Mapping[Status, str] = {
    Status.DRAFTING: "todo",
    Status.EXAMINING: "doing",
    Status.PUBLICISING: "waiting",
    Status.PUBLICISED: "doing",
    Status.REVIEWING: "doing",
    Status.RETURNED: "bad",
    Status.AWAITING_RECOMMENDATION_FEE: "todo",
    Status.RECOMMENDATION_FEE_PAID: "doing",
    Status.AWAITING_PAYMENT: "todo",
    Status.PAID: "doing",
    Status.ACCEPTED: "doing",
    Status.FORM_ISSUED: "good",
    Status.REPRINTING: "doing",
    Status.HANDING_IN: "todo",
    Status.HANDED_IN: "good",
    Status.AWAITING_MEETING: "waiting",
    Status.RECOMMENDING: "doing",
    Status.RESULT_PENDING: "doing",
    Status.RESULT_PUBLICISING: "waiting",
    Status.TITLED: "good",
    Status.NOT_ELECTED: "bad",
    Status.RE_REVIEWING: "waiting",
    Status.RESULT_UPHELD: "bad",
    Status.REFUSED: "bad",
    Status.WITHDRAWN: "neutral",
    Status.MISSED: "bad",
    Status.UNPAID: "bad",
}

DEADLINE_NAMES: Mapping[DeadlineKind, str] = {
    DeadlineKind.SUBMISSION: "提交申报",
    DeadlineKind.RESUBMISSION: "修改后重新提交",
    DeadlineKind.PUBLICITY: "单位公示",
    DeadlineKind.PAYMENT: "缴费",
    DeadlineKind.RESULT_PUBLICITY: "评审结果公示",
    DeadlineKind.RE_REVIEW: "申请复查",
    DeadlineKind.GRACE: "恢复办理",
}

_KEPT, _OVERDUE, _OVER, _STOPPED = (
    ("按时完成", "good"),
    ("逾期", "bad"),
    ("已期满", "neutral"),
    ("终止", "neutral"),
)
_SUBMITTING = {"submitted": _KEPT, "missed": _OVERDUE, "withdrawn": _STOPPED}
# By which move a deadline ends, and how that is called.
ENDS: Mapping[DeadlineKind, Mapping[str, tuple[str, str]]] = {
    DeadlineKind.SUBMISSION: _SUBMITTING,
    DeadlineKind.RESUBMISSION: _SUBMITTING,
    DeadlineKind.PUBLICITY: {
        "period_over": _OVER,
        "returned": _STOPPED,
        "refused": _STOPPED,
        "withdrawn": _STOPPED,
    },
    DeadlineKind.PAYMENT: {"settled": _KEPT, "fee_lapsed": _OVERDUE},
    DeadlineKind.RESULT_PUBLICITY: {
        "result_stands": _OVER,
        "objected": ("收到异议，继续公示", "neutral"),
        "overturned": _STOPPED,
    },
    DeadlineKind.RE_REVIEW: {"re_review_asked": ("已申请", "good"), "closed": _OVER},
    DeadlineKind.GRACE: {"reinstated": ("已恢复办理", "good"), "closed": _OVER},
}

ENDINGS: Mapping[Status, str] = {
    Status.FORM_ISSUED: "评审表已生成，请下载打印并按要求盖章报送。",
    Status.HANDED_IN: "纸质评审表已收齐，等待评审。",
    Status.TITLED: "评审结果公示期满，您已取得职称，并已记入业绩档案。",
    Status.NOT_ELECTED: "评审未通过。",
    Status.RESULT_UPHELD: "复查后维持原评审结果，本次申报已结束。",
    Status.REFUSED: "审查不通过，本次申报已结束。",
    Status.WITHDRAWN: "您已撤回本次申报。在申报时间内可以重新申报。",
    Status.MISSED: "未在期限内提交，本次申报已结束。",
    Status.UNPAID: "未在期限内缴费，本次申报已结束。",
}

UNEXPLAINED = "审查单位已作出决定，审查意见正在送达。"

# What happened; {office} is who did it.
EVENTS: Mapping[str, str] = {
    "started": "开始申报",
    "submitted": "提交申报",
    "posted": "开始公示",
    "publicity_stands": "公示内容没有变化，沿用已完成的公示",
    "period_over": "公示期满",
    "passed": "审查通过",
    "accepted": "审核通过，材料已受理",
    "returned": "退回修改",
    "refused": "审查不通过",
    "withdrawn": "撤回申报",
    "missed": "逾期未提交，申报结束",
    "settled": "缴费成功",
    "fee_lapsed": "逾期未缴费，申报结束",
    "form_issued": "评审表已生成",
    "papers_stand": "已报送的评审表没有变化，不需要重新报送",
    "handed_in": "纸质评审表收齐",
    "deadline_changed": "期限已变更",
    "reminded": "已发送缴费提醒",
    "held": "期限中止",
    "released": "期限恢复",
    "reinstated": "经批准恢复办理",
    "closed": "保留期满，申报办结",
    "went_on": "进入下一环节",
    "elected": "评审通过",
    "not_elected": "评审未通过",
    "recommended": "推荐到高级评委会",
    "result_published": "开始公示评审结果",
    "objected": "公示期满前收到异议，继续公示评审结果",
    "re_review_asked": "申请复查评审结果",
    "upheld": "复查后维持原评审结果",
    "set_aside": "复查后原评审结果不作数，重新评审",
    "overturned": "经核查异议成立，评审未通过",
    "result_stands": "评审结果公示期满，取得职称",
}
BY_APPLICANT = frozenset({"started", "submitted", "withdrawn", "settled", "re_review_asked"})
BY_OFFICE = frozenset(
    {
        "posted",
        "passed",
        "accepted",
        "returned",
        "refused",
        "elected",
        "not_elected",
        "recommended",
        "result_published",
        "upheld",
        "set_aside",
    }
)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One declaration in the list, and the head of its own page."""

    id: str
    title: str
    status: str
    tone: str
    who: str
    why: str
    since: datetime
    until: datetime | None
    is_provisional: bool
    is_mine: bool
    act: str
    next: str
    ending: str


def card(record: Record, plan: Plan) -> Card:
    """Whose turn it is, why, since when, until when, and what comes next."""
    turn = record.turn
    is_mine = turn.who is Role.APPLICANT
    is_told = record.verdict is None or record.is_decided
    return Card(
        id=str(record.id),
        title=plan.title,
        status=STATUS_NAMES[record.status] if is_told else "意见送达中",
        tone=TONES[record.status] if is_told else "doing",
        who="您本人" if is_mine else who(turn),
        why=turn.why,
        since=turn.since,
        until=turn.until,
        is_provisional=turn.is_provisional,
        is_mine=is_mine,
        act="去办理" if is_mine else "下载评审表" if record.status is Status.FORM_ISSUED else "查看进度",
        next=_next(record.status, plan),
        ending=ENDINGS.get(record.status, "") if is_told else UNEXPLAINED,
    )


def _next(status: Status, plan: Plan) -> str:
    words = {
        Status.AWAITING_MEETING: "评委会评审后告知结果",
        Status.DRAFTING: "提交后由用人单位审查",
        Status.EXAMINING: f"单位公示不少于 {plan.publicity_days} 个工作日",
        Status.PUBLICISING: "公示期满后由用人单位录入公示结果和审查意见",
        Status.PUBLICISED: "单位通过后报主管部门审查",
        Status.REVIEWING: "逐级审查，全部通过后短信通知" + ("（不收费）" if plan.is_free else "缴费"),
        Status.RETURNED: "重新提交后从用人单位起再次审查",
        Status.AWAITING_RECOMMENDATION_FEE: "缴费成功后等待评委会评审",
        Status.RECOMMENDATION_FEE_PAID: "等待评委会评审",
        Status.AWAITING_PAYMENT: "缴费成功后生成评审表",
        Status.PAID: "评审表生成后可下载打印",
        Status.ACCEPTED: "评审表生成后可下载打印，不需要缴费",
        Status.HANDING_IN: "评委会办公室收齐后登记，等待评审",
        Status.REPRINTING: "已报送的评审表没有变化的，等待评审；有变化的，重新打印报送",
        Status.RE_REVIEWING: "维持原结果的，申报结束；原结果不作数的，重新评审",
        Status.RECOMMENDING: "推荐后由高级评委会办公室审查",
        Status.RESULT_PENDING: f"评审结果公示不少于 {plan.result_publicity_days} 个工作日",
        Status.RESULT_PUBLICISING: "公示期满、没有成立的异议的，取得职称",
    }
    return words.get(status, "")


def timeline(
    moves: Sequence[Move], record: Record, acted: Sequence[Substitution] = ()
) -> list[dict[str, Any]]:
    """Everything that happened, the newest first; who acted for whom is told with what was decided."""
    if not moves:
        return [{"title": EVENTS["started"], "who": "您本人", "at": record.started_at}]
    entries = [_happened(move, before) for before, move in zip([None, *moves], moves, strict=False)]
    told = [_acted(one) for one in acted if any(one.at <= move.at for move in moves)]
    return sorted([*told, *entries], key=lambda one: one["at"])[::-1] if told else entries[::-1]


def _acted(one: Substitution) -> dict[str, Any]:
    return {
        "title": f"{one.office}代为办理：{one.reason}",
        "who": one.office,
        "at": one.at,
        "text": f"{one.late_office}应于 {filters.until(one.due_at)}前办结，没有按期办理",
    }


def told(moves: Sequence[Move], record: Record, *, is_told: bool) -> Sequence[Move]:
    """What happened; a verdict whose reason is still on its way did not."""
    if is_told:
        return moves
    return [move for move in moves if (move.status, move.round) != (record.status, record.round)]


def _happened(move: Move, before: Move | None) -> dict[str, Any]:
    title = EVENTS.get(move.event) or STATUS_NAMES[move.status]
    if move.event == "closed" and move.status is Status.NOT_ELECTED:
        title = "申请复查的期限已满，申报办结"
    if move.event == "submitted" and move.round > 1:
        title = f"修改后第 {move.round} 次提交"
    if move.event in BY_APPLICANT:
        actor = "您本人"
    elif move.event in BY_OFFICE and before is not None:
        actor = _office(before)
    else:
        actor = "平台"
    return {"title": title, "who": actor, "at": move.at}


def _office(before: Move) -> str:
    """Who was on turn before: an office's act ends its turn. While a publicity runs, it is the employer's."""
    return "用人单位" if before.turn.who is Role.PLATFORM else who(before.turn)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A deadline in the list."""

    name: str
    starts_at: datetime
    due_at: datetime
    is_provisional: bool
    rule: str
    changes: list[tuple[datetime, str, datetime, datetime]]
    end: tuple[str, str] | None  # how it ended, and the tone of that; none while it runs
    ended_at: datetime | None


def periods(entries: Sequence[Entry], moves: Sequence[Move], untold: Sequence[Move] = ()) -> list[Period]:
    """The ledger's entries, the newest first, with what was changed and why, and how each ended.

    What began with a move that is not told is not told either.
    """
    if untold:
        entries = [entry for entry in entries if entry.starts_at < untold[0].at]
    return [
        Period(
            name=DEADLINE_NAMES[entry.kind],
            starts_at=entry.starts_at,
            due_at=entry.due_at,
            is_provisional=entry.is_provisional,
            rule=entry.rule,
            changes=[(act.at, act.why, act.old_due_at, act.new_due_at) for act in entry.acts],
            end=ENDS[entry.kind][ending.event] if ending else None,
            ended_at=ending.at if ending else None,
        )
        for entry in reversed(entries)
        for ending in [_ending(entry, moves)]
    ]


def _ending(entry: Entry, moves: Sequence[Move]) -> Move | None:
    """The move that ended a deadline; the one with which it began has the time of its start."""
    later = (move for move in moves if move.at > entry.starts_at)
    return next((move for move in later if move.event in ENDS[entry.kind]), None)


FINDINGS = {"unclear": "材料不清", "unmet": "不符合要求"}
TO_MEND = "需要修改"


@dataclass(frozen=True, kw_only=True)
class Amiss:
    """One item that is not in order: what was found, what was said, what to do, and where it is mended."""

    name: str
    found: str
    remark: str
    place: str
    reasons: tuple[str, ...] = ()
    remedy: str = ""


def amiss(decision: DecisionSection, record: Record) -> list[Amiss]:
    """Every item that is not in order, or that the office wants changed; nothing is mended after the end."""
    mends = {mend.item: mend for mend in decision.mends}
    return [
        Amiss(
            name=item.name,
            found=FINDINGS.get(item.finding, TO_MEND),
            remark=mend.text if mend else item.remark,
            place=_place(item, record) if record.is_with_applicant else "",
            reasons=tuple(reason.words for reason in mend.reasons) if mend else (),
            remedy=mend.remedy if mend else "",
        )
        for item in to_mend(decision)
        for mend in [mends.get(item.item)]
    ]


def _place(item: ItemFinding, record: Record) -> str:
    areas = OPENS.get(item.item)
    return areas[0].page(record.id, record.plan) if areas else ""


def is_unexplained(record: Record, decision: DecisionSection | str | None) -> bool:
    """Whether the reason of what was decided is not there yet: until it is, neither is told."""
    if record.verdict is None or isinstance(decision, str):
        return False
    return decision is None or (decision.round, decision.verdict) != (record.round, record.verdict)
