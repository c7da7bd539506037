"""`zhicheng photo`: hold the photo rules against files."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import NO, as_json

if TYPE_CHECKING:
    from services.documents.photos.domain.rules import Check

app = typer.Typer(help="Photos for declarations.", no_args_is_help=True, rich_markup_mode=None)

# A photo has to stay under one megabyte; what is far beyond that is not even opened.
LARGEST_BYTES = 64 * 1024 * 1024


@app.callback()
def main() -> None:
    """Keep `check` a command of its own."""


@app.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Photos to check.")]) -> None:
    """Check photos; one line of JSON per file.

    Ends with 1 when a check failed. Each line:
    {"file", "ok", "checks": [{"rule", "ok", "measured", "allowed", "message"}]}.
    """
    all_ok = True
    for file in files:
        checks = _check(file)
        ok = all(one.ok for one in checks)
        all_ok = all_ok and ok
        as_json({"file": str(file), "ok": ok, "checks": [asdict(one) for one in checks]})
    if not all_ok:
        raise typer.Exit(NO)


def _check(file: Path) -> "tuple[Check, ...]":
    from services.documents.photos.imaging.checks import check_photo

    try:
        if not file.is_file():
            return _unreadable("不是文件" if file.exists() else "文件不存在")
        if file.stat().st_size > LARGEST_BYTES:
            return _unreadable(f"文件过大，{file.stat().st_size:,} 字节")
        return check_photo(file.read_bytes())
    except OSError as error:
        return _unreadable(error.strerror or type(error).__name__)


def _unreadable(why: str) -> "tuple[Check, ...]":
    from services.documents.photos.domain.rules import Check

    message = f"照片无法读取（{why}）。请核对文件路径和权限，换一个 JPG 文件后再试。"
    return (Check(rule="A4.2", ok=False, measured=why, allowed="可以打开的 JPG 文件", message=message),)
