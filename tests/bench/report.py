"""The table that people read and the file that programs read."""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kit.clock import now
from tests.bench.floor import Shape
from tests.bench.measures import APPLICATIONS, BARE, Measure

COLUMNS = ("", "value", "unit", "n", "baseline", "ratio", "against")
RIGHT = {"value", "n", "baseline", "ratio"}
WIDTH = 124  # in a log; a terminal has its own

console = Console(highlight=False)
if not console.is_terminal:
    console = Console(highlight=False, width=WIDTH)


def show(measures: Sequence[Measure], shape: Shape) -> None:
    """One line per measure, by areas."""
    console.print(f"\n{BARE}: {shape.letters('update')} updates, {shape.letters('signal')} signals,", end=" ")
    console.print(f"{shape.activities} activities that do nothing, on {os.cpu_count()} processors")
    table(measures)


def table(measures: Sequence[Measure]) -> None:
    """The measures alone."""
    lines = Table()
    for name in COLUMNS:
        lines.add_column(name, justify="right" if name in RIGHT else "left")
    for area, some in groupby(measures, lambda measure: measure.area):
        lines.add_section()
        lines.add_row(f"[bold]{area}[/]")
        for measure in some:
            lines.add_row(*_cells(measure))
    console.print(lines)


def _cells(measure: Measure) -> Iterator[str]:
    yield f"  {measure.what}"
    yield _number(measure.value)
    yield measure.unit
    yield str(measure.samples)
    yield _number(measure.baseline)
    yield _number(measure.ratio, "×")
    yield measure.against


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
