"""Passwords and keys of one checkout, generated once and kept in a file that only its owner reads."""

import base64
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, Field, field_validator

from deploy.local.services import SERVICES

PEOPLE = ("admin", "operator", "clerk", "applicant", "department", "personnel", "committee")


def _password() -> str:
    return secrets.token_hex(16)


def _spoken_password() -> str:
    """Make a password that a person types: short, with a capital, a digit and a sign."""
    return f"Zc-{secrets.token_hex(5)}-7"


def _ring() -> str:
    """Make a key ring with one key of 256 bits."""
    return f"k1:{_key()}"


def _key() -> str:
    """Make a key of 256 bits."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _session_key() -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519", {"kid": secrets.token_hex(4), "use": "sig"})
    return dict(key.as_dict(private=True))


class KeyPair(BaseModel):
    """An RSA key in PEM, both halves."""

    model_config = ConfigDict(frozen=True)

    private: str
    public: str

    @classmethod
    def generate(cls) -> "KeyPair":
        """Make a key of 2048 bits."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private=private.decode(), public=public.decode())


class S3Key(BaseModel):
    """What one client of the object store signs with."""

    model_config = ConfigDict(frozen=True)

    access: str = Field(default_factory=lambda: secrets.token_hex(10).upper())
    secret: str = Field(default_factory=lambda: secrets.token_hex(20))


class PaymentChannel(BaseModel):
    """What the payment service and the payment channel know of one another."""

    model_config = ConfigDict(frozen=True)

    app_id: str = Field(default_factory=lambda: f"wx{secrets.token_hex(8)}")
    merchant_id: str = Field(default_factory=lambda: f"16{secrets.randbelow(10**8):08}")
    merchant_serial: str = Field(default_factory=lambda: secrets.token_hex(20).upper())
    merchant: KeyPair = Field(default_factory=KeyPair.generate)
    channel_key_id: str = Field(default_factory=lambda: f"PUB_KEY_ID_{secrets.token_hex(8).upper()}")
    channel: KeyPair = Field(default_factory=KeyPair.generate)
    channel_next_key_id: str = Field(default_factory=lambda: f"PUB_KEY_ID_{secrets.token_hex(8).upper()}")
    channel_next: KeyPair = Field(default_factory=KeyPair.generate)
    api_key: str = Field(default_factory=_password)


class Credentials(BaseModel):
    """Everything secret about one stack. A field that is added later is generated when it is missed."""

    model_config = ConfigDict(frozen=True)

    postgres: dict[str, str] = Field(
        default_factory=lambda: {role: _password() for role in ("postgres", *SERVICES)}
    )
    temporal_database: str = Field(default_factory=_password)  # where Temporal is on PostgreSQL
    rabbitmq: str = Field(default_factory=_password)
    s3: dict[str, S3Key] = Field(
        default_factory=lambda: {client: S3Key() for client in ("operator", *SERVICES)}
    )
    s3_inner: dict[str, str] = Field(
        default_factory=lambda: {use: secrets.token_hex(32) for use in ("write", "read")}
    )
    s3_encryption_key: str = Field(default_factory=lambda: secrets.token_hex(32))
    payload_keys: str = Field(default_factory=_ring)
    field_keys: str = Field(default_factory=_ring)
    case_keys: str = Field(default_factory=_ring)
    grant_keys: str = Field(default_factory=_ring)
    sms_keys: str = Field(default_factory=_ring)
    registers_keys: str = Field(default_factory=_ring)
    registers_signing_key: str = Field(default_factory=_key)
    session_key: dict[str, Any] = Field(default_factory=_session_key)
    openid_client_secret: str = Field(default_factory=_password)
    payment: PaymentChannel = Field(default_factory=PaymentChannel)
    people: dict[str, str] = Field(default_factory=lambda: {person: _spoken_password() for person in PEOPLE})

    @field_validator("postgres")
    @classmethod
    def _every_role(cls, known: dict[str, str]) -> dict[str, str]:
        """A service that was added later has a password, too."""
        return known | {role: _password() for role in SERVICES if role not in known}

    @field_validator("s3")
    @classmethod
    def _every_client(cls, known: dict[str, S3Key]) -> dict[str, S3Key]:
        return known | {client: S3Key() for client in SERVICES if client not in known}

    @field_validator("people")
    @classmethod
    def _everybody(cls, known: dict[str, str]) -> dict[str, str]:
        return known | {person: _spoken_password() for person in PEOPLE if person not in known}

    @property
    def session_keys(self) -> dict[str, Any]:
        """Return the key set that everybody may know: it verifies sessions and cannot make them."""
        return {"keys": [OKPKey.import_key(self.session_key).as_dict(private=False)]}


def load(file: Path) -> Credentials:
    """Return what the file holds, with whatever is missing generated and written back."""
    known = file.read_text() if file.exists() else "{}"
    credentials = Credentials.model_validate_json(known)
    text = credentials.model_dump_json(indent=2)
    if text != known:
        write_private(file, text)
    return credentials


def write_private(file: Path, text: str) -> None:
    """Write a file in one step that nobody else may read."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(file)
