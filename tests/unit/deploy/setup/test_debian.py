"""Debian packages, with an apt-get that only tells what it was asked."""

import io
import os
from pathlib import Path

import pytest

from deploy.setup import debian
from deploy.setup.command import CommandFailed
from deploy.setup.debian import CannotInstall, Package
from deploy.setup.progress import Progress

APT = """#!/bin/sh
echo "$*" >> {folder}/asked
cat {folder}/policy-rc.d > {folder}/policy-seen
case "$*" in *install*) {install} ;; esac
"""


class Machine:
    """A Debian whose apt-get and policy-rc.d are files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.policy = folder, folder / "policy-rc.d"
        self.package = Package("a-server", str(folder / "installed"))
        self.program("apt-cache", "#!/bin/sh\nexit 0\n")
        self.apt(f"touch {folder}/installed")

    def program(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def apt(self, install: str) -> None:
        self.program("apt-get", APT.format(folder=self.folder, install=install))

    def install(self) -> str:
        """What apt-get was asked."""
        debian.install([self.package], Progress(io.StringIO()))
        asked = self.folder / "asked"
        return asked.read_text() if asked.exists() else ""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(debian, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return Machine(tmp_path)


def test_what_is_missing_is_installed_without_starting_daemons(machine: Machine) -> None:
    asked = machine.install()

    assert "install --no-install-recommends a-server" in asked
    assert "update" not in asked
    assert "exit 101" in (machine.folder / "policy-seen").read_text()
    assert not machine.policy.exists()


def test_what_is_there_is_left_alone(machine: Machine) -> None:
    Path(machine.package.proof).touch()

    assert machine.install() == ""


def test_lists_that_do_not_know_a_package_are_updated_first(machine: Machine) -> None:
    machine.program("apt-cache", "#!/bin/sh\nexit 100\n")

    update, install = machine.install().splitlines()
    assert update.endswith("update")
    assert install.endswith("a-server")


def test_a_failure_updates_the_lists_and_tries_once_more(machine: Machine) -> None:
    machine.apt("echo no such version; exit 100")

    with pytest.raises(CommandFailed, match="no such version"):
        machine.install()
    asked = (machine.folder / "asked").read_text().splitlines()
    assert [line.split()[-1] for line in asked] == ["a-server", "update", "a-server"]


@pytest.mark.parametrize("fails", [False, True])
def test_the_administrators_own_policy_is_put_back(machine: Machine, *, fails: bool) -> None:
    own = "#!/bin/sh\nexit 0\n"
    machine.policy.write_text(own)
    machine.policy.chmod(0o750)
    if fails:
        machine.apt("exit 100")
        with pytest.raises(CommandFailed):
            machine.install()
    else:
        machine.install()

    assert machine.policy.read_text() == own
    assert machine.policy.stat().st_mode & 0o777 == 0o750


def test_a_failure_leaves_no_policy_behind(machine: Machine) -> None:
    machine.apt("exit 100")

    with pytest.raises(CommandFailed):
        machine.install()
    assert not machine.policy.exists()


def test_a_policy_left_by_a_set_up_that_was_killed_goes(machine: Machine) -> None:
    machine.policy.write_text(debian.POLICY_TEXT)

    machine.install()
    assert not machine.policy.exists()


def test_who_is_not_root_is_told_the_packages(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(CannotInstall, match="apt-get install --no-install-recommends a-server"):
        machine.install()
    assert not (machine.folder / "asked").exists()


def test_another_system_is_told_the_packages(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CannotInstall, match=r"this is not Debian, .* a-server"):
        machine.install()


def test_a_package_that_is_not_what_it_was_is_told(machine: Machine) -> None:
    machine.apt("true")

    with pytest.raises(CannotInstall, match="is not where its package should put it"):
        machine.install()
