"""A parcel: a stream of bytes under one key, of which nobody without the key reads, changes or drops a part.

The first line says in the clear what it is and for whom. Then come pieces, each encrypted with its number and
whether it is the last bound to it, so that none can be left out, doubled, put elsewhere or cut off.
"""

import io
import json
import os
import struct
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 1024 * 1024
KEY_BYTES = 32
LENGTH = struct.Struct(">I")
NUMBER = struct.Struct(">Q?")  # of a piece, and whether it is the last


class BadParcel(ValueError):
    """What was opened is no parcel, is not whole, or is under another key."""


def read_key(text: str) -> bytes:
    """A key of 32 bytes as base64, as `openssl rand -base64 32` writes it."""
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise BadParcel("not base64") from error
    if len(key) != KEY_BYTES:
        raise BadParcel("not 32 bytes")
    return key


class Sealing(io.RawIOBase):
    """Writes a parcel; whoever closes it without `seal` leaves one that nobody takes for whole."""

    def __init__(self, target: IO[bytes], key: bytes, label: Mapping[str, str], salt: bytes = b"") -> None:
        self._target, self._held, self._number = target, bytearray(), 0
        salt = salt or os.urandom(KEY_BYTES)
        line = json.dumps({**label, "salt": salt.hex()}, ensure_ascii=False, sort_keys=True).encode()
        self._cipher = _cipher(key, salt, line)
        target.write(line + b"\n")

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Take some bytes."""
        taken = bytes(data)  # type: ignore[call-overload]  # anything that has bytes in it
        self._held += taken
        while len(self._held) > PIECE:
            self._piece(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(taken)

    def seal(self) -> None:
        """Write the last piece: nothing more comes."""
        self._piece(bytes(self._held), is_last=True)
        self._held.clear()

    def _piece(self, plain: bytes, *, is_last: bool) -> None:
        place = NUMBER.pack(self._number, is_last)
        sealed = self._cipher.encrypt(_nonce(self._number), plain, place)
        self._target.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class Opening(io.RawIOBase):
    """Reads a parcel, or raises `BadParcel` at the first byte that is not as it was written."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        self._source, self._held, self._number, self._is_over = source, bytearray(), 0, False
        line = source.readline(64 * 1024).rstrip(b"\n")
        try:
            self.label: dict[str, str] = json.loads(line)
            self._cipher = _cipher(key, bytes.fromhex(self.label["salt"]), line)
        except (ValueError, KeyError, TypeError) as error:
            raise BadParcel("no parcel") from error

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """Give some bytes; none at the end."""
        room = memoryview(buffer)  # type: ignore[arg-type]  # anything that can be written into
        while not self._held and not self._is_over:
            self._held += self._piece()
        taken = min(len(room), len(self._held))
        room[:taken] = self._held[:taken]
        del self._held[:taken]
        return taken

    def end(self) -> None:
        """Read on to the last piece: it is whole."""
        while not self._is_over:
            self._piece()
        if self._source.read(1):
            raise BadParcel("something follows")

    def _piece(self) -> bytes:
        head = self._source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise BadParcel("cut off")
        (length,) = LENGTH.unpack(head)
        if length > PIECE + 16:
            raise BadParcel("no piece")
        sealed = self._source.read(length)
        if len(sealed) < length:
            raise BadParcel("cut off")
        for is_last in (False, True):
            try:
                plain = self._cipher.decrypt(_nonce(self._number), sealed, NUMBER.pack(self._number, is_last))
            except InvalidTag:
                continue
            self._number, self._is_over = self._number + 1, is_last
            return plain
        raise BadParcel("changed, or under another key")


def _cipher(key: bytes, salt: bytes, label: bytes) -> AESGCM:
    """One key for each parcel, to which its first line is bound."""
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, sha256(label).digest()).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
