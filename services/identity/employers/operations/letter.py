"""The clerk's one task before anything else: the letter, printed, stamped, uploaded, submitted (E2.1)."""

from uuid import UUID

from contracts.files import Receipt
from contracts.identity import FilesKept
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal, Stale
from kit.ids import derived
from services.identity.employers.domain.employers import Employer, Status
from services.identity.employers.domain.letters import PURPOSE, Letter, needs_letter
from services.identity.employers.operations.tell_employer import tell_employer
from services.identity.employers.store import employers, letters


class LetterMissing(Refusal):
    """还没有上传盖章的委托证明，请先上传扫描件再提交。"""

    status = 422


class NotNow(Refusal):
    """委托证明已经提交或审核，现在不能再上传。"""


async def keep_letter(conn: Connection, account_id: UUID, receipt: Receipt) -> None:
    """Take over an uploaded scan; it is submitted by another act. The same receipt twice is one letter."""
    if (receipt.account_id, receipt.purpose) != (account_id, PURPOSE):
        raise Forbidden
    employer = await _own(conn, account_id)
    letter_id = derived("letter", receipt.file_id)
    known = await letters.letter_by_id(conn, letter_id)
    if known is not None and known.employer_id == employer.id:
        return
    if not needs_letter(employer.status):
        raise NotNow
    await insert_letter(conn, employer, account_id, receipt)
    await letters.take_letter(conn, employer.id, letter_id)


async def submit_letter(conn: Connection, account_id: UUID, *, version: int) -> None:
    """Hand the letter to the administrator. Pressed twice it is submitted once."""
    employer = await _own(conn, account_id)
    if employer.status is Status.SUBMITTED and employer.version == version + 1:
        return
    if employer.version != version or not needs_letter(employer.status):
        raise Stale
    letter = await letters.letter_by_id(conn, employer.letter_id) if employer.letter_id else None
    if letter is None or letter.submitted_at is not None:
        raise LetterMissing
    await employers.submit_employer(conn, employer.id)
    await tell_employer(conn, employer.id)
    await keep_file(conn, letter)


async def insert_letter(conn: Connection, employer: Employer, account_id: UUID, receipt: Receipt) -> None:
    """Keep that a scan was uploaded."""
    await letters.insert_letter(
        conn,
        letter_id=derived("letter", receipt.file_id),
        city=employer.city,
        employer_id=employer.id,
        account_id=account_id,
        file_id=receipt.file_id,
        name=receipt.name,
        bytes_=receipt.bytes,
        pages=receipt.pages,
        sha256=receipt.sha256,
    )


async def keep_file(conn: Connection, letter: Letter) -> None:
    """The letter is handed in: its file must not be thrown away as unused."""
    at = now()
    await letters.submit_letter(conn, letter.id, at)
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, letter.file_id),
            about=letter.employer_id,
            at=at,
            account_id=letter.account_id,
            file_ids=(letter.file_id,),
        ),
    )


async def _own(conn: Connection, account_id: UUID) -> Employer:
    employer = await employers.employer_of_clerk_for_update(conn, account_id)
    if employer is None:
        raise NotFound
    return employer
