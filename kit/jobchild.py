"""The child's side of `kit.jobs`: one job, its answer, the end. It writes no file and has a limit of memory.

Time is time of the processor, so that a busy machine changes no verdict. All of it has a limit, and each step
the one that the job says. Whoever goes beyond is ended by the system, also inside a library's own code.
"""

import json
import math
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from kit.frames import HEADER, PIECE, Kind, as_json, frame

Told = dict[str, Any]
Step = Callable[[int], None]
Answer = Callable[[Told, bytes, Step], tuple[Told, bytes]]
WAITING = 3  # as much as this times its own time may pass while others have the processor


def live(answer: Answer, megabytes: int, seconds: float) -> None:
    """Take one job from standard input, answer it, end."""
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold somebody's paper
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    serve(answer, sys.stdin.buffer, sys.stdout.buffer, seconds)


def serve(answer: Answer, sent: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """One job between two pipes."""

    def tell(*frames: bytes) -> None:
        answers.writelines(frames)
        answers.flush()

    def step(number: int) -> None:
        tell(frame(Kind.STEP, as_json(number)))
        signal.setitimer(signal.ITIMER_PROF, job["step_seconds"])

    tell(frame(Kind.READY))
    job, data = _job(sent)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))
    signal.alarm(math.ceil(seconds * WAITING))
    told, body = answer(job, data, step)
    signal.alarm(0)
    signal.setitimer(signal.ITIMER_PROF, 0)
    tell(frame(Kind.VERDICT, as_json({**told, "length": len(body)})))
    tell(*(frame(Kind.DATA, body[start : start + PIECE]) for start in range(0, len(body), PIECE)))
    tell(frame(Kind.END))


def _job(sent: BinaryIO) -> tuple[Told, bytes]:
    told: Told = {}
    data = bytearray()
    while header := sent.read(HEADER.size):
        kind, length = HEADER.unpack(header)
        body = sent.read(length)
        if kind == Kind.JOB:
            told = json.loads(body)
        elif kind == Kind.DATA:
            data += body
        else:
            return told, bytes(data)
    sys.exit()  # the parent is gone
