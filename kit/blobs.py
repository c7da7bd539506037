"""The object store. The SDK blocks, so it runs in threads of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from typing import TypeVar

import urllib3
from minio import Minio
from minio.error import S3Error

from kit.errors import Unavailable
from kit.settings import ServiceSettings

THREADS = 8
T = TypeVar("T")


def content_key(prefix: str, data: bytes) -> tuple[str, str]:
    """Where these bytes belong, and their SHA-256 (hex): the same bytes have the same key."""
    digest = sha256(data).hexdigest()
    return f"{prefix}/{digest}", digest


class BlobMissing(Exception):
    """There is no object under this key."""


class Blobs:
    """Objects by bucket and key: "cases" (locked against deletion), "uploads", "keys"."""

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

    async def _run(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except S3Error as error:
            if error.code in {"NoSuchKey", "NoSuchObject"}:
                raise BlobMissing(error.object_name) from error
            raise Unavailable from error
        except (OSError, urllib3.exceptions.HTTPError) as error:
            raise Unavailable from error

    async def put(
        self, bucket: str, key: str, data: bytes, content_type: str = "application/octet-stream"
    ) -> None:
        """Store bytes. A content-addressed key that is there already is left alone."""
        if await self.exists(bucket, key):
            return
        await self._run(
            lambda: self._client.put_object(self._bucket(bucket), key, BytesIO(data), len(data), content_type)
        )

    async def get(self, bucket: str, key: str) -> bytes:
        """The bytes, or `BlobMissing`."""
        return await self._run(lambda: self._get(bucket, key))

    def _get(self, bucket: str, key: str) -> bytes:
        response = self._client.get_object(self._bucket(bucket), key)
        try:
            return bytes(response.read())
        finally:
            response.close()
            response.release_conn()

    async def exists(self, bucket: str, key: str) -> bool:
        """Whether there is an object under this key."""
        try:
            await self._run(lambda: self._client.stat_object(self._bucket(bucket), key))
        except BlobMissing:
            return False
        return True

    async def remove(self, bucket: str, key: str) -> None:
        """Delete an object (never from "cases", which refuses)."""
        await self._run(lambda: self._client.remove_object(self._bucket(bucket), key))
