"""Encryption with key rotation: fields, bytes, and keyed hashes for looking things up."""

import hmac
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclass(frozen=True)
class Keys:
    """Named 32-byte keys. The first encrypts; all decrypt, so that keys can be rotated."""

    by_id: dict[str, bytes]

    @classmethod
    def parse(cls, text: str) -> "Keys":
        """Read "k2:<base64>,k1:<base64>"."""
        pairs = (item.strip().split(":", 1) for item in text.split(","))
        return cls({name: b64decode(value, validate=True) for name, value in pairs})

    @property
    def current(self) -> tuple[str, bytes]:
        """The id and the key that encrypt today."""
        return next(iter(self.by_id.items()))


class FieldCipher:
    """Encrypts single values. What comes out names its key: "k1.<base64 of nonce and ciphertext>"."""

    def __init__(self, keys: str, *, fingerprint_key: str = "") -> None:
        """With `fingerprint_key` (base64 of 32 bytes) hashes do not depend on the ring of keys."""
        self._keys = Keys.parse(keys)
        oldest = list(self._keys.by_id.values())[-1]
        self._fingerprint_key = b64decode(fingerprint_key, validate=True) if fingerprint_key else oldest

    @property
    def current(self) -> str:
        """The id of the key that encrypts today."""
        return self._keys.current[0]

    def key_of_bytes(self, value: bytes) -> str:
        """The id of the key that encrypted this."""
        return value.partition(b".")[0].decode()

    def key_of(self, value: str) -> str:
        """The id of the key that encrypted this text."""
        return self.key_of_bytes(b64decode(value))

    def encrypt_bytes(self, value: bytes) -> bytes:
        """The key's id, a dot, the nonce and the ciphertext."""
        key_id, key = self._keys.current
        nonce = os.urandom(12)
        return key_id.encode() + b"." + nonce + AESGCM(key).encrypt(nonce, value, key_id.encode())

    def decrypt_bytes(self, value: bytes) -> bytes:
        """What `encrypt_bytes` was given, with whichever key did it."""
        key_id, _, rest = value.partition(b".")
        return AESGCM(self._keys.by_id[key_id.decode()]).decrypt(rest[:12], rest[12:], key_id)

    def encrypt(self, value: str) -> str:
        """A text that may be stored."""
        return b64encode(self.encrypt_bytes(value.encode())).decode()

    def decrypt(self, value: str) -> str:
        """The text that was stored."""
        return self.decrypt_bytes(b64decode(value)).decode()

    def renew(self, value: str, ring: "FieldCipher | None" = None) -> str:
        """The same value under the first key, or under another ring's: bytes, which need not be a text."""
        return b64encode((ring or self).encrypt_bytes(self.decrypt_bytes(b64decode(value)))).decode()

    def fingerprint(self, value: str) -> str:
        """A keyed hash to look a value up by.

        Without a key of its own the oldest of the ring makes it, and so stays in the settings.
        """
        return hmac.new(self._fingerprint_key, value.encode(), sha256).hexdigest()
