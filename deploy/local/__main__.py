"""python -m deploy.local up|down|status|logs|reset|schema."""

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated, NoReturn

import typer

from deploy.local import schemas, summary
from deploy.local.control import Unsupervised
from deploy.local.logs import follow, last_lines
from deploy.local.migrations import MigrationFailed
from deploy.local.scale import BadScale
from deploy.local.site import CHECKOUT, state_folder
from deploy.local.stack import PortsTaken, Stack, UnknownProcess
from deploy.local.waiting import NotReady
from deploy.setup.command import CommandFailed, run
from deploy.setup.progress import Progress

SEED = "deploy.demo.seed"
SHOWN_LINES = 40
REFUSALS = (
    *(PortsTaken, NotReady, MigrationFailed, Unsupervised, UnknownProcess),
    *(CommandFailed, PermissionError),
)

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Only = Annotated[
    list[str] | None,
    typer.Argument(help="Groups (servers, simulators, workflows, services) or names; all if none."),
]


@app.command()
def up(only: Only = None) -> None:
    """Bring the stack up; what runs already is left alone."""
    try:
        stack = Stack.at(state_folder())
    except BadScale as refused:
        _fail(str(refused), 2)
    progress = Progress()
    try:
        stack.up(only or None, progress)
        if not only and find_spec("deploy.demo") and find_spec(SEED):
            _seed(stack, progress)
    except REFUSALS as failure:
        _fail(str(failure))
    except subprocess.CalledProcessError as failure:
        _fail(f"{failure}\n{failure.stderr or ''}")
    summary.show(summary.addresses(stack.site), summary.accounts(stack.site))


@app.command()
def down(only: Only = None) -> None:
    """End exactly what `up` started, or some of it. Data stays."""
    stack = Stack.existing(state_folder())
    try:
        if stack is None or not stack.down(only or None):
            typer.echo("nothing was running")
    except (UnknownProcess, Unsupervised) as failure:
        _fail(str(failure))


@app.command()
def status() -> None:
    """Show what runs, since when, and how much memory it takes."""
    summary.show(summary.status(_existing()))


@app.command()
def logs(
    name: Annotated[str, typer.Argument(help="A process, or how its name begins.")] = "",
    *,
    wait: Annotated[bool, typer.Option(help="Go on with what comes.")] = True,
) -> None:
    """Show what all processes say."""
    file = _existing().site.log
    for line in last_lines(file, SHOWN_LINES, name):
        typer.echo(line)
    try:
        for line in follow(file, name) if wait else ():
            typer.echo(line)
    except KeyboardInterrupt:
        raise typer.Exit from None


@app.command()
def reset() -> None:
    """Bring the stack down and delete its data: databases, queues, objects, histories, passwords."""
    stack = Stack.existing(state_folder())
    if stack is None:
        typer.echo("nothing to delete")
        return
    if os.environ.get("FORCE") != "1":
        if not sys.stdin.isatty():
            _fail(f"this deletes all data in {stack.site.state}; say FORCE=1 if you mean it", 2)
        typer.confirm(f"Delete all data in {stack.site.state}?", abort=True)
    stack.reset()


@app.command()
def schema() -> None:
    """Write the schema of every service's database to services/*/schema.sql, from the running stack."""
    stack = _existing()
    for service, file in schemas.write(stack.site):
        typer.echo(f"{service}: {file.relative_to(CHECKOUT)}")


def _existing() -> Stack:
    stack = Stack.existing(state_folder())
    if stack is None:
        _fail("there is no stack here yet: make up", 2)
    return stack


def _seed(stack: Stack, progress: Progress) -> None:
    with progress.step("demo accounts") as step:
        command = [str(stack.site.programs / "python"), "-m", SEED]
        run(step, command, environment={"ZHICHENG_STATE": str(stack.site.state)}, folder=CHECKOUT)


def _fail(message: str, status: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)


if __name__ == "__main__":
    app()
