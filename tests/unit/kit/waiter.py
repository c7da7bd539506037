"""A child that answers a job when a file is there, or at once when none is named."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from kit import jobchild
from kit.jobchild import Step


def answer(job: dict[str, Any], data: bytes, step: Step) -> tuple[dict[str, Any], bytes]:
    for number in range(1, job.get("steps", 0) + 1):
        step(number)
    if job.get("abort"):
        os.abort()
    while job.get("spin"):
        pass
    while (until := job.get("until")) and not Path(until).exists():
        time.sleep(0.01)
    return {"said": job["say"]}, data


if __name__ == "__main__":
    jobchild.live(answer, int(sys.argv[1]), float(sys.argv[2]))
