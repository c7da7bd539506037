"""PAYMENT_*."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, Json, SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What payment needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="PAYMENT_", frozen=True, extra="ignore")

    channel_url: str
    # The channel's public keys or certificates (PEM) by serial. The first is the one that we ask it to sign
    # with; while it changes its key both are here.
    channel_keys: Json[Annotated[dict[str, str], Field(min_length=1)]]
    channel_api_key: SecretStr = Field(min_length=32, max_length=32)
    channel_page_url: str = (
        ""  # where a simulated channel shows its page for the payer; empty: a real channel
    )
    app_id: str  # the public account that the merchant's number is bound to
    merchant_id: str
    payee: str = ""  # the merchant's name, as receipts say it
    merchant_serial: str
    merchant_key: SecretStr  # PEM
    code_lifetime: timedelta = timedelta(minutes=30)

    @property
    def notify_url(self) -> str:
        """Where the channel tells of payments."""
        return f"{self.public_url}/payment/callback/wechat"
