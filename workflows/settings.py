"""WORKFLOWS_*."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of the workflow worker, the intake and the codec server."""

    model_config = SettingsConfigDict(env_prefix="WORKFLOWS_")

    temporal_ui_url: str = ""  # the codec server answers the browser of whoever has this page open
    build_id: str = ""  # the version of the workflows' code; without it a digest of their files
    is_current: bool = False  # this worker makes its version the current one; otherwise a deploy step does
    codec_token: str = ""  # and, when set, only those who send it
