"""DECLARATION_*."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What declaration needs."""

    model_config = SettingsConfigDict(env_prefix="DECLARATION_", frozen=True, extra="ignore")
