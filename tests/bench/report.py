"""The table that people read and the file that programs read."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kit.clock import now
from tests.bench.measures import APPLICATIONS, Measure

WIDTH = 118  # in a log; a terminal has its own

console = Console(highlight=False)
if not console.is_terminal:
    console = Console(highlight=False, width=WIDTH)


def show(measures: Sequence[Measure]) -> None:
    """One line per measure; a new area begins with a rule."""
    table = Table(
        title=f"zhicheng bench · {APPLICATIONS} applications side by side · {os.cpu_count()} processors"
    )
    for name, justify in (("", "left"), ("value", "right"), ("unit", "left"), ("n", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("baseline", "ratio", "against"):
        table.add_column(name, justify="left" if name == "against" else "right")
    area = ""
    for measure in measures:
        if measure.area != area:
            area = measure.area
            table.add_section()
            table.add_row(f"[bold]{area}[/]")
        table.add_row(
            f"  {measure.what}",
            _number(measure.value),
            measure.unit,
            str(measure.samples),
            _number(measure.baseline),
            _number(measure.ratio, "×"),
            measure.against,
        )
    console.print(table)


def write(measures: Sequence[Measure], path: Path, seconds: float) -> None:
    """The same as JSON, with what the machine is."""
    told = {
        "at": now().isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "load": os.getloadavg(),
        },
        "applications": APPLICATIONS,
        "measures": [{**asdict(measure), "ratio": measure.ratio} for measure in measures],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{os.path.relpath(path)}  ({seconds:.0f} s)")


def _number(value: float | None, mark: str = "") -> str:
    """Three digits that matter."""
    if value is None:
        return ""
    return f"{value:,.0f}{mark}" if abs(value) >= 100 else f"{value:.3g}{mark}"
