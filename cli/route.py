"""`zhicheng route`: the way of an employer's declarations through the offices."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import NO, as_json, refuse
from kit.errors import NotFound

if TYPE_CHECKING:
    from cities import Cities, City, Explained, Plan, Sender, Step

app = typer.Typer(
    help="Routes: which offices a declaration comes to.", no_args_is_help=True, rich_markup_mode=None
)
# What the employer's own stop does is the notice's, the same in every city.
EMPLOYER = "用人单位：审查、公示、出具意见（E4.1、E4.4、E4.5），每一条路径都从这里开始"
DUTIES = {
    "examine": "审查",
    "accept": "受理",
    "charge": "收费",
    "issue_form": "不收费",
    "hand_in": "接收纸质材料",
    "charge_recommendation": "收取中推高评审费",
    "meet": "召开评审会",
    "publish_results": "公示结果",
    "recommend": "推荐",
}


@app.command()
def explain(
    city: Annotated[str, typer.Argument(metavar="CITY", help="The city's folder, such as shaoxing.")],
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id, the name of its file.")],
    *,
    place: Annotated[str, typer.Option(help="The employer's place, as in city.toml: 市本级, 越城区.")],
    unit: Annotated[str, typer.Option(metavar="CODE", help="The employer's unified credit code.")] = "",
    department: Annotated[
        str, typer.Option(metavar="OFFICE", help="The employer's department: its slug in offices.toml.")
    ] = "",
    own_committee: Annotated[
        bool, typer.Option("--own-committee", help="The employer has a mid-level committee of its own.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--cities",
            envvar="ZHICHENG_CITIES",
            metavar="FOLDER",
            help="Folder of all cities, or of one. Without it the cities that came with the program.",
        ),
    ] = None,
    to_json: AsJson = False,
) -> None:
    """Print the chain of offices of an employer for a plan, and which rule put each stop there.

    A stop that the employer's place does not have is told with the reason. Ends with 1 where there is no way.
    """
    import cities

    found, faults = cities.check(folder or Path(cities.__file__).parent)
    if faults:
        refuse(faults, to_json=to_json)
    try:
        one, its_plan = found.city(city), found.plan(city, plan)
        sender = _sender(one, place, unit.strip().upper(), department, own_committee=own_committee)
        explained = cities.explain(one, its_plan, sender)
        problem = _problem(found, one, its_plan, sender)
    except NotFound as error:
        _say_no(str(error), to_json=to_json)
    if to_json:
        as_json({"ok": not problem, "problem": problem, **_told(explained)})
    else:
        for line in _lines(explained, one, its_plan, sender):
            typer.echo(line)
        if problem:
            typer.echo(problem, err=True)
    if problem:
        raise typer.Exit(NO)


def _say_no(why: str, *, to_json: bool) -> None:
    if to_json:
        as_json({"ok": False, "problem": why})
    else:
        typer.echo(why, err=True)
    raise typer.Exit(NO)


def _sender(city: "City", place: str, unit: str, department: str, *, own_committee: bool) -> "Sender":
    from cities import Sender

    level = city.level_of(place)
    if level is None:
        places = "、".join(one.name for one in city.places)
        raise NotFound(f"{city.name}没有“{place}”，请用 city.toml 中的名称：{places}。")
    ids = {office.slug: office.id for office in city.offices if office.kind == "department"}
    if department and department not in ids:
        raise NotFound(
            f"{city.name}没有主管部门“{department}”，请用 offices.toml 中的 slug：{'、'.join(ids)}。"
        )
    return Sender(
        level=level,
        place=place,
        credit_code=unit,
        department_id=ids.get(department),
        own_committee=own_committee or city.serving(unit) is not None,
    )


def _problem(found: "Cities", city: "City", plan: "Plan", sender: "Sender") -> str:
    """Why the platform would refuse to send a case of this employer on, in the words that it uses."""
    try:
        found.route(city.slug, plan.id, sender)
    except NotFound as error:
        return str(error)
    return ""


def _lines(explained: "Explained | None", city: "City", plan: "Plan", sender: "Sender") -> Iterator[str]:
    from cities import choice_words

    yield f"{plan.title}（{city.name}），{sender.place}的单位"
    if explained is None:
        return
    yield f"路径：routes.toml 第 {explained.number} 条，规则 {explained.route.rule}"
    yield from (f"  {words}" for words in choice_words(explained, city, plan, sender))
    yield f"  employer  {EMPLOYER}"
    for step in explained.steps:
        yield f"  {step.stage}  {_office(step)}"
        yield f"    {explained.route.rule}：{step.why}"


def _office(step: "Step") -> str:
    if step.absent:
        return "—"
    name = step.office.name if step.office else "没有找到机构"
    return f"{name}：{'、'.join(DUTIES[duty] for duty in step.duties)}"


def _told(explained: "Explained | None") -> dict[str, object]:
    if explained is None:
        return {"route": None, "stops": []}
    return {
        "route": {"number": explained.number, "rule": explained.route.rule},
        "stops": [
            {
                "stage": step.stage,
                "rule": explained.route.rule,
                "office": step.office.slug if step.office else None,
                "absent": step.absent,
                "duties": list(step.duties),
                "why": step.why,
            }
            for step in explained.steps
        ],
    }
