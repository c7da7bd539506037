"""DECLARATION_*."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What declaration needs."""

    model_config = SettingsConfigDict(env_prefix="DECLARATION_", frozen=True, extra="ignore")

    cases_kept_years: int = Field(default=10, ge=0)  # after the last move of a case that was submitted
