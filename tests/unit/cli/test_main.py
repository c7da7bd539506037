import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.__main__ import app


def test_help_names_every_noun() -> None:
    result = CliRunner().invoke(app, ["--help"])

    assert result.exit_code == 0
    assert all(noun in result.stdout for noun in ("workdays", "photo", "city"))


@pytest.mark.parametrize("heavy", ["PIL", "numpy", "holidays", "cities", "kit.calendar", "asyncpg"])
def test_starting_imports_nothing_heavy(heavy: str) -> None:
    program = f"import sys, cli.__main__; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
