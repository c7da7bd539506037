"""What parent and child say to each other, and how the parent takes it."""

import json
import re
from collections.abc import Sequence
from enum import IntEnum

MISSING = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Kind(IntEnum):
    """What a frame holds."""

    JOB = 0
    READY = 1
    PDF = 2
    MISSING = 3
    FAULT = 4


class MissingGlyphs(Exception):
    """字体中缺字。"""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        told = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in self.characters)
        super().__init__(f"字体中没有{told}。")


class RenderingFailed(Exception):
    """文件没有生成，系统会自动重试；如仍然不行，请联系系统管理员。"""


def missing_in(diagnostic: str) -> list[str]:
    """The characters that were not displayed, from what Typst says of a failed PDF/A."""
    shown = ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(MISSING.findall(diagnostic)))
    return sorted(set(shown))


def taken(kind: int, body: bytes) -> bytes:
    """The PDF, or what stands against it as an exception."""
    match kind:
        case Kind.PDF:
            return body
        case Kind.MISSING:
            raise MissingGlyphs(json.loads(body))
        case _:
            raise RenderingFailed(body.decode())
