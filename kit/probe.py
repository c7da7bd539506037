"""python -m kit.probe PROGRAM ROLE: ends well when the process beside which it runs is ready for work."""

import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ANSWER_SECONDS = 5.0


def is_ready(program: str, role: str) -> bool:
    """Whether it has touched its file and, if it serves pages, says that it can.

    The file's folder must not outlive the process: in a container it lies in memory.
    """
    setting = f"{program}_".upper()
    if not Path(os.environ[f"{setting}READY_FILE"]).exists():
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
