"""The channel's side of the signatures."""

import json
import os
import re
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy.simulators.payment_channel.settings import Settings
from kit.ids import new_id

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PARTS = re.compile(r'(\w+)="([^"]*)"')
TOLERANCE_SECONDS = 300


class Signing:
    """Verifies the merchant, signs as the channel."""

    def __init__(self, settings: Settings) -> None:
        merchant = load_pem_public_key(settings.merchant_certificate.encode())
        own = load_pem_private_key(settings.private_key.get_secret_value().encode(), None)
        if not isinstance(merchant, RSAPublicKey) or not isinstance(own, RSAPrivateKey):
            raise TypeError("keys of the payment channel are RSA keys")
        self._merchant, self._own = merchant, own
        self._expected = (settings.merchant_id, settings.merchant_serial)
        self._key_id = settings.key_id
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

    def headers(self, body: bytes, at: datetime) -> dict[str, str]:
        """What makes an answer or a callback the channel's own."""
        stamp, nonce = str(int(at.timestamp())), new_id().hex
        signed = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        return {
            "Wechatpay-Serial": self._key_id,
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": b64encode(self._own.sign(signed, PKCS1v15(), SHA256())).decode(),
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
