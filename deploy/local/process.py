"""What the stack knows of a process before it runs."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil

Group = Literal["servers", "simulators", "workflows", "services"]
Check = Callable[[psutil.Process], bool]


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process of the stack: how it is started, how it is seen to be ready, how it is stopped."""

    name: str
    group: Group
    command: tuple[str, ...]
    folder: Path
    ready: Check = field(repr=False, compare=False)
    environment: Mapping[str, str]
    ready_file: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    ready_within_seconds: float = 120.0
