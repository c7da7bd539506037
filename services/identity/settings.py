"""Settings of identity."""

from datetime import timedelta

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What identity needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="IDENTITY_", frozen=True, extra="ignore")

    session_private_key: SecretStr  # JWK with the Ed25519 key that signs sessions
    session_lasts: timedelta = timedelta(hours=8)
    # argon2id as RFC 9106 recommends where memory is scarce
    password_time_cost: int = 3
    password_memory_kib: int = 64 * 1024
    password_parallelism: int = 4
    password_threads: int = 2  # how many are computed at once
