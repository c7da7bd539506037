"""What the stack knows of a process before it runs, and the file in which the supervisor reads its part."""

import json
import re
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

import psutil

from deploy.local.credentials import write_private

Group = Literal["servers", "simulators", "workflows", "services"]
Check = Callable[[psutil.Process], bool]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What the supervisor knows of a process: how it is started and how it is stopped."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    ready_file: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    says_when_stuck: str = ""  # after a full disk, on and on, unless it is restarted
    stuck_after_seconds: float = 60.0
    says_when_torn: str = ""  # once, when a write failed that may not be followed by others


@dataclass(frozen=True, kw_only=True)
class Process(Watched):
    """One process of the stack: also whose it is, and how it is seen to be ready."""

    group: Group
    ready: Check = field(repr=False, compare=False)
    ready_within_seconds: float = 300.0  # all at once, for the first time, on a busy machine

    @property
    def kind(self) -> str:
        """Return the name that it has in common with others of its kind."""
        return re.sub(r"\.\d+$", "", self.name)


def write_table(file: Path, processes: Iterable[Watched]) -> None:
    """Write down what is to be watched; environments hold passwords."""
    names = [field.name for field in fields(Watched)]
    rows = [{name: getattr(process, name) for name in names} for process in processes]
    write_private(file, json.dumps(rows, default=str, ensure_ascii=False))


def read_table(file: Path) -> list[Watched]:
    """Read what is to be watched."""
    return [
        Watched(
            **{
                **row,
                "command": tuple(row["command"]),
                "folder": Path(row["folder"]),
                "ready_file": Path(row["ready_file"]) if row["ready_file"] else None,
                "stop_signal": signal.Signals(row["stop_signal"]),
            }
        )
        for row in json.loads(file.read_text())
    ]
