"""Compiles papers in a process of its own: python -m … FONTS MEGABYTES SECONDS, jobs on standard input.

Neither a crash nor an endless document nor much memory can then hurt the worker.
"""

import json
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Literal

import typst

from kit.frames import HEADER, as_json, frame
from services.documents.papers.rendering.answers import Kind, missing_in

TEMPLATES = Path(__file__).parents[1]
FAMILIES = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "HanaMinA": "fonts-hanazono",
    "HanaMinB": "fonts-hanazono",
    "BabelStone Han": "fonts-babelstone-han",
}
CHARACTER = "shared/character"
STANDARD: Literal["a-2b"] = "a-2b"  # refuses a glyph that is missing instead of drawing a box


class Typesetter:
    """A compiler per template; the fonts are loaded once."""

    def __init__(self, fonts: str) -> None:
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[*fonts.split(":")]
        )
        if missing := FAMILIES.keys() - set(self._fonts.families()):
            packages = " ".join(sorted({FAMILIES[family] for family in missing}))
            sys.exit(f"DOCUMENTS_FONTS: {fonts}: no {', '.join(sorted(missing))} (Debian: {packages})")
        self._compilers: dict[str, typst.Compiler] = {}

    def warm_up(self) -> None:
        """Set the samples, so that the first real paper is as fast as the others."""
        for sample in TEMPLATES.glob("*/sample.json"):
            self.compile(sample.parent.name, sample.read_text(encoding="utf-8"))

    def compile(self, template: str, data: str) -> bytes:
        """The PDF of a template filled with data. The same data gives the same bytes."""
        return self._set(f"{template}/{template}", data)

    def _set(self, source: str, data: str) -> bytes:
        if source not in self._compilers:
            main = str(TEMPLATES / f"{source}.typ")
            self._compilers[source] = typst.Compiler(main, root=str(TEMPLATES), font_paths=self._fonts)
        pdf = self._compilers[source].compile(
            format="pdf", sys_inputs={"data": data}, pdf_standards=[STANDARD]
        )
        if not isinstance(pdf, bytes):
            raise TypeError(type(pdf))
        return pdf

    def answer(self, job: bytes) -> bytes:
        """The frame that answers a job."""
        told = json.loads(job)
        try:
            return frame(
                Kind.PDF, self.compile(told["template"], json.dumps(told["data"], ensure_ascii=False))
            )
        except typst.TypstError as error:
            characters = missing_in(error.diagnostic)
            if characters:
                alone = [one for one in characters if not self._is_displayed(one)]
                return frame(Kind.MISSING, as_json(alone or characters))
            return frame(Kind.FAULT, error.message.encode())

    def _is_displayed(self, character: str) -> bool:
        """Whether it is, when it stands alone: behind one that no font has no font is looked for."""
        try:
            self._set(CHARACTER, character)
        except typst.TypstError:
            return False
        return True


def serve(typesetter: Typesetter, jobs: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Answer one job after the other until the parent is gone."""
    typesetter.warm_up()
    answers.write(frame(Kind.READY, b""))
    answers.flush()
    while header := jobs.read(HEADER.size):
        job = jobs.read(HEADER.unpack(header)[1])
        signal.alarm(seconds)  # the default action ends the process, wherever it is
        answer = typesetter.answer(job)
        signal.alarm(0)
        answers.write(answer)
        answers.flush()


if __name__ == "__main__":
    fonts, megabytes, seconds = sys.argv[1:]
    limit = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    serve(Typesetter(fonts), sys.stdin.buffer, sys.stdout.buffer, int(seconds))
