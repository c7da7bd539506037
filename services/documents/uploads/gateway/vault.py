"""Files of people in the object store: each encrypted with a key of its own, in pieces."""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Sequence
from hashlib import sha256

from kit import chunks
from kit.blobs import BlobMissing, Blobs
from kit.crypto import FieldCipher
from kit.errors import Unavailable
from kit.ids import new_id
from services.documents.uploads.domain import Part

BUCKET = "uploads"


class Measured:
    """A stream whose length and hash are known when it has passed."""

    def __init__(self, data: AsyncIterator[bytes]) -> None:
        self._data = data
        self._hash = sha256()
        self.length = 0

    @property
    def sha256(self) -> str:
        """Of everything that has passed."""
        return self._hash.hexdigest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The stream itself."""
        async for piece in self._data:
            self._hash.update(piece)
            self.length += len(piece)
            yield piece


class Vault:
    """Files that were checked. A key is wrapped by the ring of the settings and handed to the database."""

    def __init__(self, blobs: Blobs, cipher: FieldCipher) -> None:
        self._blobs = blobs
        self._cipher = cipher

    def new_place(self) -> tuple[str, str]:
        """Where a new file goes and its key, wrapped."""
        key = b64encode(self._cipher.encrypt_bytes(chunks.new_key())).decode()
        return f"files/{new_id()}", key

    async def put(self, place: str, key_encrypted: str, data: AsyncIterator[bytes], length: int) -> None:
        """Store a file of this length."""
        sealed = chunks.sealed(self._key(key_encrypted), data)
        await self._blobs.put_stream(BUCKET, place, sealed, chunks.sealed_length(length))

    def get(self, place: str, key_encrypted: str) -> AsyncIterator[bytes]:
        """A file's bytes, verified piece by piece."""
        return chunks.opened(self._key(key_encrypted), self._blobs.get_stream(BUCKET, place))

    async def remove(self, places: Iterable[str]) -> None:
        """Take objects away whose keys are gone already. What cannot be reached says nothing to anybody."""
        for place in places:
            await self._blobs.remove(BUCKET, place)

    def _key(self, key_encrypted: str) -> bytes:
        return self._cipher.decrypt_bytes(b64decode(key_encrypted))


class Parts:
    """What has come of uploads, encrypted with the ring itself: it lives for hours."""

    def __init__(self, blobs: Blobs, cipher: FieldCipher) -> None:
        self._blobs = blobs
        self._cipher = cipher

    async def put(self, upload_id: object, data: bytes) -> str:
        """Store a part; its key."""
        key = f"parts/{upload_id}/{new_id()}"
        await self._blobs.put(BUCKET, key, self._cipher.encrypt_bytes(data))
        return key

    async def read(self, parts: Sequence[Part]) -> AsyncIterator[bytes]:
        """Everything that has come, in its order."""
        for part in parts:
            try:
                yield self._cipher.decrypt_bytes(await self._blobs.get(BUCKET, part.blob_key))
            except BlobMissing as gone:
                raise Unavailable from gone

    async def remove(self, keys: Iterable[str]) -> None:
        """Forget parts."""
        for key in keys:
            await self._blobs.remove(BUCKET, key)
