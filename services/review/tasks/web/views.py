"""Tasks in words: where a line of the inbox stands, how long it waits, which submission it is of."""

from datetime import datetime

from contracts.application import Verdict
from contracts.case import Role
from services.review.tasks.domain import Order, Phase, State, Waiting, word

Tag = tuple[str, str]

TITLES = {"clerk": "职称申报资格审查", "official": "职称评审资格审查"}
TONES = {Verdict.PASSED: "good", Verdict.RETURNED: "waiting", Verdict.REFUSED: "bad"}
PHASES: dict[Phase, Tag] = {
    Phase.UNPOSTED: ("待审查", "todo"),
    Phase.COUNTING: ("公示中", "doing"),
    Phase.RUNNING: ("公示中", "doing"),
    Phase.OVER: ("公示期满", "todo"),
    Phase.RECORDED: ("待作决定", "todo"),
}


def state_tag(waiting: Waiting) -> Tag:
    """Where a line of the list stands."""
    if waiting.state is State.CLOSED:
        return "已撤回", "neutral"
    if waiting.verdict:
        return word(waiting.role, waiting.verdict), TONES[waiting.verdict]
    return PHASES[waiting.publicity] if waiting.role is Role.EMPLOYER else ("待审查", "todo")


def verdict_tag(role: Role, verdict: Verdict) -> Tag:
    """A verdict in the office's own word."""
    return word(role, verdict), TONES[verdict]


def orders(role: str, *, is_done: bool) -> list[tuple[str, str]]:
    """In which orders a list can be had; only an employer's cases have a publicity that ends."""
    if is_done:
        return [(Order.TIME, "最近办结的在前"), (Order.NAME, "按姓名")]
    due = [(Order.DUE, "公示先期满的在前")] if role == "clerk" else []
    return [(Order.TIME, "等待最久的在前"), *due, (Order.NAME, "按姓名")]


def progress(waiting: Waiting) -> str:
    """How far the examination of a case is."""
    if waiting.state is not State.OPEN or not waiting.items:
        return ""
    return f"已审查 {waiting.examined}/{waiting.items} 项"


def evidence(waiting: Waiting) -> str:
    """How much was submitted, and how much of it nothing proves."""
    if waiting.records is None:
        return ""
    bare = f"，{waiting.bare} 条没有佐证" if waiting.bare else ""
    return f"业绩 {waiting.records} 条，佐证材料 {waiting.files} 个{bare}"


def waited(since: datetime, at: datetime) -> str:
    """How long somebody has waited, in words."""
    days = max((at - since).days, 0)
    return f"已等待 {days} 天" if days else "今日收到"
