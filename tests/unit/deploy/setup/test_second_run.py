"""A set-up that was done is not done again."""

import io
from pathlib import Path

import pytest

from deploy.setup import environment, frontend, uv
from deploy.setup.command import CommandFailed
from deploy.setup.progress import Progress

PROGRAM = """#!/bin/sh
case "$*" in "python list"*) echo "[]"; exit ;; esac
echo "$0 $*" >> {told}
case "$*" in
  *sync*) mkdir -p .venv/bin && cp {python} .venv/bin/python ;;
  ci*) mkdir -p node_modules ;;
  *build*) mkdir -p kit/web/static/build ;;
esac
exit {status}
"""


class Checkout:
    """A checkout with programs that only tell that they were run."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "told"
        for name in ("uv.lock", "pyproject.toml", "package.json", "package-lock.json"):
            (folder / name).write_text(name)
        (folder / "kit/web/scss").mkdir(parents=True)
        (folder / "kit/web/build.mjs").write_text("build")
        self.style = folder / "kit/web/scss/zhicheng.scss"
        self.style.write_text("a {}")
        (folder / ".venv/bin").mkdir(parents=True)
        self.python = folder / "python"
        self.python.write_text("#!/bin/sh\n")
        self.python.chmod(0o755)
        self.uv = self.write("uv")
        self.write(".venv/bin/npm")

    def write(self, name: str, status: int = 0) -> Path:
        program = self.folder / name
        program.write_text(PROGRAM.format(told=self.told, python=self.python, status=status))
        program.chmod(0o755)
        return program

    def set_up(self) -> list[str]:
        """What was run."""
        self.told.write_text("")
        progress = Progress(io.StringIO())
        environment.install(self.folder, progress)
        frontend.install(self.folder, progress)
        return [line.split(maxsplit=1)[1].split()[0] for line in self.told.read_text().splitlines()]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    found = Checkout(tmp_path)
    monkeypatch.setattr(uv, "find", lambda *_: found.uv)
    return found


def test_the_second_run_does_no_work(checkout: Checkout) -> None:
    assert checkout.set_up() == ["sync", "ci", "run"]
    assert checkout.set_up() == []


def test_only_what_changed_is_done_again(checkout: Checkout) -> None:
    checkout.set_up()
    checkout.style.write_text("b {}")
    assert checkout.set_up() == ["run"]
    (checkout.folder / "uv.lock").write_text("newer")
    assert checkout.set_up() == ["sync"]
    (checkout.folder / "package-lock.json").write_text("newer")
    assert checkout.set_up() == ["ci", "run"]


def test_what_was_deleted_is_made_again(checkout: Checkout) -> None:
    checkout.set_up()
    (checkout.folder / ".venv/bin/python").unlink()
    (checkout.folder / "node_modules").rmdir()
    (checkout.folder / "kit/web/static/build").rmdir()
    assert checkout.set_up() == ["sync", "ci", "run"]


def test_a_failure_shows_what_was_said_and_is_tried_again(checkout: Checkout) -> None:
    checkout.uv.write_text("#!/bin/sh\necho no space left\nexit 3\n")
    with pytest.raises(CommandFailed, match=r"(?s)ended with status 3.*no space left"):
        checkout.set_up()
    checkout.write("uv")
    assert checkout.set_up()[0] == "sync"
