"""A Python without a known hole is preferred; with none, it is said and the set-up goes on."""

import io
import json
import sys
from http import cookies
from pathlib import Path

import pytest

from deploy.setup import environment, uv
from deploy.setup.interpreter import HOLE, PROBE, has_hole, without_hole
from deploy.setup.progress import Progress

UV = """#!/bin/sh
case "$*" in
  "python list"*) cat {folder}/installed ;;
  *sync*)
    echo "${{UV_PYTHON:-its own choice}}" >> {folder}/synced
    mkdir -p .venv/bin && cp "${{UV_PYTHON:-{folder}/first}}" .venv/bin/python ;;
esac
"""


class Machine:
    """A checkout, a uv, and Pythons that only know whether they have the hole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said = folder, io.StringIO()
        for name in ("uv.lock", "pyproject.toml"):
            (folder / name).write_text(name)
        (folder / ".python-version").write_text("3.11\n")
        self.uv = self.program("uv", UV.format(folder=folder))

    def program(self, name: str, text: str) -> Path:
        program = self.folder / name
        program.write_text(text)
        program.chmod(0o755)
        return program

    def has(self, **pythons: tuple[str, bool]) -> None:
        """`first=("3.11.7", True)`: in uv's order, version and whether it has the hole."""
        told = [
            {
                "path": str(self.program(name, f"#!/bin/sh\nexit {int(is_holed)}\n")),
                "version": version,
                "implementation": "cpython",
            }
            for name, (version, is_holed) in pythons.items()
        ]
        (self.folder / "installed").write_text(json.dumps(told))

    def set_up(self) -> list[str]:
        """The Pythons that were asked for so far."""
        environment.install(self.folder, Progress(self.said))
        synced = self.folder / "synced"
        return synced.read_text().splitlines() if synced.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    monkeypatch.setattr(uv, "find", lambda *_: found.uv)
    monkeypatch.delenv("UV_PYTHON", raising=False)
    return found


def test_one_without_the_hole_is_taken_before_one_with(machine: Machine) -> None:
    machine.has(first=("3.11.7", True), second=("3.12.9", False), third=("3.11.2", False))

    assert machine.set_up() == [str(machine.folder / "third")]
    assert machine.set_up() == [str(machine.folder / "third")]
    assert HOLE not in machine.said.getvalue()


def test_the_first_stays_the_first(machine: Machine) -> None:
    machine.has(first=("3.11.14", False), second=("3.11.2", False))

    assert machine.set_up() == [str(machine.folder / "first")]


def test_with_none_it_says_so_and_goes_on(machine: Machine) -> None:
    machine.has(first=("3.11.7", True))

    assert machine.set_up() == machine.set_up() == ["its own choice"]
    assert machine.said.getvalue().count(HOLE) == 2


def test_one_that_is_installed_later_is_taken(machine: Machine) -> None:
    machine.has(first=("3.11.7", True))
    machine.set_up()
    machine.has(first=("3.11.7", True), second=("3.11.2", False))

    assert machine.set_up() == ["its own choice", str(machine.folder / "second")]


def test_an_environment_without_the_hole_is_kept(machine: Machine) -> None:
    machine.has(first=("3.11.7", True), second=("3.11.2", False))
    machine.set_up()
    (machine.folder / "uv.lock").write_text("newer")

    assert machine.set_up()[1:] == ["its own choice"]


def test_one_that_does_not_run_is_not_taken(machine: Machine) -> None:
    machine.has(first=("3.11.7", False))
    (machine.folder / "first").write_bytes(b"")

    assert without_hole(machine.uv, machine.folder) is None


@pytest.mark.parametrize("is_holed", [True, False])
def test_the_probe_reads_the_code_as_it_was_and_as_it_is(
    monkeypatch: pytest.MonkeyPatch, *, is_holed: bool
) -> None:
    def before(text: str) -> object:
        return _OctalPatt.search(text) or _QuotePatt.search(text)  # type: ignore[name-defined] # noqa: F821

    def since(text: str) -> object:
        return _unquote_sub(_unquote_replace, text)  # type: ignore[name-defined] # noqa: F821

    monkeypatch.setattr(cookies, "_unquote", before if is_holed else since)
    with pytest.raises(SystemExit) as ended:
        exec(PROBE, {})  # noqa: S102 - our own, and the module that it reads is replaced here only
    assert bool(ended.value.code) is is_holed


def test_this_python_is_asked_without_its_environment() -> None:
    assert has_hole(Path(sys.executable)) is ("_QuotePatt" in vars(cookies))
