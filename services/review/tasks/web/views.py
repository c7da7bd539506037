"""Tasks in words: where a line of the inbox stands, how long it waits, which submission it is of."""

from datetime import datetime

from contracts.application import Verdict
from contracts.case import Role
from services.review.tasks.domain import Phase, State, Waiting, word

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


def waited(since: datetime, at: datetime) -> str:
    """How long somebody has waited, in words."""
    days = max((at - since).days, 0)
    return f"已等待 {days} 天" if days else "今日收到"
