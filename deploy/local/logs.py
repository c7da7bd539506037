"""The one log: what all processes say, each line with its process's name in front."""

import os
import time
from collections.abc import Callable, Iterator
from logging import LogRecord, makeLogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

NAME_WIDTH = 20
FILE_BYTES = 20_000_000
FILES_KEPT = 4
LONGEST_LINE = 16_384


class Log:
    """The log's files, which are rotated."""

    def __init__(self, file: Path) -> None:
        """Append to this file."""
        self._handler = RotatingFileHandler(
            file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8"
        )

    def write(self, name: str, line: str) -> None:
        """Write one line of a process."""
        self._handler.emit(_record(f"{name:<{NAME_WIDTH}} | {line}"))


class Voice:
    """What one process says in one life, cut into lines."""

    def __init__(self, name: str, log: Log, hear: Callable[[bytes], None] = lambda _: None) -> None:
        """Write to the log under this name; `hear` gets each line too."""
        self._name = name
        self._log = log
        self._hear = hear
        self._open = b""

    def say(self, piece: bytes) -> None:
        """Take a piece of output; a line that is not ended yet waits for its end."""
        *lines, self._open = (self._open + piece).split(b"\n")
        for line in lines:
            self._write(line)
        if len(self._open) > LONGEST_LINE:
            self.end()

    def end(self) -> None:
        """Write what was left without an end."""
        if self._open:
            self._write(self._open)
        self._open = b""

    def _write(self, line: bytes) -> None:
        self._log.write(self._name, line.decode(errors="replace").rstrip())
        self._hear(line)


def last_lines(file: Path, count: int, name: str = "") -> list[str]:
    """Return the last lines of one process, or of all."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", errors="replace") as log:
        lines = [line.rstrip("\n") for line in log if _is_from(line, name)]
    return lines[-count:]


def follow(file: Path, name: str = "") -> Iterator[str]:
    """Return new lines as they come, for ever, through rotations of the file."""
    log = file.open(encoding="utf-8", errors="replace")
    log.seek(0, 2)
    while True:
        line = log.readline()
        if line:
            if _is_from(line, name):
                yield line.rstrip("\n")
        elif _was_rotated(log, file):
            log.close()
            log = file.open(encoding="utf-8", errors="replace")
        else:
            time.sleep(0.2)


def _was_rotated(log: TextIO, file: Path) -> bool:
    return file.exists() and os.fstat(log.fileno()).st_ino != file.stat().st_ino


def _is_from(line: str, name: str) -> bool:
    return line.startswith(name) if name else True


def _record(line: str) -> LogRecord:
    return makeLogRecord({"msg": line})
