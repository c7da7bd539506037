"""Section "documents": the confirmed photo with its checks."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PhotoCheck:
    """One rule held against the photo: what was measured, what is allowed."""

    rule: str
    ok: bool
    measured: str
    allowed: str


@dataclass(frozen=True, kw_only=True)
class Photo:
    """The photo itself, as base64, and where it came from: upload, or id_card."""

    media_type: str
    base64: str
    width: int
    height: int
    bytes: int
    source: str
    checks: tuple[PhotoCheck, ...]


@dataclass(frozen=True, kw_only=True)
class DocumentsSection:
    """What documents seals."""

    form: int = 1
    photo: Photo
