"""The object store: every version of every object, oldest first, through the store's own door.

What was put under a key lies in a tar file under `bucket/key`; so a restore writes the same in the same order
into any store that speaks S3, and locks it anew. No name of the store's own (ids of versions) is kept: nobody
refers to one.
"""

import io
import tarfile
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, cast

from minio import Minio

from deploy.buckets import CASES, KEYS, UPLOADS
from deploy.local import seaweed
from deploy.local.site import Site

FOLDER = "objects"
FILE = "objects.tar"
REMOVAL = "zhicheng.removal"  # the note that what lay here was deleted


def back_up(site: Site, target: Path) -> Counter[str]:
    """Copy everything; return how many objects each bucket has."""
    target.mkdir(parents=True)
    store, found = seaweed.client(site), Counter[str]()
    with tarfile.open(target / FILE, "w", format=tarfile.PAX_FORMAT) as tar:
        for bucket in (UPLOADS, CASES, KEYS):
            for one in _versions(store, bucket):
                entry = tarfile.TarInfo(f"{bucket}/{one.object_name}")
                if one.is_delete_marker:
                    entry.pax_headers = {REMOVAL: "1"}
                    tar.addfile(entry)
                    continue
                with _fetched(store, bucket, one) as body:
                    data = body.read()
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
                found[bucket] += 1
    return found


def put_back(source: Path, site: Site) -> int:
    """Put all of it into the store, which is empty."""
    store, count = seaweed.client(site), 0
    with tarfile.open(source / FILE) as tar:
        for entry in tar:
            bucket, _, key = entry.name.partition("/")
            if REMOVAL in entry.pax_headers:
                store.remove_object(bucket, key)
            else:
                body = cast("IO[bytes]", tar.extractfile(entry))
                store.put_object(bucket, key, cast("Any", body), entry.size)
                count += 1
    return count


def read(source: Path) -> Iterator[tuple[str, str, str]]:
    """Give bucket, key and SHA-256 of everything in the file."""
    with tarfile.open(source / FILE) as tar:
        for entry in tar:
            if REMOVAL not in entry.pax_headers:
                bucket, _, key = entry.name.partition("/")
                body = cast("IO[bytes]", tar.extractfile(entry))
                yield bucket, key, sha256(body.read()).hexdigest()


def keep_newer(site: Site, source: Path, target: Path) -> int:
    """Copy what the store, as it is now, has locked and the backup has not: no restore takes that back.

    Who was erased is noted there, and what was decided is sealed there; so it is older than no backup.
    """
    store, count = seaweed.client(site), 0
    known = {(bucket, key) for bucket, key, _ in read(source)}
    target.mkdir()
    with tarfile.open(target / FILE, "w", format=tarfile.PAX_FORMAT) as tar:
        for one in store.list_objects(CASES, recursive=True):
            if (CASES, one.object_name) in known:
                continue
            entry = tarfile.TarInfo(f"{CASES}/{one.object_name}")
            with _fetched(store, CASES, one) as body:
                data = body.read()
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
            count += 1
    return count


def _versions(store: Minio, bucket: str) -> Iterator[Any]:
    """Give all versions; those of one key, which come newest first, the other way round."""
    held: list[Any] = []
    for one in store.list_objects(bucket, recursive=True, include_version=True):
        if held and held[-1].object_name != one.object_name:
            yield from reversed(held)
            held = []
        held.append(one)
    yield from reversed(held)


class _fetched:  # noqa: N801 - used as a statement
    """The body of an object while it is read."""

    def __init__(self, store: Minio, bucket: str, one: Any) -> None:
        self._response = store.get_object(bucket, one.object_name, version_id=one.version_id)

    def __enter__(self) -> Any:
        return self._response

    def __exit__(self, *_: object) -> None:
        self._response.close()
        self._response.release_conn()
