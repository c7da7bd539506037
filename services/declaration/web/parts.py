"""What every page of an applicant asks for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from kit.crypto import FieldCipher
from kit.http import state
from kit.session import Session, require


def _cipher(request: Request) -> FieldCipher:
    cipher: FieldCipher = state(request, "cipher")
    return cipher


Applicant = Annotated[Session, Depends(require("applicant"))]
ApplicationId = Annotated[UUID, Path(alias="application_id")]
Cipher = Annotated[FieldCipher, Depends(_cipher)]
