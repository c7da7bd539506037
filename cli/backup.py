"""`zhicheng backup`: of a machine that has everything on it. Production servers have their own means."""

import subprocess
import sys
from importlib.util import find_spec

import typer

MODULE = "deploy.backup"
ELSEWHERE = "这里没有一体化部署的平台。生产环境的备份方法见 docs/operations.md（Backup）。"
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    help="Backups of the embedded stack: make, verify, restore.", no_args_is_help=True, rich_markup_mode=None
)


def _pass_on(context: typer.Context) -> None:
    if find_spec("deploy") is None or find_spec(MODULE) is None:
        typer.echo(ELSEWHERE, err=True)
        raise typer.Exit(2)
    verb = str(context.info_name)
    done = subprocess.run([sys.executable, "-m", MODULE, verb, *context.args], check=False)
    raise typer.Exit(done.returncode)


@app.command(context_settings=PASSED_ON)
def make(context: typer.Context) -> None:
    """Back up databases, workflows and objects while everybody works: [FOLDER] [--key-file FILE]."""
    _pass_on(context)


@app.command(context_settings=PASSED_ON)
def verify(context: typer.Context) -> None:
    """Check a backup without restoring it: FOLDER [--key-file FILE]."""
    _pass_on(context)


@app.command(context_settings=PASSED_ON)
def restore(context: typer.Context) -> None:
    """Put a backup in place of all data, and reconcile: FOLDER [--key-file FILE] [--since MOMENT] [--yes]."""
    _pass_on(context)
