"""A backup's folder says itself whether it is whole, and opens for nobody without its key."""

from base64 import b64encode
from pathlib import Path

import pytest

from deploy.backup.folder import FORM, Damaged, KeyWanted, Manifest, faults_of, opened, sealed_into

RING = f"k1:{b64encode(bytes(32)).decode()}"
OTHER = f"k2:{b64encode(bytes(32)).decode()}"
CONTENTS = {"postgres/base.tar.gz": b"rows" * 100_000, "objects/objects.tar": b""}


def a_backup(folder: Path, ring: str = "") -> Manifest:
    plain, backup = folder / "plain", folder / "backup"
    for name, content in CONTENTS.items():
        (plain / name).parent.mkdir(parents=True, exist_ok=True)
        (plain / name).write_bytes(content)
    backup.mkdir()
    files = sealed_into(backup, plain, ring)
    manifest = Manifest(form=FORM, moments={}, versions={}, counts={}, files=files)
    manifest.write(backup)
    assert not [path for path in plain.rglob("*") if path.is_file()]
    return manifest


@pytest.mark.parametrize("ring", ["", RING])
def test_what_went_in_comes_out(ring: str, tmp_path: Path) -> None:
    a_backup(tmp_path, ring)
    folder = tmp_path / "backup"
    manifest = Manifest.read(folder)
    assert not list(faults_of(folder, manifest))
    with opened(folder, manifest, ring) as clear:
        assert {name: (clear / name).read_bytes() for name in CONTENTS} == CONTENTS


def test_nothing_of_an_encrypted_backup_is_readable_without_its_key(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path, RING)
    assert b"rows" not in (tmp_path / "backup/postgres/base.tar.gz").read_bytes()
    for ring in ("", OTHER):
        with pytest.raises(KeyWanted), opened(tmp_path / "backup", manifest, ring):
            pass


def test_what_is_missing_or_was_changed_is_named(tmp_path: Path) -> None:
    manifest = a_backup(tmp_path)
    folder = tmp_path / "backup"
    (folder / "objects/objects.tar").unlink()
    changed = folder / "postgres/base.tar.gz"
    changed.write_bytes(changed.read_bytes().replace(b"rows", b"cows", 1))
    assert list(faults_of(folder, manifest)) == [
        "objects/objects.tar: missing",
        "postgres/base.tar.gz: changed",
    ]


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        Manifest.read(tmp_path)
