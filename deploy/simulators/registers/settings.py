"""REGISTERS_*."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the registers need: what they agreed with the one platform that may ask."""

    model_config = SettingsConfigDict(env_prefix="REGISTERS_", frozen=True, extra="ignore")

    port: int
    host: str = "127.0.0.1"
    client_id: str
    keys: SecretStr  # "k2:<base64>,k1:<base64>": seal names, numbers and answers
    signing_key: SecretStr  # base64 of 32 bytes: signs questions and answers
    ready_file: Path | None = None
