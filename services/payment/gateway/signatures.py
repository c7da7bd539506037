"""Who signs what between merchant and channel, and what only the two can read."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from kit.ids import new_id

SCHEME = "WECHATPAY2-SHA256-RSA2048"
SEALING = "AEAD_AES_256_GCM"
TOLERANCE_SECONDS = 300
PROBING = "WECHATPAY/SIGNTEST/"
SHOWN = 64


class Forged(Exception):
    """Not from the channel, not whole, or not of this moment."""


class Probe(Forged):
    """The channel tries whether its signatures are verified: this one is wrong on purpose."""


class UnknownKey(Forged):
    """Signed by a key that we do not have: somebody else's, or the channel has changed its own."""

    def __init__(self, serial: str) -> None:
        super().__init__("serial")
        self.serial = serial[:SHOWN]


@cache  # to read it is to check it, which takes 40 ms
def _private_key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the merchant's key is no RSA key")
    return key


class MerchantKey:
    """Signs what we ask."""

    def __init__(self, merchant_id: str, serial: str, pem: str) -> None:
        self.merchant_id = merchant_id
        self._serial = serial
        self._key = _private_key(pem)

    def authorization(self, method: str, path: str, body: bytes, *, at: datetime) -> str:
        """The header that says who asks for exactly this, now."""
        nonce, stamp = new_id().hex.upper(), int(at.timestamp())
        signed = f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        signature = b64encode(self._key.sign(signed, PKCS1v15(), SHA256())).decode()
        return (
            f'{SCHEME} mchid="{self.merchant_id}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{stamp}",serial_no="{self._serial}"'
        )


class ChannelKeys:
    """Verifies what the channel says under any of its keys, and opens what it sealed for us."""

    def __init__(self, keys: Mapping[str, str], api_key: str) -> None:
        self._keys = {serial: _public_key(pem) for serial, pem in keys.items()}
        self.current = next(iter(keys))
        self._api_key = AESGCM(api_key.encode())

    def verify(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
        """The nonce of something that the channel said just now, or `Forged`."""
        written = headers.get("wechatpay-signature", "")
        if written.startswith(PROBING):
            raise Probe("probe")
        serial = headers.get("wechatpay-serial", "")
        if serial not in self._keys:
            raise UnknownKey(serial)
        stamp, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        try:
            signature = b64decode(written, validate=True)
            signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
            self._keys[serial].verify(signature, signed, PKCS1v15(), SHA256())
            age = at.timestamp() - int(stamp)
        except (InvalidSignature, ValueError) as error:
            raise Forged("signature") from error
        if abs(age) > TOLERANCE_SECONDS:
            raise Forged("time")
        return nonce

    def unseal(self, resource: Mapping[str, Any]) -> dict[str, Any]:
        """What the channel sealed, or `Forged`."""
        if resource.get("algorithm") != SEALING:
            raise Forged("algorithm")
        try:
            plain = self._api_key.decrypt(
                resource["nonce"].encode(),
                b64decode(resource["ciphertext"], validate=True),
                (resource.get("associated_data") or "").encode(),
            )
            found: dict[str, Any] = json.loads(plain)
        except (InvalidTag, ValueError, KeyError, AttributeError, TypeError) as error:
            raise Forged("resource") from error
        return found


def _public_key(pem: str) -> RSAPublicKey:
    is_certificate = "BEGIN CERTIFICATE" in pem
    key = (
        load_pem_x509_certificate(pem.encode()).public_key()
        if is_certificate
        else load_pem_public_key(pem.encode())
    )
    if not isinstance(key, RSAPublicKey):
        raise TypeError("the channel's key is no RSA key")
    return key
