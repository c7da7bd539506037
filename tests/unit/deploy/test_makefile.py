"""The verbs of the Makefile do what they say."""

import os
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
OF_AN_OUTER_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "T"}


def said(*words: str) -> str:
    """What a verb would run, that of the verbs that it calls included."""
    return subprocess.run(
        ("/usr/bin/env", "make", "--dry-run", "--no-print-directory", *words),
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name not in OF_AN_OUTER_MAKE},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_some_of_the_tests_are_run_after_everything_was_read() -> None:
    whole, some = said("test"), said("test", "T=tests/unit/test_rules.py")

    assert "pytest tests/unit/test_rules.py" in some
    assert "tests.side_by_side" in whole
    for tool in ("ruff check", "mypy", "djlint", "codespell"):
        (line,) = (one for one in whole.splitlines() if f"/{tool} " in one)
        assert line in some
