"""Parts of the house by themselves, each beside the least that the same thing can cost."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import chinese_calendar
import numpy as np
import numpy.typing as npt
from pikepdf import Pdf
from PIL import Image

from deploy.demo.portrait import portrait
from kit.calendar import Workdays
from kit.frames import PIECE
from services.documents.papers.rendering import Renderer
from services.documents.papers.rendering.child import TEMPLATES, Typesetter
from services.documents.photos.imaging.checks import check_photo
from services.documents.settings import Settings
from services.documents.uploads.inspection import pdf
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.inspection.kinds import PDF
from tests.bench.measures import Measure, milliseconds, timed, timed_here

LIMIT = 1024 * 1024  # a photo must be smaller (A4.3)
SIZE = (1290, 1659)
FILE = 19 * LIMIT
POSTED, DAYS = date(2022, 9, 28), 5
FORM = "review_form"
SHARES = (0.5, 0.95)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


async def measure() -> list[Measure]:
    """Photo, review form, a large file, working days."""
    return [*photo(), *await review_form(), *await inspection(), workdays()]


def photo() -> list[Measure]:
    """All checks of the largest photo, beside decoding it."""
    data = large_photo()
    if not all(check.ok for check in check_photo(data)):
        raise AssertionError("the photo must pass")
    checks = timed_here(20, lambda: check_photo(data))
    decoding = timed_here(20, lambda: Image.open(BytesIO(data)).load())
    name = f"photo check, {len(data) // 1024} K, {SIZE[0]} × {SIZE[1]}"
    return milliseconds("parts", name, checks, SHARES, ("decoding alone", decoding))


def large_photo() -> bytes:
    """The demo's portrait, enlarged, with as much grain as makes the largest file that is allowed."""
    image = Image.open(BytesIO(portrait())).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    pixels = np.asarray(image).astype(np.int16)
    is_person = pixels.min(axis=2, keepdims=True) < 200
    grain = np.random.default_rng(1).normal(0, 1, (*pixels.shape[:2], 1)) * is_person
    files = (_jpeg(pixels + strength * grain) for strength in range(60, 0, -2))
    return next(data for data in files if len(data) < LIMIT)


def _jpeg(pixels: npt.NDArray[np.float64]) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


async def review_form() -> list[Measure]:
    """A warm renderer, a different person each time, beside the typesetter without a process of its own."""
    fonts: str = Settings.model_fields["fonts"].default
    sample = json.loads((TEMPLATES / FORM / "sample.json").read_text(encoding="utf-8"))
    people = (_of_person(sample, number) for number in count())
    here = Typesetter(fonts)
    async with Renderer(fonts) as renderer:
        rendering = await timed(15, lambda: renderer.render("bench", FORM, next(people)))
    bare = timed_here(15, lambda: here.compile(FORM, json.dumps(next(people), ensure_ascii=False)))
    return milliseconds("parts", "review form, PDF, warm", rendering, SHARES, ("Typst in this process", bare))


def _of_person(told: Any, number: int) -> Any:
    """The sample with a number behind every Chinese text, so that nothing is known from the one before."""
    if isinstance(told, dict):
        return {key: _of_person(value, number) for key, value in told.items()}
    if isinstance(told, list):
        return [_of_person(value, number) for value in told]
    return f"{told}{number}" if isinstance(told, str) and CHINESE.search(told) else told


def pdf_of(size: int) -> bytes:
    """A PDF of one page that is a little larger than this; never the same twice."""
    with Pdf.new() as made:
        made.add_blank_page().obj.Noise = made.make_stream(np.random.default_rng().bytes(size))
        out = BytesIO()
        made.save(out)
    return out.getvalue()


async def inspection() -> list[Measure]:
    """A file of nearly the largest size cleaned in a process of its own, beside the same without one."""
    data, number = pdf_of(FILE), count()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE]

    async def inspect() -> None:
        async with inspector.clean(
            "bench", str(next(number)), pieces(), accepts=(PDF,), pages=1, pixels=1
        ) as found:
            async for _ in found.body:
                pass

    async with Inspector(children=1) as inspector:
        inspecting = await timed(5, inspect, warm=1)
    bare = timed_here(5, lambda: pdf.clean(data, 1, 1, lambda _: None), warm=1)
    name = f"file check, PDF of {len(data) // LIMIT} M"
    return milliseconds("parts", name, inspecting, SHARES, ("cleaning in this process", bare))


def workdays() -> Measure:
    """The end of a publicity, beside asking the library day by day."""
    calendar = Workdays()
    ours = timed_here(2000, lambda: calendar.add(POSTED, DAYS), warm=100)
    bare = timed_here(2000, _naive, warm=100)
    return Measure(
        area="parts",
        what=f"workdays.add, {DAYS} days, p50",
        value=ours.middle * 1e6,
        unit="µs",
        samples=len(ours),
        baseline=bare.middle * 1e6,
        against="a loop over the library",
    )


def _naive() -> date:
    day, left = POSTED, DAYS
    while left:
        day += timedelta(1)
        left -= chinese_calendar.is_workday(day)
    return day
