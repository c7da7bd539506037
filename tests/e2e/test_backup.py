"""A backup of the running platform: whole when it was made, and not when anything of it is missing."""

import asyncio
import tarfile
from dataclasses import replace
from pathlib import Path

from deploy.backup import making, objects, verifying
from deploy.backup.folder import Manifest, digest
from deploy.buckets import CASES
from deploy.local.stack import Stack
from tests.e2e.conftest import Begin

OBJECTS = f"{objects.FOLDER}/{objects.FILE}"


async def test_a_backup_is_whole_and_tells_what_is_missing(
    stack: Stack, begin: Begin, tmp_path: Path
) -> None:
    journey = await begin()
    await journey.go(journey.declaring())
    folder = tmp_path / "backup"
    manifest = await asyncio.to_thread(making.make, stack, folder)
    assert manifest.counts["workflows"] > 0
    assert manifest.moments["workflows"] < manifest.moments["databases"] < manifest.moments["objects"]
    assert await asyncio.to_thread(verifying.verify, folder) == []

    _lose_a_section(folder, str(journey.application_id))
    (fault,) = await asyncio.to_thread(verifying.verify, folder)
    assert f"case {journey.application_id}" in fault
    (folder / OBJECTS).write_bytes(b"")
    assert await asyncio.to_thread(verifying.verify, folder) == [f"{OBJECTS}: changed"]


def _lose_a_section(folder: Path, case_id: str) -> None:
    """One object less, and a manifest that says nothing of it."""
    fresh, is_lost = folder / "fresh.tar", False
    with tarfile.open(folder / OBJECTS) as old, tarfile.open(fresh, "w", format=tarfile.PAX_FORMAT) as new:
        for entry in old:
            if not is_lost and entry.name.startswith(f"{CASES}/") and case_id in entry.name:
                is_lost = True
                continue
            new.addfile(entry, old.extractfile(entry))
    assert is_lost
    fresh.replace(folder / OBJECTS)
    manifest = Manifest.read(folder)
    files = tuple(
        replace(file, size=(folder / OBJECTS).stat().st_size, sha256=digest(folder / OBJECTS))
        if file.path == OBJECTS
        else file
        for file in manifest.files
    )
    replace(manifest, files=files).write(folder)
