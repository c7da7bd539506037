"""DOCUMENTS_*."""

from collections.abc import Mapping

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings
from services.documents.uploads.domain import MEGABYTE, Limits

FONTS = ("opentype/noto", "truetype/hanazono", "truetype/babelstone")


class Settings(ServiceSettings):
    """What documents needs besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="DOCUMENTS_", frozen=True, extra="ignore")

    # Folders with fonts, with colons between, where Debian's fonts-noto-cjk, fonts-hanazono and
    # fonts-babelstone-han put them: the first has what is usual, the others rare ideographs.
    fonts: str = ":".join(f"/usr/share/fonts/{one}" for one in FONTS)
    # Rendering runs in processes of its own, each with these limits; a worker takes as many papers at a time.
    renderers: int = Field(default=1, ge=1, le=64)
    render_megabytes: int = Field(default=1024, ge=512)
    render_seconds: int = Field(default=30, ge=1)
    # Photos are decoded in processes of their own, one for each, so many at a time; memory as for files.
    photo_inspectors: int = Field(default=1, ge=1, le=64)
    photo_seconds: int = Field(default=10, ge=1)
    # What a file may be, and what all files of a person together; other limits for one purpose as JSON:
    # {"letter": {"file_bytes": 5242880, "pages": 10, "pixels": 50000000}}.
    file_bytes: int = Field(default=20 * MEGABYTE, ge=1024)
    file_pages: int = Field(default=200, ge=1)
    file_pixels: int = Field(default=50_000_000, ge=1_000_000)
    person_bytes: int = Field(default=500 * MEGABYTE, ge=1024)
    purposes: Mapping[str, Limits] = Field(default_factory=dict)
    # A virus scanner that speaks clamd's protocol, tcp://host:port; without one nothing is scanned.
    scanner_url: str | None = None
    # Files are looked at in processes of their own, one for each file, so many at a time; others make
    # pictures of pages. Nobody has all of them at once. Seconds, of a file and of a page of it, are CPU time.
    inspectors: int = Field(default=2, ge=1, le=64)
    previewers: int = Field(default=2, ge=1, le=64)
    inspect_megabytes: int = Field(default=1024, ge=256)
    inspect_seconds: int = Field(default=30, ge=1)
    page_seconds: float = Field(default=3, gt=0)

    def limits(self) -> Limits:
        """What a file may be when its purpose has no limits of its own."""
        return Limits(file_bytes=self.file_bytes, pages=self.file_pages, pixels=self.file_pixels)
