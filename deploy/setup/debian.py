"""Debian packages that no package index has: installed when root on Debian, named otherwise."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.command import CommandFailed, run
from deploy.setup.progress import Progress, Step

POLICY = Path("/usr/sbin/policy-rc.d")
POLICY_TEXT = "#!/bin/sh\n# zhicheng's set-up: start no daemon of the packages installed now.\nexit 101\n"
APT = ("apt-get", "-y", "-q", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120")
QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Package:
    """A Debian package, and a file (as a pattern) that shows that it or an equal one is there."""

    name: str
    proof: str

    @property
    def is_there(self) -> bool:
        """Whether it is installed."""
        return any(Path("/").glob(self.proof.removeprefix("/")))


RABBITMQ = Package("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
FONTS = (
    Package("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Package("fonts-hanazono", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Package("fonts-babelstone-han", "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
)
CHROMIUM = Package("chromium-headless-shell", "/usr/bin/chromium-headless-shell")
# What playwright drives it with is linked to this; Debian's whole browser brought it along.
LIBATOMIC = Package("libatomic1", "/usr/lib/*/libatomic.so.1")
CLAMAV = Package("clamav-daemon", "/usr/sbin/clamd")
# promtool is in it: what tests the rules of alerts.
PROMETHEUS = Package("prometheus", "/usr/bin/promtool")
# amtool is in it, too.
ALERTMANAGER = Package("prometheus-alertmanager", "/usr/bin/prometheus-alertmanager")
FAKETIME = Package("faketime", "/usr/bin/faketime")
STRACE = Package("strace", "/usr/bin/strace")


class CannotInstall(Exception):
    """Packages are missing and it is not for us to install them."""

    def __init__(self, packages: Sequence[Package], reason: str) -> None:
        """Name the packages and the command that installs them."""
        names = " ".join(package.name for package in packages)
        super().__init__(
            f"{reason}, and these Debian packages are missing: {names}\n"
            f"  install them: apt-get install --no-install-recommends {names}"
        )


def install(packages: Sequence[Package], progress: Progress) -> None:
    """Install those packages that are missing, without starting their daemons."""
    missing = [package for package in packages if not package.is_there]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise CannotInstall(missing, "this is not Debian")
    if os.geteuid() != 0:
        raise CannotInstall(missing, "you are not root")
    names = [package.name for package in missing]
    with _no_daemons(), progress.step(f"Debian: {' '.join(names)}") as step:
        if not _lists_know(names):
            _update(step)
        command = [*APT, "install", "--no-install-recommends", *names]
        try:
            run(step, command, environment=QUIET)
        except CommandFailed:  # lists that are too old name versions that the mirror has dropped
            _update(step)
            run(step, command, environment=QUIET)
    gone = [package for package in missing if not package.is_there]
    if gone:
        raise CannotInstall(gone, f"{gone[0].proof} is not where its package should put it")


def _update(step: Step) -> None:
    run(step, [*APT, "update"], environment=QUIET)


def _lists_know(names: Sequence[str]) -> bool:
    answer = subprocess.run(
        ["apt-cache", "show", *names],  # noqa: S607 - apt-cache is where Debian puts it
        capture_output=True,
        check=False,
    )
    return answer.returncode == 0


@contextmanager
def _no_daemons() -> Iterator[None]:
    """Forbid the packages to start what they install; put an administrator's own policy back afterwards."""
    kept = POLICY.read_bytes() if POLICY.exists() else None
    mode = POLICY.stat().st_mode if kept is not None else 0
    if kept == POLICY_TEXT.encode():  # left by a set-up that was killed
        kept = None
    POLICY.write_text(POLICY_TEXT)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        if kept is None:
            POLICY.unlink()
        else:
            POLICY.write_bytes(kept)
            POLICY.chmod(mode)
