"""Whoever types a command where nothing ever ran is told where settings would be looked for."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import surroundings
from cli.__main__ import app


def test_without_a_stack_it_says_where_settings_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "STACK", tmp_path / "env")
    result = CliRunner().invoke(app, ["stuck"])
    assert result.exit_code == 2
    assert "OPERATIONS_DATABASE_URL" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("No stack ever ran in this checkout")


def test_with_one_that_lacks_a_setting_only_the_setting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "env").touch()
    monkeypatch.setattr(surroundings, "STACK", tmp_path / "env")
    result = CliRunner().invoke(app, ["stuck"])
    assert (result.exit_code, "No stack" in result.stderr) == (2, False)
