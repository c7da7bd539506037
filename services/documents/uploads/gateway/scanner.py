"""The virus scanner: clamd's INSTREAM, piece by piece.

The client libraries read from a file that blocks; ours takes a stream, so that a file is never held whole.
"""

import asyncio
import contextlib
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterable
from urllib.parse import urlsplit

from kit.errors import Unavailable

LENGTH = struct.Struct(">I")
LONGEST_ANSWER = 4096
SECONDS = 60
PORT = 3310


class Scanner:
    """A scanner at tcp://host:port."""

    def __init__(self, url: str) -> None:
        told = urlsplit(url)
        if told.scheme != "tcp" or not told.hostname:
            raise ValueError("DOCUMENTS_SCANNER_URL: tcp://host:port")
        self._host, self._port = told.hostname, told.port or PORT

    async def found_in(self, data: AsyncIterable[bytes]) -> str | None:
        """The name of what was found; none when the file is clean. `Unavailable` when it does not answer."""
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await asyncio.open_connection(self._host, self._port)
                try:
                    return _verdict(await _asked(reader, writer, data))
                finally:
                    writer.close()
        except (OSError, TimeoutError, EOFError) as error:
            raise Unavailable from error


async def _asked(reader: StreamReader, writer: StreamWriter, data: AsyncIterable[bytes]) -> str:
    with contextlib.suppress(ConnectionError):  # it may have said enough, and says why below
        writer.write(b"zINSTREAM\0")
        async for piece in data:
            if piece:
                writer.write(LENGTH.pack(len(piece)) + piece)
                await writer.drain()
        writer.write(LENGTH.pack(0))
        await writer.drain()
    return (await reader.read(LONGEST_ANSWER)).rstrip(b"\0\n").decode(errors="replace")


def _verdict(answer: str) -> str | None:
    told = answer.removeprefix("stream: ")
    if told == "OK":
        return None
    if told.endswith(" FOUND"):
        return told.removesuffix(" FOUND")
    raise EOFError(answer)  # an error of its own, or nothing: nobody has looked at the file
