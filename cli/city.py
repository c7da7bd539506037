"""`zhicheng city`: hold the folders of cities against what the platform needs."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import as_json, refuse

app = typer.Typer(help="Cities: folders of data.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def main() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            envvar="ZHICHENG_CITIES",
            metavar="FOLDER",
            help="Folder of all cities, or of one. Without it the cities that came with the program.",
        ),
    ] = None,
    *,
    to_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check the folders of cities.

    Every fault is named with its file, its place and what to do, and the command ends with 1.
    """
    import cities

    found, faults = cities.check(folder or Path(cities.__file__).parent)
    if faults:
        refuse(faults, to_json=to_json)
    if to_json:
        as_json({"ok": True, "cities": [city.slug for city in found]})
        return
    for city in found:
        offices, plans = len(city.offices), len(city.plans)
        typer.echo(f"{city.slug}：{city.name}，{offices} 个机构，{plans} 个申报计划，可以使用。")
