"""Plans as the list and their own page show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from cities import City, Fee, Plan, Requirement
from services.declaration.plans.domain import closing_words, opening_words

OPEN, LATER, PAST = "受理中", "未开始", "已截止"
TONES = {OPEN: "good", LATER: "waiting", PAST: "neutral"}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A plan in the list."""

    href: str
    title: str
    city: str
    qualification: str
    window: str
    state: str
    tone: str
    closes: datetime
    opens: datetime


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A plan on its own page."""

    id: str
    href: str
    title: str
    state: str
    tone: str
    is_open: bool
    facts: list[tuple[str, str | list[str]]]
    fee_fen: int
    fee_basis: str
    requirements: tuple[Requirement, ...]


def listed(cities: Iterable[City], at: datetime) -> list[Listed]:
    """What is open first, by its end; then what comes, by its start; then what is over, the newest first."""
    found = [_listed(city, plan, at) for city in cities for plan in city.plans]
    return sorted(found, key=_order)


def _order(plan: Listed) -> tuple[int, float]:
    if plan.state == OPEN:
        return 0, plan.closes.timestamp()
    return (1, plan.opens.timestamp()) if plan.state == LATER else (2, -plan.closes.timestamp())


def _listed(city: City, plan: Plan, at: datetime) -> Listed:
    state = _state(plan, at)
    return Listed(
        href=f"/plans/{plan.id}?{urlencode({'city': city.slug})}",
        title=plan.title,
        city=city.name,
        qualification=f"{plan.qualification}（{plan.level}）",
        window=window(plan),
        state=state,
        tone=TONES[state],
        opens=plan.opens,
        closes=plan.closes,
    )


def _state(plan: Plan, at: datetime) -> str:
    if plan.is_open(at):
        return OPEN
    return LATER if at < plan.opens else PAST


def window(plan: Plan) -> str:
    """From when until when."""
    return f"{opening_words(plan)} 至 {closing_words(plan)}"


def shown(city: City, plan: Plan, fee: Fee, at: datetime) -> Shown:
    """What an applicant must know before starting."""
    state = _state(plan, at)
    reminders = "、".join(f"{days} 天" for days in sorted(plan.reminders, reverse=True))
    return Shown(
        id=plan.id,
        href=f"/plans/{plan.id}?{urlencode({'city': city.slug})}",
        title=plan.title,
        state=state,
        tone=TONES[state],
        is_open=state == OPEN,
        facts=[
            ("申报资格", f"{plan.qualification}（{plan.level}）"),
            ("受理地区", city.name),
            ("申报时间", window(plan)),
            ("申报方式", [_kind(kind.name, kind.options) for kind in plan.kind]),
            ("申报专业类别", "、".join(plan.categories)),
            ("单位公示", f"不少于 {plan.publicity_days} 个工作日，张贴当日不计"),
            ("退回后修改", f"退回次日起 {plan.resubmission_days} 天内重新提交"),
            (
                "缴费期限",
                f"审核通过次日起 {plan.payment_days} 天内"
                + (f"，截止前 {reminders}短信提醒" if reminders else ""),
            ),
        ],
        fee_fen=fee.amount_fen,
        fee_basis=fee.basis,
        requirements=plan.requirement,
    )


def _kind(name: str, options: Iterable[str]) -> str:
    more = "、".join(options)
    return f"{name}（含{more}）" if more else name
