"""Stamps remember from which inputs a step was done, so that it is done again only when they change."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Return one hash over names and contents of the files, and over some words."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    for word in more:
        digest.update(f"{word}\0".encode())
    return digest.hexdigest()


class Stamp:
    """The fingerprint of the last time that a step was done."""

    def __init__(self, file: Path) -> None:
        """Keep the stamp in this file."""
        self._file = file

    def matches(self, value: str) -> bool:
        """Say whether the step was done from these inputs."""
        return self._file.exists() and self._file.read_text() == value

    def put(self, value: str) -> None:
        """Remember that the step was done from these inputs."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(value)
