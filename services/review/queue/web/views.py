"""A line of the list in words: where it stands, how long it waits, what it can be filtered by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from contracts.case import Role
from contracts.sections.declaration import REMARKS, SKILLED
from services.review.queue.domain import Due, Holder, Order, Round, Waiting, Wanted
from services.review.tasks.domain import Phase, State, word
from services.review.tasks.web.views import TONES, Tag

TITLES = {"clerk": "职称申报资格审查", "official": "职称评审资格审查"}
ROUNDS = ((Round.FIRST, "首次提交"), (Round.AGAIN, "退回后再次提交"))
SPECIALS: Sequence[tuple[str, str]] = tuple((one, one) for one in (*REMARKS.values(), SKILLED))
DUES = {  # an employer's cases are due when their publicity ends, an office's when it is to decide
    "clerk": ("公示期限", ((Due.OVER, "公示已期满"), (Due.SOON, "三日内期满"))),
    "official": ("办理期限", ((Due.OVER, "已超期"), (Due.SOON, "即将到期（三日内）"))),
}
DUE_FIRST = {"clerk": "公示先期满的在前", "official": "办理期限先到的在前"}
DUE_TAGS: dict[Due, Tag] = {Due.OVER: ("已超期", "bad"), Due.SOON: ("即将到期", "waiting")}
UNTIL = {"clerk": "公示至", "official": "办理至"}
HOLDERS = ((Holder.MINE, "我领取的"), (Holder.NOBODY, "无人领取"))
FILTERS = (
    ("who", "由谁办理", HOLDERS),
    ("kind", "申报方式", ()),
    ("round", "提交次数", ROUNDS),
    ("special", "特殊申报", SPECIALS),
)
PHASES: dict[Phase, Tag] = {
    Phase.UNPOSTED: ("待审查", "todo"),
    Phase.COUNTING: ("公示中", "doing"),
    Phase.RUNNING: ("公示中", "doing"),
    Phase.OVER: ("公示期满", "todo"),
    Phase.RECORDED: ("待作决定", "todo"),
}


def filters(role: str) -> Sequence[tuple[str, str, Sequence[tuple[str, str]]]]:
    """By what somebody can narrow the list, with the words of what each can be set to."""
    return (*FILTERS, ("due", *DUES[role]))


def due_tag(waiting: Waiting, at: datetime) -> Tag | None:
    """How near the day is until which an office is to decide, or that it is over."""
    due = None if waiting.role is Role.EMPLOYER else waiting.due(at)
    return DUE_TAGS[due] if due else None


def state_tag(waiting: Waiting) -> Tag:
    """Where a line of the list stands."""
    if waiting.state is State.CLOSED:
        return "已撤回", "neutral"
    if waiting.state is State.PASSED:
        return "审查通过，待报送", "todo"
    if waiting.state is State.REFUSED and waiting.verdict:
        return f"{word(waiting.role, waiting.verdict)}，可撤回", "todo"
    if waiting.verdict:
        return word(waiting.role, waiting.verdict), TONES[waiting.verdict]
    return PHASES[waiting.publicity] if waiting.role is Role.EMPLOYER else ("待审查", "todo")


def orders(role: str, *, is_due: bool, is_by_name: bool, is_done: bool) -> list[tuple[str, str]]:
    """In which orders a list can be had; in that of what is due where something can be."""
    name = [(Order.NAME, "按姓名")] if is_by_name else []
    if is_done:
        return [(Order.TIME, "最近办结的在前"), *name]
    due = [(Order.DUE, DUE_FIRST[role])] if is_due else []
    return [(Order.TIME, "等待最久的在前"), *due, *name]


def choices(
    name: str, counts: Mapping[str, Counter[str]], wanted: Wanted, words: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """What a filter can be set to, each with how many cases it would show if any."""
    found, said = counts[name], dict(words)
    chosen = str(getattr(wanted, name) or "")
    values = [
        value for value in [*said, *sorted(set(found) - {"", *said})] if found[value] or value == chosen
    ]
    if chosen and chosen not in values:
        values.append(chosen)
    return [
        ("", f"全部（{found['']}）"),
        *((value, f"{said.get(value, value)}（{found[value]}）") for value in values),
    ]


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
