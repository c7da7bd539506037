"""REVIEW_*."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What review needs."""

    model_config = SettingsConfigDict(env_prefix="REVIEW_", frozen=True, extra="ignore")
    # Whoever sends an objection sooner after its form was opened is a program.
    objection_seconds: float = Field(default=5, ge=0, le=600)
