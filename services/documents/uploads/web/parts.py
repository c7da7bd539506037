"""What the routes of files work with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from kit.db import Pool
from kit.grants import Grants
from kit.http import state
from kit.session import Session, require
from services.documents.uploads.operations.receive import Reception


@dataclass(frozen=True, kw_only=True)
class Means:
    """The parts of the process."""

    pool: Pool
    reception: Reception
    grants: Grants


def _means(request: Request) -> Means:
    means: Means = state(request, "uploads")
    return means


Person = Annotated[Session, Depends(require("applicant", "clerk", "official", "admin"))]
Desk = Annotated[Means, Depends(_means)]
