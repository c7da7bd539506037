"""python -m deploy.backup make|verify|restore: what `zhicheng backup` runs on one machine."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from deploy.backup import making, moments, restoring, verifying
from deploy.backup.folder import Damaged, KeyWanted, Manifest
from deploy.local.site import state_folder
from deploy.local.stack import Stack
from kit.clock import now

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
MOMENT = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"]  # with its offset
Folder = Annotated[Path, typer.Argument(help="The folder of one backup.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="A file with a ring of keys, `k1:<base64 of 32 bytes>`: what encrypts the backup.",
    ),
]


@app.command()
def make(
    folder: Annotated[Path | None, typer.Argument(help="A new folder; without it one in .state.")] = None,
    *,
    key_file: KeyFile = None,
) -> None:
    """Back up databases, workflows and objects of the running stack; with a key its secrets, too."""
    stack = _stack()
    folder = folder or stack.site.folder("backups") / now().strftime("%Y%m%dT%H%M%SZ")
    try:
        manifest = making.make(stack, folder, _ring(key_file))
    except making.NotMade as failure:
        _fail(str(failure))
    for name, count in manifest.counts.items():
        typer.echo(f"{name:<24}{count:>10}")
    typer.echo(f"{folder}: {len(manifest.files)} files, {manifest.size / 1024**2:.1f} MB")


@app.command()
def verify(folder: Folder, *, key_file: KeyFile = None) -> None:
    """Check a backup without restoring it. Ends with 1 when anything is wrong.

    Parts that lie further apart than ten minutes, or in another order, are told of: it can be restored.
    """
    try:
        faults = verifying.verify(folder, _ring(key_file))
    except (Damaged, KeyWanted) as failure:
        _fail(str(failure))
    for fault in faults:
        typer.echo(fault)
    for warning in moments.warnings(Manifest.read(folder)):
        typer.echo(f"warning: {warning}")
    if faults:
        _fail(f"{len(faults)} faults")
    typer.echo(f"{folder}: whole")


@app.command()
def restore(
    folder: Folder,
    *,
    key_file: KeyFile = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=MOMENT, help="When the platform went away, if it matters for deadlines."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of what the stack has, and reconcile what its parts disagree on."""
    stack = Stack.existing(state_folder()) or Stack.at(state_folder())
    if not yes:
        typer.confirm(f"Replace all data in {stack.site.state} by {folder}?", abort=True)
    try:
        restoring.restore(stack, folder, _ring(key_file), since=since)
    except (Damaged, KeyWanted, restoring.NotRestored, restoring.NotLevel) as failure:
        _fail(str(failure))


def _stack() -> Stack:
    stack = Stack.existing(state_folder())
    if stack is None:
        _fail("there is no stack here: make up")
    return stack


def _ring(file: Path | None) -> str:
    return file.read_text(encoding="ascii").strip() if file else ""


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="zhicheng backup")  # by which people know it
