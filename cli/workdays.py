"""`zhicheng workdays`: periods in working days, and the yearly files that announce them."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import as_json, refuse
from cli.surroundings import settings_of

if TYPE_CHECKING:
    from kit.calendar import Year

app = typer.Typer(
    help="Working days of China, with make-up working days.", no_args_is_help=True, rich_markup_mode=None
)

YearsFolder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        envvar="ZHICHENG_CALENDAR_YEARS",
        help="Folder with the yearly files that an administrator loaded.",
    ),
]
YearFile = Annotated[Path, typer.Argument(metavar="FILE", help="A year's file, for example 2027.toml.")]


@app.command()
def add(
    posted_on: Annotated[
        datetime,
        typer.Argument(formats=["%Y-%m-%d"], metavar="POSTED_ON", help="The day of posting, YYYY-MM-DD."),
    ],
    days: Annotated[int, typer.Argument(min=1, max=1000, metavar="DAYS", help="How many working days.")],
    folder: YearsFolder = None,
) -> None:
    """Print the last day of a period of working days, as JSON.

    Counting starts the day after POSTED_ON; the period ends at 24:00 of `date`, Asia/Shanghai.
    `provisional` is true when the holidays of a year in it are not announced yet: the date is then
    never too early, and may be recomputed later.
    """
    from kit.calendar import Workdays

    try:
        period = Workdays(folder).add(posted_on.date(), days)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    as_json(
        {
            "posted_on": posted_on.date().isoformat(),
            "days": days,
            "date": period.last_day.isoformat(),
            "ends_at": period.ends_at.isoformat(),
            "provisional": period.provisional,
            "calendar_version": period.version,
        }
    )


@app.command()
def check(file: YearFile, *, to_json: AsJson = False) -> None:
    """Check a year's file without loading it.

    Everything that is wrong is named, and the command ends with 1.
    """
    from kit.calendar import BadYear, read_year

    try:
        year = read_year(file)
    except BadYear as error:
        refuse(error.faults, to_json=to_json)
    _tell(year, file, to_json=to_json)


@app.command()
def load(file: YearFile, folder: YearsFolder = None, *, to_json: AsJson = False) -> None:
    """Check a year's file and put it into the folder.

    From then on every process that reads the folder counts with it; without --folder that is the folder of
    the settings. A file of a year that is already loaded or known replaces what was known of that year.
    """
    from kit.calendar import BadYear, load_year
    from services.declaration.settings import Settings

    folder = folder or settings_of(Settings).calendar_years
    if folder is None:
        raise typer.BadParameter("Give --folder or set ZHICHENG_CALENDAR_YEARS.")
    try:
        year, target = load_year(file, folder)
    except BadYear as error:
        refuse(error.faults, to_json=to_json)
    _tell(year, target, to_json=to_json)


def _tell(year: "Year", file: Path, *, to_json: bool) -> None:
    if to_json:
        numbers = {"days_off": len(year.off), "makeup_working_days": len(year.work)}
        as_json({"ok": True, "file": str(file), "year": year.year, "source": year.source, **numbers})
    else:
        off, work = len(year.off), len(year.work)
        typer.echo(f"{file}：{year.year} 年，放假 {off} 天，调休上班 {work} 天，依据：{year.source}")
