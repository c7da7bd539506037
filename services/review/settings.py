"""REVIEW_*."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What review needs."""

    model_config = SettingsConfigDict(env_prefix="REVIEW_", frozen=True, extra="ignore")
