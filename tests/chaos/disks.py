"""Disks that are full or slow, each as a context; and what this machine must let us do for it."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import ENOSPC
from pathlib import Path

import psutil
import pytest

from deploy.local.stack import Stack
from tests.chaos.faults import BEGUN_SECONDS, Fault, meanwhile

SPARE_BYTES = 400 * 1024 * 1024  # the broker wants 200 MB free for itself
IN_MEMORY = {"postgres"}  # its folder is, in tests: deploy/local/site.py
FULL_SECONDS = 30.0
SLOW_SECONDS = 60.0
PIECE = bytes(1024 * 1024)
# What the servers say to their disks. A file system that waits would need a kernel module; strace needs none.
WRITES = "fsync,fdatasync,pwrite64,pwritev"
DELAY = "20ms"  # a transaction is some twenty writes of the engine's database


def need_small_disks() -> None:
    """Skip, and say why, where a disk of our own cannot be mounted."""
    if os.geteuid() != 0:
        pytest.skip("a small disk is mounted: root only")
    probe = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)  # noqa: S607 - Debian's
    if probe.returncode:
        pytest.skip("a small disk is mounted: not in this container")


def need_slow_disks() -> None:
    """Skip, and say why, where the servers' system calls cannot be held up."""
    if shutil.which("strace") is None:
        pytest.skip("writes are held up by strace: apt-get install strace")
    if os.geteuid() != 0:
        pytest.skip("writes are held up by strace: root only")


@contextmanager
def small(stack: Stack, name: str) -> Iterator[Path]:
    """The server's folder lies on a small disk of its own while the block runs; the server stops twice."""
    folder = stack.site.data(name) if name in IN_MEMORY else stack.site.folder(name)
    disk = stack.site.folder(f"run/{name}-disk")
    stack.stop(name)
    used = sum(file.lstat().st_blocks * 512 for file in folder.rglob("*"))
    with ExitStack() as opened:
        opened.callback(stack.start, name)
        _mount("-t", "tmpfs", "-o", f"size={used + SPARE_BYTES},mode=700", "tmpfs", disk, opened=opened)
        opened.callback(_move, disk, folder)
        _copy(folder, disk)
        _mount("--bind", disk, folder, opened=opened)
        opened.callback(stack.stop, name)
        stack.start(name)
        yield folder


def _mount(*words: str | Path, opened: ExitStack) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)  # noqa: S607 - Debian's
    opened.callback(subprocess.run, ["umount", words[-1]], check=True)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)  # noqa: S607 - keeps owners and holes


def _move(source: Path, target: Path) -> None:
    for path in target.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    _copy(source, target)


def full(folder: Path) -> Fault:
    """Not a byte is left on this disk, for a while."""
    ballast = folder / "ballast"

    async def blow(_: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        try:
            await asyncio.to_thread(_fill, ballast)
            await asyncio.sleep(FULL_SECONDS)
        finally:
            ballast.unlink()

    return lambda world: meanwhile(blow(world.stack))


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(PIECE)
        except OSError as error:
            if error.errno != ENOSPC:
                raise


def slow(*names: str) -> Fault:
    """Every write of these servers to their disks takes longer, for a while."""

    async def blow(stack: Stack) -> None:
        pids = [str(process.pid) for name in names for process in _family(stack, name)]
        strace = await asyncio.create_subprocess_exec(
            *("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={WRITES}"),
            *("-e", f"inject={WRITES}:delay_enter={DELAY}"),
            *(word for pid in pids for word in ("-p", pid)),
        )
        try:
            await asyncio.sleep(SLOW_SECONDS)
            assert strace.returncode is None, "strace has ended"
        finally:
            with suppress(ProcessLookupError):
                strace.send_signal(signal.SIGTERM)
            await strace.wait()

    return lambda world: meanwhile(blow(world.stack))


def _family(stack: Stack, name: str) -> list[psutil.Process]:
    process = stack.process(name)
    assert process, f"{name} does not run"
    return [process, *process.children(recursive=True)]
