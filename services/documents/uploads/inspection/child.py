"""Looks at one file in a process of its own: python -m … MEGABYTES SECONDS; the job on standard input.

One process for one file: whatever a file does to it, it meets nobody else's. It has no keys, no addresses and
little memory, and may write no file.
"""

import sys
from io import BytesIO
from typing import Any

from kit import jobchild
from kit.jobchild import Step
from services.documents.uploads.inspection import pdf, pictures
from services.documents.uploads.inspection.answers import TOO_HARD, Refused
from services.documents.uploads.inspection.kinds import PDF, PNG, kind_of, wrong_kind


def clean(job: dict[str, Any], data: bytes, step: Step) -> tuple[dict[str, Any], bytes]:
    """What a file is and the file made anew."""
    if advice := wrong_kind(data, job["accepts"]):
        raise Refused(advice)
    kind = kind_of(data)
    if kind == PDF:
        made = pdf.clean(data, job["pages"], job["pixels"], step)
        return {"media_type": kind, "pages": made.pages, "was_signed": made.was_signed}, made.data
    cleaned = pictures.clean(data, str(kind), job["pixels"])
    return {"media_type": kind, "pages": 1, "was_signed": False}, cleaned


def preview(job: dict[str, Any], data: bytes, step: Step) -> tuple[dict[str, Any], bytes]:
    """A page as PNG."""
    step(job["page"])
    shown = pdf.picture(data, job["page"]) if kind_of(data) == PDF else pictures.picture(data, pdf.LONGEST)
    out = BytesIO()
    shown.save(out, "PNG")
    return {"media_type": PNG, "pages": 1}, out.getvalue()


def answer(job: dict[str, Any], data: bytes, step: Step) -> tuple[dict[str, Any], bytes]:
    """The verdict and what comes with it."""
    try:
        return {"clean": clean, "preview": preview}[job["what"]](job, data, step)
    except Refused as refused:
        return {"faults": refused.faults}, b""
    except MemoryError:
        return {"faults": [TOO_HARD]}, b""


if __name__ == "__main__":
    jobchild.live(answer, int(sys.argv[1]), float(sys.argv[2]))
