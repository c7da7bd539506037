"""Decodes one photo in a process of its own: python -m … MEGABYTES SECONDS; the job on standard input."""

import sys
from dataclasses import asdict
from typing import Any

from kit import jobchild
from kit.jobchild import Step
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.imaging.inspecting import inspect


def answer(job: dict[str, Any], data: bytes, _: Step) -> tuple[dict[str, Any], bytes]:
    """The findings; for an upload also the photo made anew."""
    rule = PhotoRule.from_words(job["rule"])
    if job["what"] == "check":
        return {"checks": [asdict(check) for check in check_photo(data, rule)]}, b""
    found = inspect(data, rule)
    told = {"checks": [asdict(check) for check in found.checks]}
    return {**told, "width": found.width, "height": found.height}, found.photo


if __name__ == "__main__":
    jobchild.live(answer, int(sys.argv[1]), float(sys.argv[2]))
