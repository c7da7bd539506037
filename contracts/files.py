"""Files: what pages of different services hand to one another through the person's browser (`kit.grants`).

documents keeps every file; the service whose record it belongs to decides who may add to it and who may look.
It says so with a grant, and learns of a new file by a receipt that the browser brings back. Nobody asks a
neighbour.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

UPLOAD_PAGE = "/documents/upload"  # ?grant=<UploadGrant>; ends at grant.back with ?receipt=… for each file
# /<file id>/view?grant=<ViewGrant>: its pages; /<file id>?grant=…: it; /<file id>/pages/<n>.png?grant=…
OPEN_UPLOAD_PAGE = "/documents/upload/open"  # ?grant=<OpenUpload>; the same for who has no account
FILE_PAGE = "/documents/files"
LETTER_PAGE = "/documents/authorisation-letter.pdf"  # ?grant=<LetterFacts>
RECEIPT = "receipt"  # the name under which receipts come back
UNSENT = "unsent"  # how many files were refused or did not arrive, on the same way; in a form their names

UPLOAD_LASTS = timedelta(hours=8)
OPEN_UPLOAD_LASTS = timedelta(hours=2)
RECEIPT_LASTS = timedelta(hours=24)
VIEW_LASTS = timedelta(minutes=10)
UNKEPT_LASTS = timedelta(days=7)  # what no record keeps goes after this
LETTER_LASTS = timedelta(minutes=10)

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EVIDENCE_TYPES = (PDF, JPEG, PNG)
OBJECTION = "objection"  # the purpose of what strangers upload


@dataclass(frozen=True, kw_only=True)
class UploadGrant:
    """Whoever has signed in as this account may upload files of these types for this purpose."""

    account_id: UUID
    city: str
    purpose: str  # "evidence", "letter": limits are settings of documents by purpose
    accepts: tuple[str, ...]
    most: int  # how many files at once
    back: str  # a path of ours


@dataclass(frozen=True, kw_only=True)
class OpenUpload:
    """Whoever brings it may upload a few files for a record, signed in or not.

    The files belong to the record: their receipts name `owner_id` as the account.
    """

    owner_id: UUID
    city: str
    purpose: str
    accepts: tuple[str, ...]
    most: int
    back: str  # a path of ours


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A file that was checked, cleaned and stored. The same content has the same fingerprint (keyed hash)."""

    file_id: UUID
    account_id: UUID
    purpose: str
    name: str  # as the person called it
    media_type: str
    bytes: int
    pages: int
    sha256: str  # of what is stored, after cleaning
    fingerprint: str  # keyed hash of what was sent, to find the same file elsewhere
    sent_sha256: str = ""  # of what was sent: a file that was downloaded here and comes back is known by it


@dataclass(frozen=True, kw_only=True)
class ViewGrant:
    """This session may look at this file."""

    file_id: UUID
    session_id: UUID
    back: str = "/"  # where the page with all pages leads back to: a path of ours


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """What an employer's letter of authorisation says (E2.1), for the clerk who is to print it."""

    account_id: UUID
    city: str
    platform: str
    employer: str
    credit_code: str
    legal_representative: str
    kind: str
    place: str
    department: str
    has_department: bool  # else `department` is the HR agency
    clerk: str
    id_number: str  # whole: the stamped letter says who it is that acts
    mobile: str
    matters: str
    from_on: date
    until_on: date
