"""Section "documents": the confirmed photo with its checks, and the signed pledge."""

from dataclasses import dataclass
from datetime import datetime


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
class Pledge:
    """真实性保证书 as it was signed: which text, by whom, when, on what; the signature, the paper."""

    text: tuple[str, ...]
    text_sha256: str
    name: str
    signed_at: datetime
    device: str
    picture: str  # SVG
    pdf: str  # base64


@dataclass(frozen=True, kw_only=True)
class DocumentsSection:
    """What documents seals."""

    form: int = 2
    photo: Photo
    pledge: Pledge | None = None  # since form 2
