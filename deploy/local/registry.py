"""What runs now: written by the supervisor at every start of a process, read by everybody else."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, kw_only=True)
class Running:
    """One life of a process."""

    pid: int
    ticks: int
    restarts: int

    def process(self) -> psutil.Process | None:
        """Return the process, if it still is the one that was started."""
        try:
            process = psutil.Process(self.pid)
            if process.status() != psutil.STATUS_ZOMBIE and _ticks(self.pid) == self.ticks:
                return process
        except (psutil.Error, FileNotFoundError):
            pass
        return None


class Registry:
    """Name → life, in one file."""

    def __init__(self, file: Path) -> None:
        """Keep the lives in this file."""
        self._file = file

    def read(self) -> dict[str, Running]:
        """Return the latest life of every process that was started."""
        if not self._file.exists():
            return {}
        lives = json.loads(self._file.read_text())
        return {name: Running(**life) for name, life in lives.items()}

    def alive(self) -> Iterator[tuple[str, Running, psutil.Process]]:
        """Return those that run."""
        for name, running in self.read().items():
            process = running.process()
            if process is not None:
                yield name, running, process

    def put(self, name: str, pid: int, restarts: int) -> None:
        """Remember that a life began, or with pid 0 that none could."""
        life = Running(pid=pid, ticks=_ticks(pid) if pid else 0, restarts=restarts)
        lives = {**self.read(), name: life}
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps({key: asdict(value) for key, value in lives.items()}))
        fresh.replace(self._file)

    def clear(self) -> None:
        """Forget everything."""
        self._file.unlink(missing_ok=True)


def _ticks(pid: int) -> int:
    """Return when a process began, in the kernel's ticks: unlike the time of day, nobody sets them."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
