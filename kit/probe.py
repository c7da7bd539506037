"""python -m kit.probe PROGRAM ROLE: ends well when the process beside which it runs is ready for work."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from kit.clock import now

ANSWER_SECONDS = 5.0
STANDS_STILL_SECONDS = 60.0  # a process of ours touches its file six times in it (kit/process.py)


def is_ready(program: str, role: str) -> bool:
    """Whether it has touched its file, goes on touching it and, if it serves pages, says that it can.

    The file's folder must not outlive the process: in a container it lies in memory. A stand-in for the
    world, which has no role, touches it once.
    """
    setting = f"{program}_".upper()
    file = Path(os.environ[f"{setting}READY_FILE"])
    if not file.exists() or (role and now().timestamp() - file.stat().st_mtime > STANDS_STILL_SECONDS):
        return False
    return role != "api" or _answers(int(os.environ[f"{setting}PORT"]))


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(*sys.argv[1:]) else 1)
