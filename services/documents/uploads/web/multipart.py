"""A form with files, read as it comes: nothing of a file is held or written anywhere by the reading."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from kit.errors import Invalid

MOST_PARTS = 200
MOST_OF_A_FIELD = 16 * 1024


class Malformed(Invalid):
    """提交的内容格式有误，请返回页面重新选择文件。"""


@dataclass
class Part:
    """One field or file. Its pieces come once, before the next part."""

    name: str
    filename: str | None
    _form: "Multipart"
    _is_over: bool = field(default=False, init=False)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes as they come."""
        while not self._is_over:
            what, value = await self._form.event()
            if what == "data":
                yield value
            self._is_over = what == "end"

    async def text(self) -> str:
        """A field's value."""
        held = b""
        async for piece in self.pieces():
            held += piece
            if len(held) > MOST_OF_A_FIELD:
                raise Malformed
        return held.decode(errors="replace")


class Multipart:
    """The parts of a request, one after the other."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise Malformed
        self._stream = request.stream()
        self._events: deque[tuple[str, Any]] = deque()
        self._name, self._value, self._headers = b"", b"", dict[str, str]()
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": lambda: self._events.append(("part", self._headers)),
                    "on_part_data": lambda data, start, end: self._events.append(("data", data[start:end])),
                    "on_part_end": lambda: self._events.append(("end", None)),
                    "on_end": lambda: self._events.append(("done", None)),
                },
            )
        except FormParserError as error:  # a boundary that is too long
            raise Malformed from error

    async def __aiter__(self) -> AsyncIterator[Part]:
        """Part after part; what was not read of one is skipped."""
        for _ in range(MOST_PARTS):
            what, headers = await self.event()
            if what != "part":
                return
            part = self._part(headers)
            yield part
            async for _piece in part.pieces():
                pass
        raise Malformed

    async def event(self) -> tuple[str, Any]:
        """What comes next in the form."""
        while not self._events:
            piece = await anext(self._stream, b"")
            if not piece:
                raise Malformed  # it was cut off
            try:
                self._parser.write(piece)
            except FormParserError as error:
                raise Malformed from error
        return self._events.popleft()

    def _part(self, headers: dict[str, str]) -> Part:
        _, options = parse_options_header(headers.get("content-disposition", ""))
        filename = options.get(b"filename")
        return Part(
            options.get(b"name", b"").decode(errors="replace"),
            None if filename is None else filename.decode(errors="replace"),
            self,
        )

    def _begin(self) -> None:
        self._name, self._value, self._headers = b"", b"", {}

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower().decode("latin-1")] = self._value.decode("latin-1")
        self._name, self._value = b"", b""
