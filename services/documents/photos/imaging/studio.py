"""The parent's side: a process for each photo, the next ones started ahead."""

from collections.abc import AsyncIterator, Hashable
from datetime import timedelta
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from kit.jobs import GaveUp, Jobs
from kit.remembered import Remembered
from services.documents.photos.domain.rules import Check, Inspection, PhotoRule

CHILD = "services.documents.photos.imaging.child"
MOST_HELD = 8  # photos of one person in memory, while they wait
REMEMBERED, FOR = 10_000, timedelta(hours=1)
TOO_HARD = Check(
    rule="A4.2",
    ok=False,
    measured="无法检查",
    allowed="完整的 JPEG 图片（JPG 或 JPEG）",
    message="照片太复杂或已损坏，无法检查。请用看图软件打开原照片，另存为普通 JPG 后重新上传。",
)


class Studio:
    """Inspects photos side by side, as many as there are children. Use as a context."""

    def __init__(self, *, children: int = 1, megabytes: int = 1024, seconds: float = 10) -> None:
        self.jobs = Jobs(CHILD, children=children, megabytes=megabytes, seconds=seconds, longest=MOST_HELD)
        self._failed = Remembered[bytes, bool](REMEMBERED, FOR)

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        await self.jobs.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self.jobs.__aexit__(kind, error, trace)

    async def inspect(self, key: Hashable, data: bytes, rule: PhotoRule) -> Inspection:
        """What is wrong with an upload, or the photo made anew; the key is whoever sent it."""
        told, photo = await self._asked(key, "inspect", data, rule)
        size = {"width": told.get("width", 0), "height": told.get("height", 0)}
        return Inspection(checks=_checks(told), photo=photo, **size)

    async def check(self, key: Hashable, data: bytes, rule: PhotoRule) -> tuple[Check, ...]:
        """A photo that is kept, held against a rule."""
        told, _ = await self._asked(key, "check", data, rule)
        return _checks(told)

    async def _asked(
        self, key: Hashable, what: str, data: bytes, rule: PhotoRule
    ) -> tuple[dict[str, Any], bytes]:
        """What costs too much is refused, and for a while without another look."""
        content = sha256(data).digest()
        if self._failed.get(content):
            return {}, b""
        try:
            job = {"what": what, "rule": rule.in_words()}
            async with self.jobs.asked(key, job, _once(data)) as (told, body):
                return told, b"".join([piece async for piece in body])
        except GaveUp:
            self._failed.put(content, value=True)
            return {}, b""


def _checks(told: dict[str, Any]) -> tuple[Check, ...]:
    return tuple(Check(**one) for one in told["checks"]) if told else (TOO_HARD,)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
