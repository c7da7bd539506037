"""The object store. The SDK blocks, so it runs in threads of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO, RawIOBase
from typing import Any, BinaryIO, TypeVar, cast

import urllib3
from minio import Minio
from minio.error import S3Error

from kit.db import without_connection
from kit.errors import Unavailable
from kit.settings import ServiceSettings

THREADS = 8
PIECE = 256 * 1024
PART = 5 * 1024 * 1024  # the least that S3 takes as a part; what of a stream is held in memory
T = TypeVar("T")


def content_key(prefix: str, data: bytes) -> tuple[str, str]:
    """Where these bytes belong, and their SHA-256 (hex): the same bytes have the same key."""
    digest = sha256(data).hexdigest()
    return f"{prefix}/{digest}", digest


class BlobMissing(Exception):
    """There is no object under this key."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One of the things that were written under a key; `is_removal`: the note that it was deleted."""

    id: str
    is_removal: bool


class NotStored(Unavailable):
    """文件没有保存：存储服务暂时不能写入，可能是空间不足。请保留您的文件，稍后再上传；多次不成功请告知系统管理员。"""


class _Feed(RawIOBase):
    """A stream of the event loop, as the file that a thread of the SDK reads."""

    def __init__(self, data: AsyncIterator[bytes]) -> None:
        self._data = data
        self._loop = asyncio.get_running_loop()
        self._held = bytearray()

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or what is left."""
        while size < 0 or len(self._held) < size:
            more = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
            if not more:
                break
            self._held += more
        taken = bytes(self._held[:size] if size >= 0 else self._held)
        del self._held[: len(taken)]
        return taken

    async def _next(self) -> bytes:
        async for piece in self._data:
            if piece:
                return piece
        return b""


class Blobs:
    """Objects by bucket and key: "cases" (locked against deletion), "keys" (versions are kept), "uploads"."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._client = Minio(
            settings.blob_endpoint,
            access_key=settings.blob_access_key.get_secret_value(),
            secret_key=settings.blob_secret_key.get_secret_value(),
            secure=settings.blob_secure,
            region="us-east-1",
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=5, read=20), retries=urllib3.Retry(2), maxsize=THREADS
            ),
        )
        self._prefix = settings.blob_bucket_prefix
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="blobs")

    def _bucket(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    async def _run(self, call: Callable[[], T], *, otherwise: type[Unavailable] = Unavailable) -> T:
        without_connection("asking the object store")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except S3Error as error:
            if error.code in {"NoSuchKey", "NoSuchObject"}:
                raise BlobMissing(error.object_name) from error
            raise otherwise from error
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise otherwise from error

    async def put(
        self, bucket: str, key: str, data: bytes, content_type: str = "application/octet-stream"
    ) -> None:
        """Store bytes. A content-addressed key that is there already is left alone."""
        if not await self.exists(bucket, key):
            await self.replace(bucket, key, data, content_type)

    async def replace(
        self, bucket: str, key: str, data: bytes, content_type: str = "application/octet-stream"
    ) -> None:
        """Store bytes, over whatever is there."""
        await self._run(
            lambda: self._client.put_object(
                self._bucket(bucket), key, BytesIO(data), len(data), content_type
            ),
            otherwise=NotStored,
        )

    async def put_stream(self, bucket: str, key: str, data: AsyncIterator[bytes], length: int) -> None:
        """Store so many bytes without holding them all. What the stream raises, this raises."""
        feed = _Feed(data)
        await self._run(
            lambda: self._client.put_object(
                self._bucket(bucket),
                key,
                cast("BinaryIO", feed),
                length,
                part_size=PART,
                num_parallel_uploads=1,
            ),
            otherwise=NotStored,
        )

    async def get_stream(self, bucket: str, key: str) -> AsyncIterator[bytes]:
        """The bytes, piece by piece, or `BlobMissing`."""
        response = await self._run(lambda: self._client.get_object(self._bucket(bucket), key))
        try:
            while piece := await self._run(lambda: response.read(PIECE)):
                yield bytes(piece)
        finally:
            await asyncio.shield(self._run(lambda: _close(response)))

    async def get(self, bucket: str, key: str, version: str | None = None) -> bytes:
        """The bytes, the newest or those of a version, or `BlobMissing`."""
        return await self._run(lambda: self._get(bucket, key, version))

    def _get(self, bucket: str, key: str, version: str | None) -> bytes:
        response = self._client.get_object(self._bucket(bucket), key, version_id=version)
        try:
            return bytes(response.read())
        finally:
            _close(response)

    async def exists(self, bucket: str, key: str) -> bool:
        """Whether there is an object under this key."""
        try:
            await self._run(lambda: self._client.stat_object(self._bucket(bucket), key))
        except BlobMissing:
            return False
        return True

    async def keys(self, bucket: str, prefix: str) -> list[str]:
        """The keys below a prefix, in order."""
        return await self._run(
            lambda: [
                str(one.object_name)
                for one in self._client.list_objects(self._bucket(bucket), prefix=prefix, recursive=True)
            ]
        )

    async def versions(self, bucket: str, key: str) -> list[Version]:
        """Everything that was ever written under this key and is still there, the oldest first."""
        return await self._run(lambda: self._versions(bucket, key))

    def _versions(self, bucket: str, key: str) -> list[Version]:
        found = self._client.list_objects(self._bucket(bucket), prefix=key, include_version=True)
        newest_first = [one for one in found if one.object_name == key and one.version_id]
        return [
            Version(id=str(one.version_id), is_removal=one.is_delete_marker) for one in reversed(newest_first)
        ]

    async def remove(self, bucket: str, key: str) -> None:
        """Delete an object (never from "cases", which refuses)."""
        await self._run(lambda: self._client.remove_object(self._bucket(bucket), key))

    async def remove_versions(self, bucket: str, key: str) -> None:
        """Delete an object of a bucket that keeps versions, for good."""
        await self._run(lambda: self._remove_versions(bucket, key))

    def _remove_versions(self, bucket: str, key: str) -> None:
        for version in self._versions(bucket, key):
            self._client.remove_object(self._bucket(bucket), key, version_id=version.id)


def _close(response: Any) -> None:
    response.close()
    response.release_conn()
