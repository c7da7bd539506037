"""`zhicheng plan`: a declaration plan held against its city, and against the version in use."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from cli.options import AsJson, By, Why
from cli.output import NO, as_json, refuse
from cli.surroundings import answer_of, pool_of, settings_of, transaction_of
from kit.errors import NotFound

if TYPE_CHECKING:
    from cities import City, Plan
    from services.declaration.plans.domain import Bound, Extension, Outage
    from services.declaration.progress.domain.records import Reason

app = typer.Typer(help="Declaration plans.", no_args_is_help=True, rich_markup_mode=None)
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # in Shanghai
PlanFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="The plan in its city's folder: CITY/plans/PLAN.toml.", dir_okay=False
    ),
]


@app.command()
def check(file: PlanFile, *, to_json: AsJson = False) -> None:
    """Check a plan together with its city.

    Every fault of either is named with its file, its place and what to do, and the command ends with 1.
    """
    city, plan = _read(file, to_json=to_json)
    if to_json:
        as_json(
            {"ok": True, "city": city.slug, "plan": plan.id, "number": plan.number, "version": plan.version}
        )
        return
    typer.echo(f"{plan.id}：{plan.title}（{city.name}），第 {plan.number} 版，可以使用。")
    for line in _told(plan):
        typer.echo(f"  {line}")


@app.command()
def diff(file: PlanFile, *, to_json: AsJson = False) -> None:
    """Show how a plan differs from the one in use, and what that means for the cases that are open.

    Ends with 1 when the change is refused: what was opened changes only as a new version with a reason.
    """
    import cities
    from kit.clock import now
    from kit.tomlfile import FileFault
    from services.declaration.settings import Settings

    city, plan = _read(file, to_json=to_json)
    settings = settings_of(Settings)
    in_use = cities.check(settings.cities)[0].by_slug.get(city.slug) if settings.cities.is_dir() else None
    before = next((one for one in in_use.plans if one.id == plan.id), None) if in_use else None
    lines = list(cities.revisions(before, plan)) if before else []
    bound = answer_of(_bound(city, plan))
    remedy = cities.frozen_fault(before, plan, now()) if before else ""
    if to_json:
        as_json(
            {
                "ok": not remedy,
                "is_new": before is None,
                "differences": lines,
                "cases": [_case(one) for one in bound],
                "refused": remedy,
            }
        )
        raise typer.Exit(1 if remedy else 0)
    for line in _shown(before, plan, lines, bound):
        typer.echo(line)
    if remedy:
        refuse([FileFault(f"{city.slug}/plans/{plan.id}.toml", "change", remedy)], to_json=False)


@app.command()
def extend(
    city: Annotated[str, typer.Argument(metavar="CITY", help="The city's folder, such as shaoxing.")],
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id, the name of its file.")],
    *,
    since: Annotated[datetime, typer.Option("--from", formats=MOMENTS, help="When the platform went away.")],
    until: Annotated[datetime, typer.Option("--until", formats=MOMENTS, help="When it was back.")],
    why: Why,
    by: By = "",
    to_json: AsJson = False,
) -> None:
    """Let a plan's window end as many days later as an outage took from it.

    Every draft follows, and those come back that missed the end. Recorded: who, when, why, which outage. The
    same outage again changes nothing, and goes on where it was interrupted. Returned cases keep theirs.
    """
    import cities
    from kit.clock import SHANGHAI, now
    from services.declaration.plans.domain import Outage, until_words
    from services.declaration.progress.domain.records import Reason
    from services.declaration.settings import Settings

    if until <= since:
        raise typer.BadParameter("--until must be later than --from")
    outage = Outage(since=since.replace(tzinfo=SHANGHAI), until=until.replace(tzinfo=SHANGHAI))
    reason = Reason(by=by, why=why, at=now())
    try:
        found = cities.load(settings_of(Settings).cities).plan(city, plan)
    except NotFound as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NO) from error
    extension, extended, reinstated = answer_of(extend_window(city, found, outage, reason))
    if to_json:
        closes_at = extension.closes_at.isoformat()
        as_json({"ok": True, "closes_at": closes_at, "extended": extended, "reinstated": reinstated})
        return
    ends = " → ".join(until_words(at) for at in (extension.old_closes_at, extension.closes_at))
    typer.echo(f"申报截止：{ends}。{extended} 份草稿已延长，{reinstated} 份逾期的草稿即将恢复办理。")


async def extend_window(
    city: str, plan: "Plan", outage: "Outage", reason: "Reason"
) -> "tuple[Extension, int, int]":
    """The window as it ends now, and how many drafts were extended and reinstated."""
    from kit.calendar import Workdays
    from kit.db import transaction
    from services.declaration.progress.operations.extension import follow_page, record_extension
    from services.declaration.settings import Settings

    settings = settings_of(Settings)
    extended = reinstated = 0
    after: UUID | None = UUID(int=0)
    async with pool_of(settings) as pool:
        async with transaction(pool) as conn:
            calendar = Workdays(settings.calendar_years)
            extension = await record_extension(conn, city, plan, outage, calendar, reason)
        while after is not None:
            async with transaction(pool) as conn:
                page = await follow_page(conn, extension, after)
            extended, reinstated, after = extended + page.extended, reinstated + page.reinstated, page.after
    return extension, extended, reinstated


def _read(file: Path, *, to_json: bool) -> "tuple[City, Plan]":
    """A plan and its city, or everything that is wrong with them."""
    import cities
    from kit.tomlfile import FileFault

    folder = file.resolve().parent.parent
    if file.resolve().parent.name != "plans" or not file.is_file():
        refuse([FileFault(str(file), "", "不是申报计划，应为“城市名/plans/计划名.toml”")], to_json=to_json)
    found, faults = cities.check(folder)
    if faults:
        refuse(faults, to_json=to_json)
    city = found.city(folder.name)
    return city, found.plan(city.slug, file.stem)


def _told(plan: "Plan") -> Iterator[str]:
    from services.declaration.plans.domain import closing_words, cut_off_words, end_words, opening_words

    education = plan.continuing_education
    yield f"申报：{opening_words(plan)} 至 {closing_words(plan)}"
    latest = cut_off_words(plan.resubmission_until, plan.resubmission_at)
    yield f"退回修改：{plan.resubmission_days} 天，最后一天 {end_words(plan.resubmission_at)} 止{latest}"
    latest = cut_off_words(plan.payment_until, plan.payment_at)
    paying = f"{plan.payment_days} 天，最后一天 {end_words(plan.payment_at)} 止{latest}"
    yield f"缴费：{plan.fee_item if plan.is_free else paying}"
    yield f"申报方式：{'、'.join(kind.name for kind in plan.kind)}"
    years = "、".join(f"{year} 年" for year in plan.education_years)
    yield (
        f"继续教育：{years or '不要求'}，每年 {education.hours} 学时"
        f"（专业科目 {education.special_hours}，公需科目 {education.general_hours}）"
    )
    for number, change in enumerate(plan.change, 2):
        yield f"第 {number} 版：{change.on}，{change.reason}"


def _shown(before: "Plan | None", plan: "Plan", lines: "list[str]", bound: "list[Bound]") -> Iterator[str]:
    from services.declaration.plans.domain import bound_words

    if before is None:
        yield f"新的申报计划：{plan.id}，没有在用的版本。"
    elif not lines:
        yield f"{plan.id}：与在用的第 {before.number} 版没有不同。"
    else:
        yield f"{plan.id}：第 {before.number} 版（{before.version}）→ 第 {plan.number} 版（{plan.version}）"
        yield from (f"  {line}" for line in lines)
        yield from (f"  理由：{change.reason}（{change.on}）" for change in plan.change[len(before.change) :])
    if bound:
        yield "已经开始、尚未办结的申报："
        yield from (f"  {line}" for line in bound_words(bound))
        yield KEPT
    else:
        yield "没有已经开始、尚未办结的申报。"


KEPT = (
    "新开始的申报按新版本办理。已经开始的申报，证件照、业绩和代表作项数上限、级别（审核路径）、收费项目、"
    "公示工作日数、评审表份数和计划名称也都保持开始时的版本，提交前的页面与预览、提交按同一版本检查。"
)


def _case(one: "Bound") -> dict[str, object]:
    return {
        "number": one.plan.number,
        "version": one.plan.version,
        "status": one.status.value,
        "cases": one.number,
        "closes_at": [one.closes_first.isoformat(), one.closes_last.isoformat()],
    }


async def _bound(city: "City", plan: "Plan") -> "list[Bound]":
    from services.declaration.plans.store import bound_cases
    from services.declaration.settings import Settings

    async with transaction_of(settings_of(Settings)) as conn:
        return await bound_cases(conn, city.slug, plan.id)
