"""Evidence on the pages: what comes back from the upload page, and links to those who may look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.files import (
    EVIDENCE_TYPES,
    FILE_PAGE,
    PDF,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    VIEW_LASTS,
    Receipt,
    UploadGrant,
    ViewGrant,
)
from kit.errors import Invalid
from kit.grants import GrantExpired, Grants
from kit.http import Conn
from kit.session import Session, require
from kit.web.pages import redirect
from services.archive.evidence.domain import MOST_FILES, Evidence
from services.archive.evidence.operations import refuse_unless_owner, refuse_unless_shown
from services.archive.web.parts import Seals, employer_of, uuid_of

router = APIRouter()
PURPOSE = "evidence"
KILO = 1024

Reader = Annotated[Session, Depends(require("applicant", "clerk"))]


class EvidenceExpired(Invalid):
    """上传的文件超过一天没有保存，请重新上传；其他内容没有丢失。"""


@router.get("/archive/files/{file_id}")
async def show_file(file_id: UUID, who: Reader, seals: Seals, conn: Conn) -> Response:
    """Lead to a file those who may see it: its owner, and the clerk to whom it was handed in."""
    if who.role == "clerk":
        await refuse_unless_shown(conn, employer_of(who), file_id)
    else:
        await refuse_unless_owner(conn, who.account_id, file_id)
    back = "/archive/verification" if who.role == "clerk" else "/archive/records"
    grant = ViewGrant(file_id=file_id, session_id=who.session_id, back=back)
    return redirect(f"{FILE_PAGE}/{file_id}/view?grant={seals.seal(grant, lasts=VIEW_LASTS)}")


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Where the form of a record sends files, how many more, and those that came and are not saved yet.

    `failed` are the names of those that did not come.
    """

    address: str
    most: int
    pending: Sequence[Mapping[str, str]] = ()
    failed: Sequence[str] = ()
    accept: str = ",".join(EVIDENCE_TYPES)


def sending(
    seals: Grants,
    who: Session,
    back: str,
    *,
    held: int,
    receipts: Sequence[str] = (),
    added: Sequence[Evidence] = (),
) -> Sending:
    """What a form needs to send files while it is filled in."""
    pending = [{"text": one.name, "receipt": receipt} for one, receipt in zip(added, receipts, strict=True)]
    return Sending(
        address=upload_page(seals, who, back, held=held), most=max(MOST_FILES - held, 1), pending=pending
    )


def upload_page(seals: Grants, who: Session, back: str, *, held: int) -> str:
    """Where this person uploads evidence for a record that holds some already, and comes back from."""
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=EVIDENCE_TYPES,
        most=max(MOST_FILES - held, 1),
        back=back,
    )
    return f"{UPLOAD_PAGE}?grant={seals.seal(grant, lasts=UPLOAD_LASTS)}"


def received(seals: Grants, who: Session, receipts: Sequence[str]) -> list[Evidence]:
    """The files that these receipts tell of: this person's own evidence or nothing."""
    own = {"account_id": who.account_id, "purpose": PURPOSE}
    found = [seals.open(Receipt, receipt, **own) for receipt in receipts]
    return [
        Evidence(
            id=one.file_id,
            name=one.name,
            media_type=one.media_type,
            bytes=one.bytes,
            pages=one.pages,
            sha256=one.sha256,
            fingerprint=one.fingerprint,
            sent_sha256=one.sent_sha256,
        )
        for one in found
    ]


def brought(seals: Grants, who: Session, receipts: Sequence[str]) -> list[Evidence]:
    """The same for receipts that a form has carried along, perhaps for too long."""
    try:
        return received(seals, who, receipts)
    except GrantExpired as error:
        raise EvidenceExpired from error


def kept(typed: FormData) -> frozenset[UUID] | None:
    """The files whose box is still ticked; none said when the form showed no boxes."""
    if "files" not in typed:
        return None
    return frozenset(uuid_of(one) for one in typed.getlist("file"))


@dataclass(frozen=True, kw_only=True)
class Link:
    """A file by these words, leading to it; what it is behind them. Templates take it as markup."""

    file: Evidence
    words: str
    facts: str = ""

    def __html__(self) -> str:
        """What templates put in."""
        place = f'href="/archive/files/{self.file.id}" target="_blank" rel="noopener"'
        return f'<a class="govuk-link" {place}>{escape(self.words)}</a>{escape(self.facts)}'


def choices(files: Sequence[Evidence]) -> list[Mapping[str, Any]]:
    """A box for each file, with a link to it."""
    return [
        {
            "value": str(one.id),
            "text": one.name,
            "hint": {"html": Link(file=one, words=f"查看（{facts(one)}）")},
        }
        for one in files
    ]


def links(files: Sequence[Evidence]) -> list[Link]:
    """Each file by its name."""
    return [Link(file=one, words=one.name, facts=f"（{facts(one)}）") for one in files]


def facts(one: Evidence) -> str:
    """What kind, how long, how large."""
    kind = f"PDF，{one.pages} 页" if one.media_type == PDF else "图片"
    size = f"{one.bytes / KILO**2:.1f}MB" if one.bytes >= KILO**2 else f"{max(one.bytes // KILO, 1)}KB"
    return f"{kind}，{size}"
