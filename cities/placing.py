"""Puts a city's folder where the processes read it, at one stroke."""

import ctypes
import errno
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

APPLIED = ".applied"  # marks a folder that was put here by hand; bringing the local stack up leaves it alone
LEFT_OUT = shutil.ignore_patterns("*.py", "__pycache__", ".*")
AT_FDCWD, RENAME_EXCHANGE = -100, 2
CANNOT_EXCHANGE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})  # volumes over the network


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
            _exchange(fresh, target, room / "before")
        else:
            fresh.rename(target)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def mark(target: Path) -> None:
    """A folder that was edited where it lies is applied again; running processes take it up."""
    if (target / APPLIED).exists():
        (target / APPLIED).touch()


def _exchange(fresh: Path, target: Path, before: Path) -> None:
    number = _renamed_at_once(fresh, target)
    if number in CANNOT_EXCHANGE:
        # For a moment there is no folder: running processes go on with what they had.
        target.rename(before)
        fresh.rename(target)
    elif number:
        raise OSError(number, os.strerror(number), str(target))


def _renamed_at_once(fresh: Path, target: Path) -> int:
    """Exchange two folders; the number of the error, or 0."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(fresh), os.fsencode(target)
    is_done = libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0
    return 0 if is_done else ctypes.get_errno()
