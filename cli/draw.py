"""`zhicheng draw`: recompute who was drawn for a meeting, from what was published."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import NO

app = typer.Typer(
    help="Recompute the draw of a committee's members.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def draws() -> None:
    """Recompute the draw of a committee's members."""


@app.command()
def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The published text, from /publicity/draws/<meeting>.",
        ),
    ],
) -> None:
    """Check that the seed has the hash that was published before, and that it draws these members.

    Answers 1 when it does not.
    """
    from services.review.meetings.domain.drawing import Unreadable, read

    try:
        draw, told = read(file.read_text(encoding="utf-8"))
    except (Unreadable, UnicodeDecodeError):
        typer.echo("这不是抽取的公开文本，或内容不完整。", err=True)
        raise typer.Exit(NO) from None
    drawn = draw.members()
    wrong = [category for category in drawn if drawn[category] != told[category]]
    typer.echo(f"种子与事先公布的摘要{'一致' if draw.is_committed else '不一致'}。")
    for category, members in drawn.items():
        same = "与公布的不一致" if category in wrong else "与公布的一致"
        typer.echo(f"{category}：重算得 {len(members)} 人，{same}")
        for member in members:
            typer.echo(f"  {member}")
    if wrong or not draw.is_committed:
        raise typer.Exit(NO)
