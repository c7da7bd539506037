"""What parent and child say to each other."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

PIECE = 256 * 1024
TOO_HARD = "这份文件太复杂或已损坏，无法检查。请重新扫描，或用“打印为 PDF”另存一份后再上传"


class Kind(IntEnum):
    """What a frame holds."""

    READY = 0
    JOB = 1
    DATA = 2
    END = 3
    VERDICT = 4


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A file made anew; its bytes come in pieces, once."""

    media_type: str
    pages: int
    length: int
    body: AsyncIterator[bytes]


class Refused(Exception):
    """这份文件不能接受。"""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("；".join(faults))


class NoPreview(Exception):
    """这一页无法显示，请直接打开文件查看。"""


def as_json(value: Any) -> bytes:
    """A body of facts."""
    return json.dumps(value, ensure_ascii=False).encode()
