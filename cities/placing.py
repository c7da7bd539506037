"""Puts a city's folder where the processes read it, at one stroke."""

import ctypes
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

APPLIED = ".applied"  # marks a folder that was put here by hand; bringing the local stack up leaves it alone
LEFT_OUT = shutil.ignore_patterns("*.py", "__pycache__", ".*")
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def place(folder: Path, target: Path) -> None:
    """Copy the folder, then exchange it for the one in use: a reader sees the old one or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(mkdtemp(prefix=".applying-", dir=target.parent))
    try:
        fresh = room / target.name
        shutil.copytree(folder, fresh, ignore=LEFT_OUT)
        (fresh / APPLIED).touch()
        room.chmod(0o755)
        if target.exists():
            _exchange(fresh, target)
        else:
            fresh.rename(target)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def mark(target: Path) -> None:
    """A folder that was edited where it lies is applied again; running processes take it up."""
    if (target / APPLIED).exists():
        (target / APPLIED).touch()


def _exchange(one: Path, other: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))
