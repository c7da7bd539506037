"""The sealed case file, read for the offices and appended to with their decisions."""

import asyncio
import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.case import Manifest, SectionRef
from kit.errors import NotFound
from kit.sealed import CaseFile
from services.review.examination.domain.submission import Submission
from services.review.tasks.domain import DECISION

SECTIONS = ("identity", "archive", "declaration")


class PhotoMissing(NotFound):
    """提交的材料中没有证件照。"""


async def submission(file: CaseFile, case_id: UUID, manifest: Manifest) -> Submission:
    """Everything that was submitted, and what other offices decided before."""
    refs = {ref.name: ref for ref in manifest}
    wanted = [refs[name] for name in SECTIONS if name in refs]
    decisions = [ref for ref in manifest if ref.name.startswith(DECISION)]
    opened = await asyncio.gather(*(_data(file, case_id, ref) for ref in (*wanted, *decisions)))
    sections = dict(zip((ref.name for ref in wanted), opened, strict=False))
    return Submission(
        **{name: sections.get(name, {}) for name in SECTIONS},
        decisions=tuple(opened[len(wanted) :]),
    )


async def photo(file: CaseFile, case_id: UUID, ref: SectionRef) -> bytes:
    """The photo that was submitted, as JPEG."""
    try:
        return b64decode((await _data(file, case_id, ref))["photo"]["base64"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise PhotoMissing from error


async def _data(file: CaseFile, case_id: UUID, ref: SectionRef) -> Mapping[str, Any]:
    data: Mapping[str, Any] = (await file.open(case_id, ref))["data"]
    return data
