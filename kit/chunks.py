"""Bytes encrypted piece by piece, so that what is large passes through little memory.

Each stream has a key of its own that encrypts nothing else, so a piece's place can be its nonce: the order of
the pieces and the end of the stream are part of what is verified.
"""

from collections.abc import AsyncIterable, AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 256 * 1024
TAG = 16


class Damaged(Exception):
    """What is stored is not what was encrypted, or was cut off."""


def new_key() -> bytes:
    """A key for one stream."""
    return AESGCM.generate_key(256)


def sealed_length(length: int) -> int:
    """How long so many bytes become."""
    return length + TAG * max(1, -(-length // PIECE))


async def sealed(key: bytes, data: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Encrypt a stream with a key that has encrypted nothing yet."""
    cipher, number = AESGCM(key), 0
    async for piece, is_last in _pieces(data, PIECE):
        yield cipher.encrypt(_nonce(number, is_last=is_last), piece, None)
        number += 1


async def opened(key: bytes, data: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Decrypt a stream; every piece is verified before it is given out."""
    cipher, number = AESGCM(key), 0
    try:
        async for piece, is_last in _pieces(data, PIECE + TAG):
            yield cipher.decrypt(_nonce(number, is_last=is_last), piece, None)
            number += 1
    except InvalidTag as error:
        raise Damaged from error


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


async def _pieces(data: AsyncIterable[bytes], size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """Pieces of one size, the last of what is left: only it may be shorter."""
    held = bytearray()
    async for some in data:
        held += some
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True
