"""Photos in the object store, in the service's own encryption."""

from base64 import b64encode

from kit.blobs import Blobs, content_key
from kit.crypto import FieldCipher

BUCKET = "uploads"


class PhotoStore:
    """Photos, encrypted before they leave the process."""

    def __init__(self, blobs: Blobs, cipher: FieldCipher) -> None:
        self._blobs = blobs
        self._cipher = cipher

    def fingerprint(self, photo: bytes) -> str:
        """What the same picture of whomever has in common."""
        return self._cipher.fingerprint(b64encode(photo).decode())

    async def put(self, photo: bytes) -> str:
        """Store a photo; its key."""
        encrypted = self._cipher.encrypt_bytes(photo)
        key, _ = content_key("photos", encrypted)
        await self._blobs.put(BUCKET, key, encrypted)
        return key

    async def get(self, key: str) -> bytes:
        """The photo."""
        return self._cipher.decrypt_bytes(await self._blobs.get(BUCKET, key))

    async def key_of(self, key: str) -> str:
        """The id of the key that encrypted a photo."""
        return self._cipher.key_of_bytes(await self._blobs.get(BUCKET, key))

    async def remove(self, key: str) -> None:
        """Forget a photo that nobody refers to."""
        await self._blobs.remove(BUCKET, key)
