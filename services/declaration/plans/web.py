"""申报计划: the list of plans, and what an applicant must know of one before starting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import Cities, City, Fee, Plan, Requirement
from kit.clock import day_in_words, now
from kit.errors import NotFound
from kit.http import Conn, state
from kit.session import Anyone, Session
from kit.web.filters import money
from kit.web.pages import render
from services.declaration.plans.domain import (
    closing_words,
    cut_off_words,
    end_words,
    opening_words,
    with_end,
)
from services.declaration.plans.store import all_extended

router = APIRouter()

OPEN, LATER, PAST = "受理中", "未开始", "已截止"
TONES = {OPEN: "good", LATER: "waiting", PAST: "neutral"}


@router.get("/plans")
async def list_plans(request: Request, who: Anyone, conn: Conn) -> Response:
    """The plans of one's own city, or of all cities for a visitor; what is open comes first."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    return render(
        request,
        "plans/list.html",
        plans=listed([own] if own else cities.public, await all_extended(conn), now()),
        city=own.name if own else "",
    )


@router.get("/acceptance-points")
async def list_points(request: Request, who: Anyone) -> Response:
    """Where declarations are taken in, with address and telephone (R1.1); all cities for a visitor."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    return render(request, "plans/points.html", cities=[own] if own else cities.public)


def find_plan(request: Request, plan_id: str, who: Session | None) -> tuple[City, Plan]:
    """The plan of one's own city; a visitor's is the first of this name, unless the address names a city."""
    cities: Cities = state(request, "cities")
    own = _own_city(cities, who)
    named = cities.by_slug.get(request.query_params.get("city", ""))
    for city in [own] if own else [named] if named else cities:
        for plan in city.plans:
            if plan.id == plan_id:
                return city, plan
    raise NotFound("没有这个申报计划，可能已被撤下。")


def _own_city(cities: Cities, who: Session | None) -> City | None:
    return cities.by_slug.get(who.city) if who else None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A plan in the list."""

    href: str
    title: str
    city: str
    qualification: str
    qualification_name: str
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
    fee: str | list[str]
    requirements: tuple[Requirement, ...]
    changes: list[str]


def listed(
    cities: Iterable[City], extended: Mapping[tuple[str, str], datetime], at: datetime
) -> list[Listed]:
    """What is open first, by its end; then what comes, by its start; then what is over, the newest first."""
    found = [
        _listed(city, with_end(plan, extended.get((city.slug, plan.id))), at)
        for city in cities
        for plan in city.plans
    ]
    return sorted(found, key=_order)


def _order(plan: Listed) -> tuple[int, float]:
    if plan.state == OPEN:
        return 0, plan.closes.timestamp()
    return (1, plan.opens.timestamp()) if plan.state == LATER else (2, -plan.closes.timestamp())


def _listed(city: City, plan: Plan, at: datetime) -> Listed:
    state = _stands(plan, at)
    return Listed(
        href=f"/plans/{plan.id}?{urlencode({'city': city.slug})}",
        title=plan.title,
        city=city.name,
        qualification=f"{plan.qualification}（{plan.level}）",
        qualification_name=plan.qualification,
        window=window(plan),
        state=state,
        tone=TONES[state],
        opens=plan.opens,
        closes=plan.closes,
    )


def _stands(plan: Plan, at: datetime) -> str:
    if plan.is_open(at):
        return OPEN
    return LATER if at < plan.opens else PAST


def window(plan: Plan) -> str:
    """From when until when."""
    return f"{opening_words(plan)} 至 {closing_words(plan)}"


def shown(city: City, plan: Plan, fees: Sequence[Fee], at: datetime) -> Shown:
    """What an applicant must know before starting; `fees` as `Cities.fees` tells them."""
    state = _stands(plan, at)
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
            (
                "退回后修改",
                _period("退回次日", plan.resubmission_days, plan.resubmission_at, "重新提交", plan)
                + cut_off_words(plan.resubmission_until, plan.resubmission_at)
                + (f"；一份申报最多退回 {plan.most_returns} 次" if plan.most_returns else ""),
            ),
            *([("缴费期限", _payment(plan))] if fees else []),
        ],
        fee=_fee(*fees) if fees else "不收费，材料受理后直接生成评审表",
        requirements=plan.requirement,
        changes=[
            f"第 {number} 版（{day_in_words(change.on)}）：{change.reason}"
            for number, change in enumerate(plan.change, 2)
        ],
    )


def _fee(own: Fee, *others: Fee) -> list[str]:
    more = [f"由中评委评审后推荐的，评审会议前另缴{fee.item} {money(fee.amount_fen)}" for fee in others]
    return [money(own.amount_fen), *more, f"依据：{own.basis}"]


def _period(since: str, days: int, at: time | None, what: str, plan: Plan) -> str:
    end = f"，最后一天 {end_words(at)} 止" if at else ""
    return f"{since}起 {days} 天内{what}{end}，{plan.days_off_words}"


def _payment(plan: Plan) -> str:
    reminders = "、".join(f"{days} 天" for days in sorted(plan.reminders, reverse=True))
    return (
        _period("审核通过次日", plan.payment_days, plan.payment_at, "缴纳", plan)
        + cut_off_words(plan.payment_until, plan.payment_at)
        + (f"，截止前 {reminders}短信提醒" if reminders else "")
    )


def _kind(name: str, options: Iterable[str]) -> str:
    more = "、".join(options)
    return f"{name}（含{more}）" if more else name
