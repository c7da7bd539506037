"""PAYMENT_CHANNEL_*."""

from pathlib import Path

from pydantic import Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the channel needs: its own keys, and the one merchant that it knows."""

    model_config = SettingsConfigDict(env_prefix="PAYMENT_CHANNEL_", frozen=True, extra="ignore")

    state: Path
    port: int
    host: str = "127.0.0.1"
    merchant_id: str
    merchant_serial: str
    merchant_certificate: str  # the merchant's public key, PEM
    private_keys: Json[dict[str, SecretStr]]  # the channel's own, PEM by serial; it signs with the first
    api_key: SecretStr
    ready_file: Path | None = None
