"""Values as the pages show them: words and tones for states, the timeline, what there is to do."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contracts.case import Role
from contracts.results import OUTCOME_NAMES, SPOKEN_NAMES
from contracts.sections.decision import DecisionSection, ItemFinding
from contracts.sections.publicity import Publicity
from contracts.sections.result import ResultSection
from kit.web import filters
from services.review.examination.domain.items import (
    ITEMS,
    MARK_NAMES,
    Finding,
    Mark,
    examined,
)
from services.review.examination.operations.examining import Examination
from services.review.examination.web.checks import shown
from services.review.publicity.domain import phase_of
from services.review.publicity.operations.publicising import until_words
from services.review.tasks.domain import Phase, round_name, word
from services.review.tasks.store.timeline import Entry
from services.review.tasks.web.views import Tag, verdict_tag

MARK_TONES = {Mark.OK: "good", Mark.UNCLEAR: "waiting", Mark.UNMET: "bad"}
EVENTS = {
    "opened": "收到材料",
    "substituted": "办理机构逾期，由上级机构代为办理",
    "moved": "单位合并，转由合并后的单位办理",
    "posted": "发布公示",
    "due_known": "确定公示截止时间",
    "publicity_over": "公示期满",
    "objected": "收到异议",
    "objection_answered": "异议已核查并答复",
    "result_recorded": "登记公示结果",
    "sent": "审核推荐，报送下一环节",
    "taken_back": "撤回“审查通过”，重新审查",
    "refusal_taken_back": "撤回“不通过”，重新审查",
    "refusal_told": "“不通过”撤回时间已过，告知申报人",
    "closed": "申报人撤回，审查结束",
}
REASSIGNED = "原机构无人办理，改由本机构办理"  # only employers are merged


def timeline(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    return [
        {
            "title": _title(entry),
            "who": " ".join(part for part in (entry.office_name, entry.actor_name) if part),
            "at": entry.at,
            "text": _entry_text(entry),
        }
        for entry in reversed(list(entries))
    ]


def _title(entry: Entry) -> str:
    if entry.verdict:
        return word(entry.role, entry.verdict)
    if entry.event == "moved" and entry.role is not Role.EMPLOYER:
        return REASSIGNED
    return EVENTS[entry.event]


def _entry_text(entry: Entry) -> str:
    if entry.event == "opened":
        return round_name(entry.round)
    if entry.due_at is None:
        return ""
    return f"公示至{until_words(entry.due_at, is_provisional=entry.is_provisional)}"


def to_do(examination: Examination, along: str = "") -> list[dict[str, Any]]:
    """The steps of an examination and how far each is; `along` is the query that goes with them."""
    base = f"/review/{examination.task.id}"
    steps = [
        {"title": "逐项审查", "href": f"{base}/findings{along}", "status": _findings_tag(examination)},
        {"title": "作出审查决定", "href": f"{base}/decision{along}", "status": ("待办理", "todo")},
    ]
    if examination.task.role is Role.EMPLOYER:
        steps[1:1] = _publicity_steps(examination, base)
    return steps


def _findings_tag(examination: Examination) -> Tag:
    done, of = examined(examination.findings), len(examination.items)
    if done < of:
        return f"已审查 {done}/{of}", "todo"
    return ("已完成", "good") if examination.is_fulfilled else ("有不符合项", "bad")


def _publicity_steps(examination: Examination, base: str) -> list[dict[str, Any]]:
    phase = phase_of(examination.publicity)
    steps: list[dict[str, Any]] = []
    if examination.task.sheet:
        sheet = {
            "title": "导出公示表",
            "href": f"{base}/publicity-sheet.pdf",
            "hint": "PDF，打印后张贴或发布",
        }
        steps.append({**sheet, "status": ("可下载", "neutral")})
    objected = examination.objections
    posted = ("待发布", "todo") if phase is Phase.UNPOSTED else ("已发布", "good")
    steps.append({"title": "发布公示", "href": f"{base}/publicity", "status": posted})
    result: dict[Phase, Tag] = {
        Phase.UNPOSTED: ("尚未公示", "neutral"),
        Phase.COUNTING: ("公示中", "doing"),
        Phase.RUNNING: ("公示中", "doing"),
        Phase.OVER: ("待登记", "todo"),
        Phase.RECORDED: ("已登记", "good"),
    }
    if objected.lodged:
        waits = (f"{objected.open} 件待核查", "todo") if objected.open else ("已核查", "good")
        steps.append({"title": "核查异议", "href": f"{base}/objections", "status": waits})
    href = f"{base}/publicity" if phase in {Phase.OVER, Phase.RECORDED} else None
    return [*steps, {"title": "登记公示结果", "href": href, "status": result[phase]}]


def marks(items: Iterable[ItemFinding]) -> list[dict[str, Any]]:
    """Findings as sealed with a decision, for a table."""
    return [{"name": item.name, "tag": _mark_tag(item.finding), "remark": item.remark} for item in items]


def current_marks(examination: Examination) -> list[dict[str, Any]]:
    """Findings as they are now, for a table."""
    return [
        {
            "name": item.name,
            "tag": _mark_tag(examination.findings[item.code].mark or ""),
            "remark": examination.findings[item.code].remark,
        }
        for item in examination.items
    ]


def finding_tag(finding: Finding) -> Tag:
    """A finding in its tone."""
    return _mark_tag(finding.mark or "")


def finding_words(finding: Finding) -> str:
    """A finding as a line of text."""
    return f"{MARK_NAMES[finding.mark] if finding.mark else '未审查'} {finding.remark}".strip()


def why(examination: Examination, at: datetime) -> str:
    """What the office is to do now."""
    task = examination.task
    if task.role is not Role.EMPLOYER:
        is_late = task.limit is not None and task.limit.due_at <= at
        return f"{'已超过办理期限，' if is_late else ''}请逐项审查，作出审查决定"
    return {
        Phase.UNPOSTED: "请逐项审查，符合要求的发布公示",
        Phase.COUNTING: "公示已发布，正在计算截止时间",
        Phase.RUNNING: "公示中，期满后登记公示结果",
        Phase.OVER: "公示已期满，请登记公示结果",
        Phase.RECORDED: "公示结果已登记，请作出审查决定",
    }[phase_of(examination.publicity)]


def passing_hint(examination: Examination, until: str) -> str:
    """What passing needs now; what is unclear is returned, not passed (C2.2)."""
    if against := _against(examination):
        return f"{against}，不能选择；请先处理，或退回申报人"
    phase = phase_of(examination.publicity)
    if examination.task.role is not Role.EMPLOYER or phase is Phase.RECORDED:
        return "各项均符合要求"
    return {
        Phase.UNPOSTED: "需先发布公示，期满并登记公示结果后才能选择",
        Phase.COUNTING: "公示期满并登记公示结果后才能选择",
        Phase.RUNNING: f"公示至{until}，期满并登记公示结果后才能选择",
        Phase.OVER: "公示已期满，需先登记公示结果",
    }[phase]


def _against(examination: Examination) -> str:
    """How many items and checks stand against passing, in words."""
    marks = [finding.mark for finding in examination.findings.values()]
    counted = (
        (marks.count(Mark.UNCLEAR), "项材料不清"),
        (marks.count(Mark.UNMET), "项不符合要求"),
        (sum(check.stands_against for check in examination.checks), "项系统核对未通过"),
    )
    return "，".join(f"{count} {told}" for count, told in counted if count)


def typed_findings(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """Findings that came too late, as they were typed."""
    return [
        (ITEMS[finding.item].name, finding_words(finding))
        for finding in found
        if finding.mark or finding.remark
    ]


def decided_before(decisions: Iterable[DecisionSection]) -> list[dict[str, Any]]:
    """What other offices decided before, from their sealed decisions."""
    return [
        {
            "office": one.office,
            "round": round_name(one.round),
            "tag": verdict_tag(one.role, one.verdict),
            "at": one.decided_at,
            "signed_by": one.signed_by,
            "opinion": one.opinion or one.reason,
            "changes": "、".join(one.changes),
            "marks": marks(one.items),
            "checks": shown(one.checks),
            "publicity": _publicity_words(one.publicity) if one.publicity else "",
            "result": one.publicity.result if one.publicity else "",
            "posting": one.posting,
            "commission": one.commission,
            "substitution": one.substitution,
        }
        for one in decisions
    ]


def voted_before(result: ResultSection) -> dict[str, Any]:
    """What a meeting voted, and where the case stands on the roster that was sent with it."""
    vote = result.vote
    present = vote.present if result.recused_counts else vote.present - vote.recused
    rows = [
        ("评审结果", f"{OUTCOME_NAMES[vote.outcome]}，同意 {vote.yes} 人，计入 {present} 人"),
        ("花名册", f"第 {result.roster} 版，序号 {result.place}"),
    ]
    if result.interview:
        rows.append(("面试答辩", SPOKEN_NAMES[result.interview.outcome]))
    if result.meeting:
        rows.append(("评审会议", f"{result.meeting.title}，{filters.day(result.meeting.held_on)}"))
    return {"office": result.office, "round": round_name(result.round), "rows": rows}


def _publicity_words(publicity: Publicity) -> str:
    """Period, days and place of a sealed publicity, in one line."""
    period = " 至 ".join(filters.day(end) for end in (publicity.posted_on, publicity.ended_on) if end)
    return f"{period}，{publicity.days} 个工作日，{publicity.place}"


def _mark_tag(mark: str) -> Tag:
    return (MARK_NAMES[Mark(mark)], MARK_TONES[Mark(mark)]) if mark else ("未审查", "neutral")
