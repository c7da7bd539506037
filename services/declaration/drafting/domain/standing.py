"""What somebody meets of a plan before they begin, what not, and what would be needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cities import Plan
from cities.conditions import full_years
from contracts.career import in_words
from contracts.sections.verified import Verified
from services.declaration.drafting.domain.readiness import (
    BASIC_PAGE,
    RECORDS_PAGE,
    Dishonesty,
    Missing,
    Readiness,
    archive_says,
    register_says,
    window_says,
)
from services.declaration.drafting.domain.years import education
from services.declaration.plans.domain import closing_words

DECIDED = "有破格、转评等情形的，由审查部门核定"
UNKNOWN = "个人基本信息审核通过后显示"
VERIFIED = "已经用人单位审核通过"


class Met(StrEnum):
    """How far a condition is met."""

    YES = "符合"
    NO = "尚缺"  # nothing can be started before
    SHORT = "未达到"  # told; the offices decide
    OPEN = "待核对"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of a plan as somebody meets it, and the page where to act."""

    name: str
    met: Met
    told: str
    page: str = ""


def conditions(
    plan: Plan,
    readiness: Readiness,
    verified: Verified | None,
    at: datetime,
    dishonesty: Sequence[Dishonesty] = (),
) -> tuple[Condition, ...]:
    """Every condition in the order in which one sees to them; what blocks is what `missing` tells."""
    return (
        _window(plan, at),
        *_archive(readiness),
        *_register(dishonesty),
        *_years(plan, verified),
        *_education(plan, verified),
        Condition(name="同一计划一份申报", met=Met.YES, told="您没有正在办理的本计划申报"),
    )


def _window(plan: Plan, at: datetime) -> Condition:
    closed = window_says(plan, at)
    told = closed.message if closed else f"正在受理，{closing_words(plan)} 截止"
    return Condition(name="申报时间", met=Met.NO if closed else Met.YES, told=told)


def _archive(readiness: Readiness) -> Iterator[Condition]:
    lacking = {one.page: one for one in archive_says(readiness)}
    for name, page in (("个人基本信息", BASIC_PAGE), ("业绩档案", RECORDS_PAGE)):
        yield _verified(name, lacking.pop(page, None))
    for one in lacking.values():
        yield _verified("用人单位", one)


def _register(dishonesty: Sequence[Dishonesty]) -> Iterator[Condition]:
    for number, one in enumerate(register_says(dishonesty), 1):
        name = f"诚信档案（{number}）" if len(dishonesty) > 1 else "诚信档案"
        yield Condition(name=name, met=Met.NO, told=one.message, page=one.page)


def _verified(name: str, lacking: Missing | None) -> Condition:
    if lacking is None:
        return Condition(name=name, met=Met.YES, told=VERIFIED)
    return Condition(name=name, met=Met.NO, told=lacking.message, page=lacking.page)


def _years(plan: Plan, verified: Verified | None) -> Iterator[Condition]:
    if wanted := plan.gates.years:
        had = verified.years if verified else None
        told = f"已核验 {had} 年" if verified else ""
        yield _reached("专业工作年限", wanted, had, told)
    if wanted := plan.gates.title_years:
        since = verified.current_title_on if verified else ""
        had = full_years(since, plan.closes_on) if since else 0 if verified else None
        told = (
            f"{verified.current_title}，{in_words(since)}取得，至申报截止满 {had} 年"
            if verified and since
            else ""
        )
        yield _reached("现任资格年限", wanted, had, told or ("没有已核验的现任资格" if verified else ""))


def _reached(name: str, wanted: int, had: int | None, told: str) -> Condition:
    if had is None:
        return Condition(name=name, met=Met.OPEN, told=f"要求满 {wanted} 年；{UNKNOWN}", page=BASIC_PAGE)
    if had >= wanted:
        return Condition(name=name, met=Met.YES, told=f"{told}，要求满 {wanted} 年")
    short = f"{told}，要求满 {wanted} 年，还差 {wanted - had} 年。{DECIDED}"
    return Condition(name=name, met=Met.SHORT, told=short, page=BASIC_PAGE)


def _education(plan: Plan, verified: Verified | None) -> Iterator[Condition]:
    """What every year needs, what of it counts, and what is missing (A8.5)."""
    wanted = plan.continuing_education.words
    if verified is None and plan.education_years:
        years = "、".join(map(str, plan.education_years))
        yield Condition(
            name="继续教育", met=Met.OPEN, told=f"{years} 年，{wanted}；{UNKNOWN}", page=BASIC_PAGE
        )
    for line in education(plan, verified.proven) if verified else ():
        name = f"{line.year} 年度继续教育"
        if line.fault:
            yield Condition(name=name, met=Met.SHORT, told=line.fault, page=line.page)
        else:
            told = f"已核验 {line.told}{line.of_which}，{wanted}"
            yield Condition(name=name, met=Met.YES, told=told)


def lacking_number(found: Sequence[Condition]) -> dict[str, int]:
    """The number of each condition that blocks, as the faults of a refusal count them."""
    blocking = [one.name for one in found if one.met is Met.NO]
    return {name: number for number, name in enumerate(blocking, 1)}
