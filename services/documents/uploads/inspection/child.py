"""Looks at one file in a process of its own: python -m … MEGABYTES SECONDS; the job on standard input.

One process for one file: whatever a file does to it, it meets nobody else's. It has no keys, no addresses and
little memory, and may write no file.
"""

import json
import resource
import signal
import sys
from io import BytesIO
from typing import Any, BinaryIO

from kit.children import HEADER, frame
from services.documents.uploads.inspection import pdf, pictures
from services.documents.uploads.inspection.answers import PIECE, TOO_HARD, Kind, Refused, as_json
from services.documents.uploads.inspection.kinds import PDF, PNG, kind_of, wrong_kind

LONGEST = 1400


def clean(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """What a file is and the file made anew."""
    if advice := wrong_kind(data[:16], job["accepts"]):
        raise Refused(advice)
    kind = kind_of(data)
    if kind == PDF:
        cleaned, pages = pdf.clean(data, job["pages"])
    else:
        cleaned, pages = pictures.clean(data, str(kind), job["pixels"]), 1
    return {"media_type": kind, "pages": pages}, cleaned


def preview(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """A page as PNG."""
    shown = (
        pdf.picture(data, job["page"], LONGEST) if kind_of(data) == PDF else pictures.picture(data, LONGEST)
    )
    out = BytesIO()
    shown.save(out, "PNG")
    return {"media_type": PNG, "pages": 1}, out.getvalue()


def answer(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The verdict and what comes with it."""
    try:
        told, body = {"clean": clean, "preview": preview}[job["what"]](job, data)
    except Refused as refused:
        return {"faults": refused.faults}, b""
    except MemoryError:
        return {"faults": [TOO_HARD]}, b""
    return {**told, "length": len(body)}, body


def _job(sent: BinaryIO) -> tuple[dict[str, Any], bytes]:
    told: dict[str, Any] = {}
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


def serve(sent: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Take one job, answer it, end."""
    answers.write(frame(Kind.READY))
    answers.flush()
    job, data = _job(sent)
    signal.alarm(seconds)  # the default action ends the process, wherever it is
    told, body = answer(job, data)
    signal.alarm(0)
    answers.write(frame(Kind.VERDICT, as_json(told)))
    answers.writelines(frame(Kind.DATA, body[start : start + PIECE]) for start in range(0, len(body), PIECE))
    answers.write(frame(Kind.END))
    answers.flush()


if __name__ == "__main__":
    megabytes, seconds = map(int, sys.argv[1:])
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold somebody's paper
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds)
