"""Runs a command of the set-up: its last line is shown while it runs, its end when it fails."""

import os
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.setup.progress import Step

SHOWN_LINES = 40


class CommandFailed(Exception):
    """A command ended with an error."""

    def __init__(self, command: Sequence[str], status: int, lines: Sequence[str]) -> None:
        """Keep what the command said last."""
        said = "\n".join(f"    {line}" for line in lines)
        super().__init__(f"`{' '.join(command)}` ended with status {status}\n{said}")


def run(
    step: Step,
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> None:
    """Run the command; raise `CommandFailed` with its last lines when it fails."""
    lines: deque[str] = deque(maxlen=SHOWN_LINES)
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            step.say(line)
    if process.returncode:
        raise CommandFailed(command, process.returncode, lines)
