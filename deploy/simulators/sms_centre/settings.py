"""SMS_CENTRE_*."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the SMS centre needs."""

    model_config = SettingsConfigDict(env_prefix="SMS_CENTRE_", frozen=True, extra="ignore")

    amqp_url: SecretStr
    keys: SecretStr  # "k2:<base64>,k1:<base64>": agreed with the platform
    state: Path
    port: int
    host: str = "127.0.0.1"
    queue: str = "sms.outgoing"
    receipts_queue: str = "sms.receipts"
    ready_file: Path | None = None
