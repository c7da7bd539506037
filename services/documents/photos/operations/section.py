"""The photo in section "documents" of the sealed case file, or what stands against it."""

from base64 import b64encode
from collections.abc import Sequence

from contracts.case import Problem
from contracts.sections.documents import Photo as SealedPhoto
from contracts.sections.documents import PhotoCheck
from services.documents.photos.domain.photo import Photo
from services.documents.photos.domain.rules import Check

PAGE = "/documents/photo"

UNCONFIRMED = Problem(
    rule="A4.1", page=PAGE, message="请上传证件照，或核对已有的证件照，并点击“确认使用这张照片”。"
)


def compose_photo(
    photo: Photo, data: bytes, checks: Sequence[Check]
) -> tuple[SealedPhoto | None, tuple[Problem, ...]]:
    """The confirmed photo, held against this plan's rule: another plan's may have been milder.

    The same photo always gives the same part of the section.
    """
    problems = tuple(
        Problem(rule=check.rule, page=PAGE, message=check.message) for check in checks if not check.ok
    )
    if problems:
        return None, problems
    told = (
        PhotoCheck(rule=one.rule, ok=one.ok, measured=one.measured, allowed=one.allowed) for one in checks
    )
    sealed = SealedPhoto(
        media_type="image/jpeg",
        base64=b64encode(data).decode(),
        width=photo.width,
        height=photo.height,
        bytes=len(data),
        source=photo.source,
        checks=tuple(told),
    )
    return sealed, ()
