"""Texts of the 12333 messages, with the facts that each may name."""

from collections.abc import Iterator, Mapping
from string import Formatter

from cities.rows import Row, Text

SIGN = "【12333】"
LONGEST = 200

PLAN = frozenset({"plan"})
FEE = frozenset({"plan", "item", "amount", "due"})
WORK = frozenset({"office", "what"})

# Template → the facts that its sender gives. Dates, sums and titles only, nobody's data.
TEMPLATES: Mapping[str, frozenset[str]] = {
    "employer_approved": frozenset(),
    "employer_refused": frozenset(),
    "employer_request_approved": frozenset(),
    "employer_request_refused": frozenset(),
    "employer_joined": frozenset(),
    "clerk_replaced": frozenset(),
    "employer_merged": frozenset(),
    "authorisation_ending": frozenset({"due"}),
    "authorisation_ended": frozenset(),
    "authorisation_suspended": frozenset(),
    "authorisation_resumed": frozenset(),
    "archive_verified": frozenset(),
    "archive_returned": frozenset(),
    "draft_ending": frozenset({"plan", "due"}),
    "declaration_returned": PLAN,
    "declaration_refused": PLAN,
    "accepted_free": PLAN,
    "fee_due": FEE,
    "fee_reminder": FEE,
    "fee_paid": PLAN,
    "recommendation_fee_paid": PLAN,
    "fee_lapsed": frozenset({"plan", "item"}),
    "form_ready": PLAN,
    "papers_missing": frozenset({"plan", "due"}),
    "interview_called": frozenset({"plan", "due", "place", "position"}),
    "papers_received": PLAN,
    "titled": PLAN,
    "not_elected": PLAN,
    "re_review_answered": PLAN,
    "integrity_entered": frozenset({"due"}),
    "integrity_changed": frozenset(),
    "work_arrived": WORK,
    "work_waiting": WORK,
    "work_due": WORK,
    "work_late": WORK,
    "recovery_code": frozenset({"code"}),
    "mobile_code": frozenset({"code"}),
    "mobile_changed": frozenset(),
    "correction_approved": frozenset(),
    "correction_refused": frozenset(),
    "expert_invited": frozenset({"link", "due"}),
    "expert_code": frozenset({"code"}),
    "member_invited": frozenset({"link", "due", "place"}),
    "member_code": frozenset({"code"}),
}


class Template(Row):
    """One text; {name} stands for a fact."""

    text: Text


class MessagesFile(Row):
    """messages.toml."""

    message: dict[str, Template]


def message_faults(messages: Mapping[str, Template]) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong: a text missing, unsigned, too long, or naming an unknown fact."""
    for name in TEMPLATES.keys() - messages.keys():
        yield f"message.{name}", "缺少这条短信，请补上"
    for name, template in messages.items():
        place = f"message.{name}.text"
        if name not in TEMPLATES:
            yield f"message.{name}", "没有这种短信，请核对名称或删除"
            continue
        if not template.text.startswith(SIGN):
            yield place, f"应以{SIGN}开头"
        if len(template.text) > LONGEST:
            yield place, f"共 {len(template.text)} 字，最多 {LONGEST} 字，请缩短"
        yield from ((place, remedy) for remedy in _fact_faults(template.text, TEMPLATES[name]))


def _fact_faults(text: str, known: frozenset[str]) -> Iterator[str]:
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text)]
    except ValueError:
        yield "花括号不成对，请改正"
        return
    for name, spec, conversion in parts:
        if name is None:
            continue
        if name not in known:
            allowed = "、".join(sorted(known)) or "无"
            yield f"{{{name}}} 不能用在这里（可用：{allowed}），请改正"
        elif spec or conversion:
            yield f"{{{name}}} 不能带格式，请只写名称"
