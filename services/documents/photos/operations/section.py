"""Section "documents" of the sealed case file, or what stands against it."""

from base64 import b64encode
from typing import Any

from contracts.case import Problem
from services.documents.photos.domain.photo import Photo
from services.documents.photos.imaging import Check, PhotoRule, check_photo

NAME = "documents"
PAGE = "/documents/photo"

UNCONFIRMED = Problem(
    rule="A4.1", page=PAGE, message="请上传证件照，或核对已有的证件照，并点击“确认使用这张照片”。"
)


def check_again(photo: bytes, rule: PhotoRule) -> tuple[tuple[Check, ...], tuple[Problem, ...]]:
    """Hold this plan's rule against the confirmed photo: another plan's may have been milder."""
    checks = check_photo(photo, rule)
    return checks, tuple(
        Problem(rule=check.rule, page=PAGE, message=check.message) for check in checks if not check.ok
    )


def section(photo: Photo, data: bytes, checks: tuple[Check, ...]) -> dict[str, Any]:
    """What is sealed. The same photo always gives the same section."""
    return {
        "photo": {
            "media_type": "image/jpeg",
            "base64": b64encode(data).decode(),
            "width": photo.width,
            "height": photo.height,
            "bytes": len(data),
            "source": photo.source,
            "checks": [
                {"rule": check.rule, "ok": check.ok, "measured": check.measured, "allowed": check.allowed}
                for check in checks
            ],
        }
    }
