"""Settings of identity."""

from datetime import timedelta

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from kit.settings import LONGEST_SESSION, ServiceSettings


class Settings(ServiceSettings):
    """What identity needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="IDENTITY_", frozen=True, extra="ignore")

    session_private_key: SecretStr  # JWK with the Ed25519 key that signs sessions
    # An OpenID provider at which people sign in; without an issuer there is none.
    openid_issuer: str = ""
    openid_client_id: str = ""
    openid_client_secret: SecretStr = SecretStr("")
    openid_label: str = "政务服务网账号登录"
    openid_scope: str = "openid profile phone identity"
    # Under which names the provider tells who somebody is.
    openid_name_claim: str = "name"
    openid_id_number_claim: str = "id_number"
    openid_mobile_claim: str = "phone_number"
    # The registers outside, where people have themselves looked up; without an address there are none.
    registers_url: str = ""
    registers_client_id: str = ""
    registers_keys: SecretStr = SecretStr("")  # as field_keys; agreed with the registers
    registers_signing_key: SecretStr = SecretStr("")  # base64 of 32 bytes; agreed with them, too
    registers_seconds: float = Field(default=4, gt=0, le=30)  # how long somebody waits for an answer
    registers_rest: timedelta = timedelta(minutes=1)  # before the same is asked again
    session_lasts: timedelta = Field(timedelta(hours=8), gt=timedelta(0), le=LONGEST_SESSION)
    # argon2id as RFC 9106 recommends where memory is scarce
    password_time_cost: int = 3
    password_memory_kib: int = 64 * 1024
    password_parallelism: int = 4
    password_threads: int = 2  # how many are computed at once
    # text messages with codes that strangers can make us send; each costs money
    messages_per_hour: int = Field(default=2000, ge=1)
    # how long a person can read who looked; the law asks for half a year at least
    access_log_kept: timedelta = Field(default=timedelta(days=365), ge=timedelta(days=184))
    access_log_folds: timedelta = timedelta(minutes=10)  # looks at the same thing within it are one row
    # declaration's own setting, which the notice at /account/data tells
    cases_kept_years: int = Field(default=10, ge=0, validation_alias="DECLARATION_CASES_KEPT_YEARS")
    erasure_wait_days: int = Field(default=7, ge=0)  # in which a person may think again
