"""The audit tells apart: nothing is known, something is, and nobody could be asked."""

import io
import json
from pathlib import Path

import pytest

from deploy.setup import audit, uv
from deploy.setup.audit import CLEAN, KNOWN, UNASKED
from deploy.setup.progress import Progress

NONE = json.dumps({"auditReportVersion": 2, "vulnerabilities": {}})
HOLE = json.dumps({"vulnerabilities": {"left-pad": {"severity": "high", "range": "<1.3"}}})
AWAY = json.dumps({"message": "405 Method Not Allowed", "error": {"summary": ""}})


class Machine:
    """A checkout whose uv, npm and Python say what they are told to say."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, io.StringIO()
        (folder / ".venv/bin").mkdir(parents=True)
        self.uv = self.program("uv", "echo Found no known vulnerabilities")
        self.program(".venv/bin/npm", f"echo '{NONE}'")
        self.program(".venv/bin/python", "exit 0")

    def program(self, name: str, does: str) -> Path:
        program = self.folder / name
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
        return program

    def audit(self) -> int:
        return audit.audit(self.folder, Progress(self.said))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    monkeypatch.setattr(uv, "find", lambda *_: found.uv)
    return found


def test_nothing_known_is_said(machine: Machine) -> None:
    assert machine.audit() == CLEAN
    assert machine.said.getvalue().count("nothing known") == 3


@pytest.mark.parametrize(
    ("name", "does", "told"),
    [
        ("uv", "echo 'jinja2 3.1.6 has 1 known vulnerability'; exit 1", "jinja2 3.1.6"),
        (".venv/bin/npm", f"echo '{HOLE}'; exit 1", "left-pad (high): <1.3"),
        (".venv/bin/python", "exit 1", "CVE-2024-7592"),
    ],
)
def test_a_known_hole_is_named(machine: Machine, name: str, does: str, told: str) -> None:
    machine.program(name, does)

    assert machine.audit() == KNOWN
    assert told in machine.said.getvalue()


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("uv", "echo 'cause: dns error' >&2; exit 2"),
        (".venv/bin/npm", f"echo '{AWAY}'; echo 'cause: dns error' >&2; exit 1"),
        (".venv/bin/npm", "echo 'cause: dns error' >&2; exit 1"),
    ],
)
def test_a_database_out_of_reach_is_no_good_news(machine: Machine, name: str, does: str) -> None:
    machine.program(name, does)

    assert machine.audit() == UNASKED
    assert "NOT ASKED" in machine.said.getvalue()
    assert "cause: dns error" in machine.said.getvalue()


def test_a_known_hole_outweighs_a_database_out_of_reach(machine: Machine) -> None:
    machine.program("uv", "exit 2")
    machine.program(".venv/bin/python", "exit 1")

    assert machine.audit() == KNOWN
