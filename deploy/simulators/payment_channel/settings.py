"""PAYMENT_CHANNEL_*."""

from pathlib import Path

from pydantic import SecretStr
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
    private_key: SecretStr  # the channel's own, PEM
    key_id: str
    api_key: SecretStr
    ready_file: Path | None = None
