"""Settings: one frozen class per process, each variable with its prefix, read once in `__main__`."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.crypto import FieldCipher

# No session lives longer, so that what ended early can be forgotten after it.
LONGEST_SESSION = timedelta(hours=24)


class ProcessSettings(BaseSettings):
    """What every process needs. Subclasses set `env_prefix`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    amqp_url: SecretStr
    temporal_address: str
    temporal_namespace: str = "default"
    payload_keys: SecretStr  # "k2:<base64>,k1:<base64>": the first encrypts, all decrypt
    log_format: Literal["json", "console"] = "json"
    ready_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 0
    metrics_port: int = 0  # where Prometheus asks; 0: nowhere
    traces_url: str = ""  # of a collector, http://…/v1/traces; without one nothing is traced
    temporal_metrics_port: int = 0  # the same of the Temporal SDK, which counts by itself
    gateways: str = "127.0.0.1"  # addresses or networks, with commas: what they say of a sender is believed


class ServiceSettings(ProcessSettings):
    """What every service needs besides."""

    database_url: SecretStr
    field_keys: SecretStr  # same form as payload_keys; for fields in the database
    fingerprint_key: SecretStr | None = None  # base64 of 32 bytes; without it the oldest field key
    case_keys: SecretStr  # same form; wraps the keys of the cases
    grant_keys: SecretStr  # same form; for what pages hand to one another through the browser
    session_keys: str  # JWKS with the public keys that sign sessions
    blob_endpoint: str
    blob_access_key: SecretStr
    blob_secret_key: SecretStr
    blob_secure: bool = False
    blob_bucket_prefix: str = "zhicheng"
    cities: Path
    calendar_years: Path | None = None
    public_url: str
    requests_per_address: int = 6  # that are worked on at once; further ones of the address wait for these
    requests_per_second: int = 50  # of an address that goes on and on; what comes sooner waits

    def field_cipher(self) -> FieldCipher:
        """What encrypts fields of the database and makes fingerprints."""
        own = self.fingerprint_key.get_secret_value() if self.fingerprint_key else ""
        return FieldCipher(self.field_keys.get_secret_value(), fingerprint_key=own)


S = TypeVar("S", bound=BaseSettings)


def load(kind: type[S]) -> S:
    """Read the settings from the environment, or end the process naming every variable that is wrong."""
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        for fault in error.errors():
            name = f"{prefix}{'_'.join(map(str, fault['loc']))}".upper()
            print(f"settings: {name}: {fault['msg']}", file=sys.stderr)  # noqa: T201 - no log yet
        sys.exit(2)
