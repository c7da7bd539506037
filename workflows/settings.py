"""WORKFLOWS_*."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of the workflow worker, the intake and the codec server."""

    model_config = SettingsConfigDict(env_prefix="WORKFLOWS_")

    temporal_ui_url: str = ""  # the codec server answers the browser of whoever has this page open
    codec_token: str = ""  # and, when set, only those who send it
