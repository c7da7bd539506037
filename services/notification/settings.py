"""NOTIFICATION_*."""

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What notification needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATION_", frozen=True, extra="ignore")

    sms_keys: SecretStr  # same form as payload_keys; agreed with the SMS centre, seals what waits for it
    sms_queue: str = "sms.outgoing"
    receipts_queue: str = "sms.receipts"
