"""What parent and child say to each other through pipes: messages of a kind and a body."""

import json
import struct
from enum import IntEnum
from typing import Any

HEADER = struct.Struct(">BI")  # kind, length of the body
PIECE = 256 * 1024


class Kind(IntEnum):
    """What a frame of a job holds."""

    READY = 0
    JOB = 1
    DATA = 2
    END = 3
    STEP = 4
    VERDICT = 5


def frame(kind: int, body: bytes = b"") -> bytes:
    """One message."""
    return HEADER.pack(kind, len(body)) + body


def as_json(value: Any) -> bytes:
    """A body of facts."""
    return json.dumps(value, ensure_ascii=False).encode()
