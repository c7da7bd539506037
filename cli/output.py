"""How commands answer: lines for people, JSON for programs, 1 for "no"."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import NoReturn

import typer

from kit.tomlfile import FileFault

NO = 1


def as_json(value: object) -> None:
    """Print one value as a line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def refuse(faults: Sequence[FileFault], *, to_json: bool) -> NoReturn:
    """Print everything that is wrong and end with 1."""
    if to_json:
        as_json({"ok": False, "faults": [asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            typer.echo(fault)
        typer.echo(f"共 {len(faults)} 处需要改正。", err=True)
    raise typer.Exit(NO)
