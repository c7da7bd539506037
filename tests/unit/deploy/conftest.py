"""Stacks that are looked at and never started leave nothing in the machine's memory."""

from pathlib import Path

import pytest

from deploy.local import site


@pytest.fixture(autouse=True)
def nothing_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site, "MEMORY", tmp_path / "nowhere")
