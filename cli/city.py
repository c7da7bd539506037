"""`zhicheng city`: hold the folders of cities against what the platform needs, and put them to use."""

import tarfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import standing
from cli.applying import Change, find_changes, make_changes
from cli.options import AsJson, By
from cli.output import NO, as_json, refuse
from cli.plan import MOMENTS
from cli.surroundings import answer_of, settings_of
from kit.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cities import Cities
    from services.declaration.progress.domain.records import Reason

app = typer.Typer(help="Cities: folders of data.", no_args_is_help=True, rich_markup_mode=None)
TAKEN_UP = "各进程将在几秒内读取，无须重启。"


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The new folder; its name is the city's.")],
    *,
    name: Annotated[str, typer.Option(help="What people call it: 临江市.")],
    code: Annotated[str, typer.Option(help="Six digits of the administrative division.")],
    field: Annotated[str, typer.Option(help="Of the profession that its first plan is for: 生态环境.")],
    department: Annotated[str, typer.Option(help="Short name of the competent department: ecology.")],
    year: Annotated[int, typer.Option(help="Of its first plan.")],
    area_code: Annotated[str, typer.Option(help="Before its telephone numbers.")] = "",
    county: Annotated[
        list[str] | None, typer.Option(metavar="SLUG=NAME", help="A county; again for each: jiangbei=江北区.")
    ] = None,
) -> None:
    """Write the folder of a city that joins, and list what only the city knows and has to fill in."""
    import cities

    counties = {slug: named for slug, _, named in (one.partition("=") for one in county or ())}
    founding = cities.Founding(
        name=name,
        code=code,
        field=field,
        department=department,
        year=year,
        area_code=area_code,
        counties=counties,
    )
    try:
        written = cities.found_city(folder, founding)
    except Refusal as refusal:
        for wrong in refusal.faults:
            typer.echo(wrong.message, err=True)
        raise typer.Exit(NO) from refusal
    for path in written:
        typer.echo(path)
    _, faults = cities.check(folder)
    typer.echo(f"\n还有 {len(faults)} 处需要填写，填好后请运行 zhicheng city check {folder}：")
    for fault in faults:
        typer.echo(fault)


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
    to_json: AsJson = False,
) -> None:
    """Check the folders of cities.

    Every fault is named with its file, its place and what to do, and the command ends with 1.
    """
    import cities

    found = _checked(folder or Path(cities.__file__).parent, to_json=to_json)
    if to_json:
        as_json({"ok": True, "cities": [city.slug for city in found]})
        return
    for city in found:
        offices, plans = len(city.offices), len(city.plans)
        typer.echo(f"{city.slug}：{city.name}，{offices} 个机构，{plans} 个申报计划，可以使用。")


@app.command()
def apply(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of all cities, or of one.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    to_json: AsJson = False,
) -> None:
    """Put folders of cities to use: show what changes, ask, then record the offices and place the folder.

    Offices that are gone are closed, never deleted. A plan that was opened changes only as a new version
    with a reason. Applied twice, the second time changes nothing.
    """
    from services.identity.settings import Settings

    found = _checked(folder, to_json=to_json)
    settings = settings_of(Settings)
    folders = {slug: folder if (folder / "city.toml").exists() else folder / slug for slug in found.by_slug}
    _refuse_same_codes(found, settings.cities, to_json=to_json)
    changes = [change for change in answer_of(find_changes(settings, folders)) if change]
    if not to_json:
        _show(changes)
    if frozen := [fault for change in changes for fault in change.frozen]:
        refuse(frozen, to_json=to_json)
    if changes and not yes and not typer.confirm("应用以上变化？"):
        typer.echo("没有应用。")
        raise typer.Exit(NO)
    for change in changes:
        answer_of(make_changes(settings, change))
    if to_json:
        as_json({"ok": True, "changes": {change.city.slug: list(change.lines) for change in changes}})
    elif changes:
        typer.echo(f"已应用。{TAKEN_UP}")


City = Annotated[str, typer.Argument(metavar="CITY", help="The city's folder, such as shaoxing.")]
Why = Annotated[str, typer.Option(help="The reason that is recorded; people read the notice.")]


@app.command()
def freeze(
    city: City,
    *,
    notice: Annotated[str, typer.Option(help="What people read above every page, in Chinese.")],
    until: Annotated[
        datetime | None, typer.Option(formats=MOMENTS, help="When it will probably go on, in Shanghai.")
    ] = None,
    why: Why,
    by: By = "",
) -> None:
    """Let nothing be changed in a city: its people look, read the notice, and submit nothing.

    Effective in every process within seconds, without any server. Then the clock of every case that waits for
    somebody is stopped; where the database is away that is told, and the same command does it later. Again
    with another notice or time, people read the new one.
    """
    from kit.clock import SHANGHAI

    ends = until.replace(tzinfo=SHANGHAI) if until else None
    try:
        found = standing.freeze(city, notice, ends, by, why)
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(NO) from refusal
    typer.echo(f"{city} 已暂停办理，几秒内生效。")
    number = answer_of(standing.hold_cases(found, _reason(by, notice, found.at)))
    typer.echo(f"已中止 {number} 份申报的期限。")


@app.command()
def thaw(city: City, *, why: Why, by: By = "") -> None:
    """Let a frozen city go on: windows get back the days that they lost, clocks run again.

    Run again it goes on where it was interrupted.
    """
    from kit.clock import now
    from services.declaration.plans.domain import until_words

    try:
        over = standing.thaw(city, by, why)
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(NO) from refusal
    if over is None:
        typer.echo(f"{city} 没有暂停办理。")
        raise typer.Exit(NO)
    typer.echo(f"{city} 已恢复办理，几秒内生效。")
    reason = _reason(by, f"{over.standstill.notice}（已恢复）", now())

    async def after() -> int:
        async for extension in standing.give_back(over, reason):
            typer.echo(f"{extension.plan}：申报截止顺延至 {until_words(extension.closes_at)}。")
        return await standing.release_cases(over.standstill, reason)

    typer.echo(f"已恢复 {answer_of(after())} 份申报的期限。")


KeyFile = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="32 bytes as base64: openssl rand -base64 32.")
]


@app.command()
def export(
    city: City,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The package to write.")],
    *,
    key_file: KeyFile,
) -> None:
    """Write everything of a frozen city into one encrypted package, for whoever takes it over.

    Rows of all databases, sealed cases, uploads and photos, the city's folder, and which workflows are open.
    Encrypted fields and the keys of cases are under the package's key. Nothing is changed here.
    """
    from cli.exporting import export as write

    told = answer_of(write(city, file, _key(key_file)))
    _count(told["rows"])
    typer.echo(f"对象：{told['objects']} 个")
    for name in told["missing"]:
        typer.echo(f"缺少对象：{name}", err=True)
    typer.echo(f"已写入 {file}，请运行 zhicheng city verify-export 核对。")
    if told["missing"]:
        raise typer.Exit(NO)


@app.command()
def verify_export(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="A package.")],
    *,
    key_file: KeyFile,
) -> None:
    """Read a whole package: every byte as it was written, every member and row as its list says."""
    from cli.packing import verified
    from kit.parcel import BadParcel

    try:
        manifest = verified(file, _key(key_file))
    except (BadParcel, tarfile.TarError) as error:
        typer.echo(f"不完整、被改动，或密钥不对：{error}", err=True)
        raise typer.Exit(NO) from error
    _count(manifest["rows"])
    typer.echo(f"{manifest['city']}（{manifest['at']}）：{len(manifest['members'])} 项，全部完好。")


def _key(file: Path) -> bytes:
    from kit.parcel import BadParcel, read_key

    try:
        return read_key(file.read_text(encoding="ascii", errors="replace"))
    except BadParcel as error:
        raise typer.BadParameter(f"{file}: {error}") from error


def _count(rows: "Mapping[str, int]") -> None:
    for table, number in sorted(rows.items()):
        typer.echo(f"{table}：{number} 行")


def _reason(by: str, why: str, at: datetime) -> "Reason":
    from services.declaration.progress.domain.records import Reason

    return Reason(by=by, why=why, at=at)


def _checked(folder: Path, *, to_json: bool) -> "Cities":
    import cities

    found, faults = cities.check(folder)
    if faults:
        refuse(faults, to_json=to_json)
    return found


def _refuse_same_codes(found: "Cities", in_use: Path, *, to_json: bool) -> None:
    """A city of another name with the same code would be the same city twice."""
    import cities
    from kit.tomlfile import FileFault

    others = cities.check(in_use)[0] if in_use.is_dir() else ()
    codes = {city.code: city.slug for city in others if city.slug not in found.by_slug}
    faults = [
        FileFault(f"{city.slug}/city.toml", "code", f"与在用的 {codes[city.code]} 相同，请改正")
        for city in found
        if city.code in codes
    ]
    if faults:
        refuse(faults, to_json=to_json)


def _show(changes: list[Change]) -> None:
    if not changes:
        typer.echo("没有变化。")
    for change in changes:
        typer.echo(f"{change.city.name}（{change.city.slug}）→ {change.target}")
        for line in change.lines or ("机构没有变化，记入历史的起点",):
            typer.echo(f"  {line}")
