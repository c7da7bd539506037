"""A process to be killed: says numbered lines, and keeps beside the log how many it has said."""

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

HOLD = "import os, time\nwhile os.getppid() == {parent}: time.sleep(0.05)"


def main(ledger: Path, ready: Path, lines: int, kind: str) -> None:
    """Say so many lines, sleep a little, and again, for ever."""
    life = f"{os.getpid()}.{time.monotonic_ns()}"
    count = os.open(ledger / life, os.O_CREAT | os.O_WRONLY)
    if kind == "parent":  # of one who inherits the pipe to the supervisor and outlives the death a little
        subprocess.Popen([sys.executable, "-ISc", HOLD.format(parent=os.getpid())])
    ready.touch()
    for number in itertools.count(1):
        os.write(1 + number % 2, f"life {life} line {number} {'.' * 200}\n".encode())
        os.pwrite(count, f"{number:012}".encode(), 0)
        if number % lines == 0:
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
