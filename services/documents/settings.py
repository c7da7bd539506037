"""DOCUMENTS_*."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """What documents needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="DOCUMENTS_", frozen=True, extra="ignore")

    fonts: Path = Path("/usr/share/fonts/opentype/noto")  # where Debian's fonts-noto-cjk puts them
    # Rendering runs in processes of its own, each with these limits; a worker takes as many papers at a time.
    renderers: int = Field(default=1, ge=1, le=64)
    render_megabytes: int = Field(default=1024, ge=512)
    render_seconds: int = Field(default=30, ge=1)
    # Photos are decoded in threads; a picture of the largest allowed size takes about 100 MB while it is.
    photo_threads: int = Field(default=2, ge=1)
