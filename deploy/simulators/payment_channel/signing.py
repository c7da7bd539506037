"""The channel's side of the signatures."""

import json
import os
import re
from base64 import b64decode, b64encode
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from pydantic import SecretStr

from deploy.simulators.payment_channel.settings import Settings
from kit.ids import new_id

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PARTS = re.compile(r'(\w+)="([^"]*)"')
TOLERANCE_SECONDS = 300
PROBING = "WECHATPAY/SIGNTEST/"


class Signing:
    """Verifies the merchant, signs as the channel."""

    def __init__(self, settings: Settings) -> None:
        merchant = load_pem_public_key(settings.merchant_certificate.encode())
        if not isinstance(merchant, RSAPublicKey):
            raise TypeError("the merchant's key is no RSA key")
        self._merchant = merchant
        self._own = {serial: _private_key(pem) for serial, pem in settings.private_keys.items()}
        self._serial = next(iter(self._own))
        self._probes = 0
        self._expected = (settings.merchant_id, settings.merchant_serial)
        self._api_key = AESGCM(settings.api_key.get_secret_value().encode())

    def is_merchant(self, authorization: str, method: str, path: str, body: bytes, at: datetime) -> bool:
        """Whether the merchant asks for exactly this, now."""
        scheme, _, rest = authorization.partition(" ")
        parts = dict(PARTS.findall(rest))
        if scheme != SCHEME or (parts.get("mchid"), parts.get("serial_no")) != self._expected:
            return False
        stamp, nonce = parts.get("timestamp", ""), parts.get("nonce_str", "")
        signed = f"{method}\n{path}\n{stamp}\n{nonce}\n".encode() + body + b"\n"
        try:
            signature = b64decode(parts.get("signature", ""), validate=True)
            self._merchant.verify(signature, signed, PKCS1v15(), SHA256())
            return abs(at.timestamp() - int(stamp)) <= TOLERANCE_SECONDS
        except (InvalidSignature, ValueError):
            return False

    def sign_with(self, serial: str) -> bool:
        """Change the key; false when it is not ours."""
        if serial in self._own:
            self._serial = serial
        return serial in self._own

    def probe(self, times: int) -> None:
        """Sign so many things wrongly, as the channel does now and then to see whether it is noticed."""
        self._probes = times

    def headers(self, body: bytes, at: datetime) -> dict[str, str]:
        """What makes an answer or a callback the channel's own."""
        stamp, nonce = str(int(at.timestamp())), new_id().hex
        signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        signature = b64encode(self._own[self._serial].sign(signed, PKCS1v15(), SHA256())).decode()
        if self._probes:
            self._probes -= 1
            signature = PROBING + signature[len(PROBING) :]
        return {
            "Wechatpay-Serial": self._serial,
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": signature,
            "Wechatpay-Signature-Type": SCHEME,
        }

    def seal(self, resource: dict[str, Any]) -> dict[str, str]:
        """A resource that only the merchant can open."""
        nonce = os.urandom(6).hex()
        plain = json.dumps(resource, ensure_ascii=False).encode()
        sealed = self._api_key.encrypt(nonce.encode(), plain, b"transaction")
        return {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(sealed).decode(),
            "associated_data": "transaction",
            "nonce": nonce,
        }


@cache  # to read it is to check it, which takes 40 ms
def _private_key(pem: SecretStr) -> RSAPrivateKey:
    key = load_pem_private_key(pem.get_secret_value().encode(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the channel's key is no RSA key")
    return key
