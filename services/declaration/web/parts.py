"""What every page of an applicant asks for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from kit.session import Session, require

Applicant = Annotated[Session, Depends(require("applicant"))]
ApplicationId = Annotated[UUID, Path(alias="application_id")]
