"""Keys of a merchant and of a channel, and what the channel would send with them."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID

API_KEY = "0123456789abcdef0123456789abcdef"
KEY_ID = "PUB_KEY_ID_0001"
AT = datetime(2022, 10, 20, 2, tzinfo=UTC)


@cache
def key(whose: str) -> RSAPrivateKey:
    assert whose
    return generate_private_key(65537, 2048)


def private_pem(whose: str) -> str:
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key(whose).private_bytes(*form).decode()


def public_pem(whose: str) -> str:
    return key(whose).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def certificate_pem(whose: str) -> str:
    name = Name([NameAttribute(NameOID.COMMON_NAME, "Tenpay.com")])
    made = (
        CertificateBuilder(name, name, key(whose).public_key(), random_serial_number())
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=1))
        .sign(key(whose), SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def signed(
    body: bytes, *, at: datetime = AT, whose: str = "channel", serial: str = KEY_ID, **changes: str
) -> dict[str, str]:
    """The headers that make this body the channel's own."""
    stamp, nonce = str(int(at.timestamp())), "n0nce"
    signature = key(whose).sign(f"{stamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    return {
        "wechatpay-serial": serial,
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": nonce,
        "wechatpay-signature": b64encode(signature).decode(),
        **changes,
    }


def sealed(resource: Any, *, api_key: str = API_KEY, **changes: str) -> dict[str, str]:
    """The resource of a callback."""
    plain = json.dumps(resource).encode()
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "associated_data": "transaction",
        "nonce": "0123456789ab",
        "ciphertext": b64encode(
            AESGCM(api_key.encode()).encrypt(b"0123456789ab", plain, b"transaction")
        ).decode(),
        **changes,
    }
