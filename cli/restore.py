"""`zhicheng restore`: after a backup was put back, what its parts disagree on is found and mended."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import AsJson
from cli.output import as_json
from cli.surroundings import answer_of

if TYPE_CHECKING:
    from cli.found import Found

MARGIN = timedelta(hours=1)  # what was on its way when the backup was made
MOMENT = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]

app = typer.Typer(
    help="After a restore: reconcile what its parts disagree on.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def prepare(
    *,
    since: Annotated[
        datetime, typer.Option(formats=MOMENT, help="Until when the databases know everything.")
    ],
    told_since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENT, help="Until when the workflows do, if that is another moment."),
    ] = None,
    again_since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENT, help="Of a database that is older than --since and takes nobody back."),
    ] = None,
    held_since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENT, help="When the platform went away: deadlines get time back from then."),
    ] = None,
    to_json: AsJson = False,
) -> None:
    """Before any process of ours starts, with all servers there: end sessions, void codes, hold deadlines.

    Events are told again, workflows that know more than the databases go back to where these are. Afterwards
    the relays and workflows.intake start, and when nothing waits any more, everything else.

    Of databases of different moments --since is the oldest of archive, review, payment and documents; of the
    others (identity, declaration, notification, operations) an older one is --again-since: no workflow goes
    back for them.
    """
    from cli.reconciling import prepared

    told = told_since or since
    oldest = min(since, told, again_since or since) - MARGIN
    _tell(answer_of(prepared(since, told, oldest, held_since or since)), to_json=to_json)


@app.command()
def reconcile(
    *,
    anew: Annotated[
        bool, typer.Option("--decide-anew", help="Leave decisions that are sealed and lost to their offices.")
    ] = False,
    to_json: AsJson = False,
) -> None:
    """When everything runs: ask the channel, erase again, lift what `prepare` held, level both sides.

    Decisions that are sealed and that the database forgot are taken back, unless it was restored because of
    them. Doing it again changes nothing. Ends with 1 while the parts disagree: what is named needs somebody.
    """
    from cli.reconciling import reconciled

    found = answer_of(reconciled(is_decided_anew=anew))
    _tell(found, to_json=to_json)
    if any(one.is_open for one in found):
        raise typer.Exit(1)


def _tell(found: "list[Found]", *, to_json: bool) -> None:
    if to_json:
        as_json([{"kind": one.kind, "count": one.count, "is_open": one.is_open} for one in found])
        return
    for one in found:
        typer.echo(f"{one.kind:<24}{one.count:>6}  {one.what}")
        for line in one.lines:
            typer.echo(f"{'':<32}{line}")
