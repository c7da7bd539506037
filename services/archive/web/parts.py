"""What routes ask for: who, what was typed, the cipher; and words of a form turned into values."""

import re
from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.datastructures import FormData

from kit.crypto import FieldCipher
from kit.errors import Forbidden, NotFound
from kit.grants import Grants
from kit.http import state
from kit.session import Session, require

MOST_FIELDS = 5000

Applicant = Annotated[Session, Depends(require("applicant"))]
Clerical = Annotated[Session, Depends(require("clerk"))]
Page = Annotated[int, Query(ge=1, le=100_000)]


def _cipher(request: Request) -> FieldCipher:
    cipher: FieldCipher = state(request, "cipher")
    return cipher


def _grants(request: Request) -> Grants:
    grants: Grants = state(request, "grants")
    return grants


async def _typed(request: Request) -> FormData:
    return await request.form(max_fields=MOST_FIELDS, max_files=0)


Typed = Annotated[FormData, Depends(_typed)]
Cipher = Annotated[FieldCipher, Depends(_cipher)]
Seals = Annotated[Grants, Depends(_grants)]


def words(typed: FormData) -> Mapping[str, str]:
    """The fields that hold text, each as it was sent last."""
    return {name: value for name, value in typed.items() if isinstance(value, str)}


def uuid_of(value: object) -> UUID:
    """An id from a form; what is none names nothing."""
    try:
        return UUID(str(value))
    except ValueError as error:
        raise NotFound from error


def revision_of(value: object) -> int:
    """A revision from a form; what is none matches no revision."""
    return int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else -1


class NotAuthorised(Forbidden):
    """本单位现在不能办理：授权还没有通过审核、已经到期或已暂停。原因和办法见“本单位信息”。"""

    onward = ("本单位信息", "/employers/mine")


def employer_of(who: Session) -> UUID:
    """The employer for which a clerk acts; one that may not act is led to what it lacks (E2.1)."""
    if who.org_id is None:
        raise NotAuthorised
    return who.org_id
