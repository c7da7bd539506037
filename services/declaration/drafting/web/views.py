"""The choices that a plan offers, and two versions of one form side by side."""

from typing import Any

from cities import Kind, Plan
from contracts.sections.verified import TAKEN, Verified
from services.declaration.drafting.domain.answers import AS_VERIFIED, OTHERWISE, Answers, source_of

SKILLED_HINT = "须上传技能人才的佐证材料"
SOURCES = {AS_VERIFIED: "与核验的一致", OTHERWISE: "有不同"}
LABELS = (
    ("kind", "申报方式"),
    ("options", "申报方式选项"),
    ("landmark", "标志性业绩"),
    ("category", "申报专业类别"),
    ("source", "现任资格、专业和年限"),
    ("specialty", "从事专业"),
    ("current_title", "现任专业技术资格"),
    ("current_title_on", "取得时间"),
    ("appointed_on", "聘任时间"),
    ("years", "专业工作年限"),
    ("difference", "不同的原因"),
    ("statement", "本人述职"),
)


def kinds(plan: Plan) -> list[dict[str, Any]]:
    """The ways to declare, each with the options that may be ticked."""
    return [
        {
            "value": kind.slug,
            "text": kind.name,
            "options": [_option(text, kind) for text in kind.options],
            "landmark_limit": kind.landmark_limit,
            "hint": f"自评达到 {kind.minimum_score} 分才能提交；填完本页后开始自评"
            if kind.minimum_score is not None
            else None,
        }
        for kind in plan.kind
    ]


def _option(text: str, kind: Kind) -> dict[str, Any]:
    return {"value": text, "text": text, "hint": SKILLED_HINT if text == kind.skilled else None}


def taken(answers: Answers, verified: Verified | None) -> dict[str, str]:
    """What the form shows where nothing was typed: what is verified, and that it holds."""
    if verified is None:
        return {}
    found = {"source": source_of(answers)}
    if found["source"] != AS_VERIFIED:
        return found
    for name in TAKEN:
        value = str(getattr(verified, name))
        if name.endswith("_on"):
            found |= {f"{name}-year": value[:4], f"{name}-month": value[4:]}
        else:
            found[name] = value
    return found


def categories(plan: Plan) -> list[tuple[str, str]]:
    """The categories, of which exactly one is chosen (M2.4)."""
    return _pairs(plan.categories)


def _pairs(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(text, text) for text in texts]


def conflict(saved: Answers, typed: Answers, plan: Plan) -> list[list[str]]:
    """What differs: the field, what was saved meanwhile, what was typed here."""
    names = {kind.slug: kind.name for kind in plan.kind} | SOURCES
    rows = [[label, _said(saved, name, names), _said(typed, name, names)] for name, label in LABELS]
    return [row for row in rows if row[1] != row[2]]


def _said(answers: Answers, name: str, names: dict[str, str]) -> str:
    if name.endswith("_on"):
        year, month = (answers.get(f"{name}-{part}") or "" for part in ("year", "month"))
        return f"{year} 年 {month} 月" if year or month else "（空）"
    value = answers.get(name) or ""
    if isinstance(value, list):
        return "、".join(value) or "（空）"
    return names.get(value, value) or "（空）"
