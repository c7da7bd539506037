"""`zhicheng release`: whether this checkout can take over from the version that runs."""

from typing import Annotated

import typer

from cli.options import AsJson
from cli.output import NO, as_json
from cli.surroundings import answer_of

SAMPLES = 5

app = typer.Typer(
    help="Before a rollout: can this checkout take over?", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def main() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(
    *,
    samples: Annotated[
        int, typer.Option(min=1, help="Open workflows that are replayed of each kind and status.")
    ] = SAMPLES,
    to_json: AsJson = False,
) -> None:
    """Hold this checkout against the version that runs; ends with 1 when it cannot take over.

    Open workflows are replayed with this code; pending migrations are listed and linted; activities and
    events that are on their way must still have somebody who takes them. Nothing is changed.
    """
    from cli.releasing import looked_at

    looks = answer_of(looked_at(samples))
    is_ready = not any(look.faults for look in looks)
    if to_json:
        as_json({"ok": is_ready, "looks": [{"what": one.what, "faults": one.faults} for one in looks]})
    else:
        for look in looks:
            typer.echo(f"{look.what}：{'；'.join(look.told) or '无'}")
            for fault in look.faults:
                typer.echo(f"  ✗ {fault}")
        typer.echo("可以上线。" if is_ready else "不能上线：请先处理以上问题。", err=not is_ready)
    if not is_ready:
        raise typer.Exit(NO)
