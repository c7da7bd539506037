"""A city's package: a tar under one key, with a list of what it holds at its end."""

import io
import json
import os
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.parcel import BadParcel, Opening, Sealing

FORMAT, MANIFEST = "zhicheng-city-1", "manifest.json"


@dataclass
class Package:
    """One that is being written: what was put in, by name, and how many rows each table has."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def put(self, name: str, content: bytes) -> None:
        """Add a member."""
        told = tarfile.TarInfo(name)
        told.size, told.mode = len(content), 0o600
        self.tar.addfile(told, io.BytesIO(content))
        self.members[name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}

    def put_rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add a page of a table's rows, a line each."""
        number = self.pages[table]
        self.pages[table] += 1
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        self.put(f"rows/{table}/{number:06}.jsonl", text.encode())
        self.rows[table] += len(rows)


@contextmanager
def written(
    target: Path, key: bytes, label: Mapping[str, str], facts: Mapping[str, Any]
) -> Iterator[Package]:
    """A package that is whole once it stands under its name; nobody but its owner reads the file."""
    partial = target.with_name(f".{target.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sealing = Sealing(file, key, {"format": FORMAT, **label})
            with tarfile.open(fileobj=sealing, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                package = Package(tar)
                yield package
                told = {**facts, **_told(package)}
                package.put(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1).encode())
            sealing.seal()
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _told(package: Package) -> Mapping[str, Any]:
    return {"rows": dict(package.rows), "missing": package.missing, "members": dict(package.members)}


def verified(source: Path, key: bytes) -> Mapping[str, Any]:
    """What the list of a package says, once everything in it was read and is as listed; else `BadParcel`."""
    found: dict[str, dict[str, Any]] = {}
    rows: Counter[str] = Counter()
    manifest: Mapping[str, Any] | None = None
    with source.open("rb") as file:
        opening = Opening(file, key)
        if opening.label.get("format") != FORMAT:
            raise BadParcel("another format")
        with tarfile.open(fileobj=opening, mode="r|") as tar:
            for member in tar:
                content = _content(tar, member)
                if member.name == MANIFEST:
                    manifest = json.loads(content)
                    continue
                found[member.name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
                if member.name.startswith("rows/"):
                    rows["/".join(member.name.split("/")[1:3])] += len(content.splitlines())
        opening.end()
    if manifest is None or manifest["members"] != found or manifest["rows"] != dict(rows):
        raise BadParcel("not what its list says")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""
