"""A backup's folder: a manifest, and the files that it names, each with its SHA-256, encrypted if asked."""

import asyncio
import hashlib
import shutil
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from kit import chunks
from kit.crypto import FieldCipher

FORM = 1
NAME = "manifest.json"
PIECE = 1024 * 1024


class Damaged(Exception):
    """The folder is no backup, or not the one that was made."""


class KeyWanted(Exception):
    """The backup is encrypted, and the key that opens it was not given."""


@dataclass(frozen=True, kw_only=True)
class File:
    """One file of a backup; `key` is the file's own, wrapped, if it is encrypted."""

    path: str
    size: int
    sha256: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds, of which moments, made by which versions."""

    form: int
    moments: dict[str, datetime]
    versions: dict[str, str]
    counts: dict[str, int]
    files: tuple[File, ...] = field(default=())

    @property
    def size(self) -> int:
        """Return how many bytes all files have."""
        return sum(file.size for file in self.files)

    def write(self, folder: Path) -> None:
        """Write it last: a folder without it is no backup."""
        fresh = folder / f"{NAME}.new"
        fresh.write_bytes(_MANIFEST.dump_json(self, indent=2))
        fresh.replace(folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read what was written, or say that it is none of ours."""
        try:
            manifest = _MANIFEST.validate_json((folder / NAME).read_bytes())
        except (OSError, ValidationError) as error:
            raise Damaged(f"{folder}: no readable {NAME}") from error
        if manifest.form > FORM:
            raise Damaged(f"{folder}: written by a newer version")
        return manifest


_MANIFEST = TypeAdapter(Manifest)


def sealed_into(folder: Path, plain: Path, ring: str) -> tuple[File, ...]:
    """Move every file below `plain` into the backup, encrypted if there is a ring of keys."""
    files = sorted(path for path in plain.rglob("*") if path.is_file())
    return tuple(_sealed(folder, path, path.relative_to(plain), ring) for path in files)


def _sealed(folder: Path, source: Path, path: Path, ring: str) -> File:
    target = folder / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wrapped = ""
    if ring:
        key = chunks.new_key()
        wrapped = FieldCipher(ring).encrypt(b64encode(key).decode())
        asyncio.run(_write(target, chunks.sealed(key, _pieces(source))))
        source.unlink()
    else:
        shutil.move(source, target)
    return File(path=str(path), size=target.stat().st_size, sha256=digest(target), key=wrapped)


def faults_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Tell which files are missing or not what was written."""
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            yield f"{file.path}: missing"
        elif path.stat().st_size != file.size or digest(path) != file.sha256:
            yield f"{file.path}: changed"


@contextmanager
def opened(folder: Path, manifest: Manifest, ring: str, *, below: Path | None = None) -> Iterator[Path]:
    """Give a folder with the files in the clear; it is gone afterwards."""
    if not any(file.key for file in manifest.files):
        yield folder
        return
    if not ring:
        raise KeyWanted(f"{folder} is encrypted: --key-file")
    with TemporaryDirectory(prefix="backup-", dir=below) as name:
        for file in manifest.files:
            target = Path(name) / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                key = b64decode(FieldCipher(ring).decrypt(file.key))
                asyncio.run(_write(target, chunks.opened(key, _pieces(folder / file.path))))
            except KeyError as error:
                raise KeyWanted(f"{file.path}: encrypted with the key {error}, which is not given") from error
            except chunks.Damaged as error:
                raise Damaged(f"{file.path}: cannot be decrypted") from error
        yield Path(name)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


async def _write(path: Path, pieces: AsyncIterator[bytes]) -> None:
    with path.open("wb") as file:
        async for piece in pieces:
            file.write(piece)
