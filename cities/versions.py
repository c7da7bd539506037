"""Two versions of a plan: what differs, in words, and whether the newer may take the older one's place."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time

from cities.city import City
from cities.plan import Plan
from cities.rows import Row
from kit.clock import day_in_words
from kit.tomlfile import FileFault

BOOKKEEPING = frozenset({"id", "change"})  # what a plan says of itself, and not to applicants
LABELS: Mapping[str, str] = {
    "title": "计划名称",
    "qualification": "申报资格",
    "level": "级别",
    "year": "年度",
    "opens_on": "申报开始日期",
    "opens_at": "申报开始时刻",
    "closes_on": "申报截止日期",
    "closes_at": "申报截止时刻",
    "categories": "申报专业类别",
    "statement_limit": "本人述职字数",
    "publicity_days": "公示工作日数",
    "result_publicity_days": "评审结果公示工作日数",
    "resubmission_days": "退回修改天数",
    "resubmission_at": "退回修改截止时刻",
    "most_returns": "退回次数上限",
    "resubmission_until": "退回修改最迟日期",
    "payment_days": "缴费天数",
    "payment_at": "缴费截止时刻",
    "payment_until": "缴费最迟日期",
    "grace_days": "逾期保留天数",
    "reminders": "缴费提醒（截止前天数）",
    "draft_reminders": "申报截止提醒（截止前天数）",
    "hand_in_until": "评审表报送截止日期",
    "re_review_days": "复查天数",
    "ends_on_days_off": "末日遇休息日",
    "fee_item": "收费项目",
    "photo": "证件照",
    "copies": "评审表份数",
    "continuing_education": "继续教育",
    "gates": "申报年限",
    "achievements": "业绩项数上限",
    "representative": "代表作项数上限",
    "scoring": "自评评分标准",
    "kind": "申报方式",
    "requirement": "申报要求",
    "appraisal_years": "年度考核年数",
    "attachment": "附件",
}
PARTS: Mapping[str, str] = {
    "name": "名称",
    "title": "标题",
    "text": "内容",
    "options": "选项",
    "rule": "规则",
    "hint": "提示",
    "required": "必须提供",
    "concerns": "适用人员",
    "kinds": "适用申报方式",
    "archived": "档案中可代替的材料",
    "most": "文件数上限",
    "minimum_score": "最低分",
    "skilled": "技能人才选项",
    "landmark_limit": "标志性业绩字数",
    "years": "年数",
    "title_years": "现任资格年数",
    "hours": "总学时",
    "special_hours": "专业科目学时",
    "general_hours": "公需科目学时",
    "standard": "一般",
    "interviewed": "参加面试",
    "basis": "依据",
    "gates": "控制项",
    "indicator": "一级指标",
    "aspect": "二级指标",
    "group": "三级指标",
    "item": "四级指标",
    "pool": "合计上限",
    "points": "分值",
    "least": "最低分值",
    "falls": "依次减",
    "ranks": "名次",
    "first": "从",
    "last": "至",
    "per": "每几项计一次",
    "evidence": "佐证",
    "at_most": "项数上限",
    "cap": "上限",
    "one_of": "互斥",
}
NAMES = ("slug", "code", "title", "name")  # what a row of a list is known by
SHOWN = 40  # a line stays a line


def frozen_faults(before: City | None, after: City, at: datetime) -> Iterator[FileFault]:
    """Walk through what is wrong with a city's plans as successors of those in use."""
    plans = {plan.id: plan for plan in after.plans}
    for plan in before.plans if before else ():
        if remedy := frozen_fault(plan, plans.get(plan.id), at):
            yield FileFault(f"{after.slug}/plans/{plan.id}.toml", "change", remedy)


def frozen_fault(before: Plan, after: Plan | None, at: datetime) -> str:
    """What stands against the change of a plan that people declare by since it was opened."""
    if at < before.opens:
        return ""
    if after is None:
        return "申报已经开始，不能删除这个计划：已有的申报仍按它办理，请放回原文件"
    if after.change[: len(before.change)] != before.change:
        return "已经记录的变更不能改动或删除，请恢复原文；新的变更写在它们之后"
    if len(after.change) == len(before.change) and any(revisions(before, after)):
        return (
            "申报已经开始，内容只能以新版本变更：请在文件末尾增加一节 [[change]]，写明日期 on 和理由 reason"
        )
    return ""


def revisions(before: Plan, after: Plan) -> Iterator[str]:
    """One line for each thing in which two versions differ."""
    for name in type(after).model_fields:
        if name not in BOOKKEEPING:
            yield from _differs(LABELS.get(name, name), getattr(before, name), getattr(after, name))


def _differs(label: str, old: object, new: object) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Row) and isinstance(new, Row):
        for name in type(new).model_fields:
            part = f"{label}·{PARTS.get(name, name)}"
            yield from _differs(part, getattr(old, name, None), getattr(new, name))
        return
    olds, news = _named(old), _named(new)
    if olds is None or news is None:
        yield f"{label}：{_words(old, new)} → {_words(new, old)}"
        return
    yield from (f"{label}：删除“{name}”" for name in olds if name not in news)
    yield from (f"{label}：新增“{name}”" for name in news if name not in olds)
    for name in news:
        if name in olds:
            yield from _differs(f"{label}“{name}”", olds[name], news[name])
    if list(olds) != list(news) and set(olds) == set(news):
        yield f"{label}：顺序有变化"


def _named(value: object) -> dict[str, object] | None:
    """The rows of a list by their names, or a table; none of anything else."""
    if isinstance(value, Mapping):
        return {str(name): one for name, one in value.items()}
    if not isinstance(value, tuple) or not all(isinstance(one, Row) for one in value):
        return None
    return {_name(one, number): one for number, one in enumerate(value, 1)}


def _name(row: Row, number: int) -> str:
    return next((str(getattr(row, name)) for name in NAMES if hasattr(row, name)), str(number))


def _words(value: object, other: object) -> str:
    if value is None or value == ():
        return "无"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(map(str, value))
    return _excerpt(str(value), str(other))


def _excerpt(text: str, other: str) -> str:
    """A long text from where the two begin to differ."""
    if len(text) <= SHOWN:
        return text
    same = next((place for place, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), 0)
    begin = max(same - SHOWN // 4, 0)
    head, tail = "…" if begin else "", "…" if begin + SHOWN < len(text) else ""
    return f"{head}{text[begin : begin + SHOWN]}{tail}"
