"""What every page of review needs: who may come, what the routes work with, what a browser sent."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from starlette.datastructures import FormData

from cities import Cities
from contracts.files import FILE_PAGE, VIEW_LASTS, ViewGrant
from contracts.normal.signs import JOINERS, is_ideograph, readable
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.grants import Grants
from kit.http import state
from kit.sealed import CaseFile
from kit.session import Session, require
from kit.web.forms import read_whole

YES = "yes"
MEANS = ("pool", "file", "cipher", "calendar", "grants", "cities")
KEPT = f"\n\t\u3000{JOINERS}"

Examiner = Annotated[Session, Depends(require("clerk", "official"))]


@dataclass(frozen=True)
class Means:
    """What the routes work with."""

    pool: Pool
    file: CaseFile
    cipher: FieldCipher
    calendar: Workdays
    grants: Grants
    cities: Cities


def means(request: Request) -> Means:
    """What `__main__` gave to the app."""
    return Means(*(state(request, name) for name in MEANS))


Desk = Annotated[Means, Depends(means)]


def view_page(desk: Means, who: Session, file_id: UUID, back: str) -> str:
    """Where a file is seen by whoever may; the way back leads to this page."""
    grant = ViewGrant(file_id=file_id, session_id=who.session_id, back=back)
    return f"{FILE_PAGE}/{file_id}/view?grant={desk.grants.seal(grant, lasts=VIEW_LASTS)}"


def text(typed: FormData, name: str) -> str:
    """A text without surrounding space; line breaks as one character, nothing invisible."""
    value = typed.get(name)
    if not isinstance(value, str):
        return ""
    lines = readable(value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(one for one in lines if one.isprintable() or one in KEPT or is_ideograph(one)).strip()


def version(typed: FormData) -> int:
    """The version that the page was made from; what is no number is no version."""
    return read_whole(text(typed, "version")) or 0
