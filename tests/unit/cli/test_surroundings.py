"""Whoever types a command where nothing ever ran is told where settings would be looked for."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import surroundings
from cli.__main__ import app


@pytest.fixture(autouse=True)
def no_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(surroundings.STATE, str(tmp_path))


def test_without_a_stack_it_says_where_settings_would_be(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["stuck"])
    assert result.exit_code == 2
    assert "OPERATIONS_DATABASE_URL" in result.stderr
    assert f"No stack ever ran here ({tmp_path / 'env'} is not there)" in result.stderr


def test_with_one_that_lacks_a_setting_only_the_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "env").touch()
    result = CliRunner().invoke(app, ["stuck"])
    assert (result.exit_code, "No stack" in result.stderr) == (2, False)
