"""What the operator reads of restores is what the code finds: each kind, and nothing else."""

import re

from cli.found import Kind
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs/runbook/restore.md"
COLUMNS = 5


def _rows() -> list[list[str]]:
    """The lines of the table of disagreements, cell by cell."""
    lines = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
    return [row for row in cells if len(row) == COLUMNS]


def test_each_kind_that_a_restore_finds_is_explained() -> None:
    header, *rows = [row for row in _rows() if not row[0].startswith("---")]
    assert header[2] == "found as"
    told = {kind for row in rows for kind in re.findall(r"`([a-z_]+)`", row[2])}
    told |= {kind for row in rows for kind in re.findall(r"`([a-z]+_[a-z_]+)`", row[4])}
    assert told == set(Kind)


def test_each_kind_is_found_by_the_code() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "cli").glob("*.py") if path.name != "found.py"
    )
    assert {kind for kind in Kind if f"Kind.{kind.name}" not in code} == set()
