"""The letter of authorisation, the first and every later one: uploaded, then handed in (E2.1).

Whoever the stamped letter names hands it in. Until an administrator approved it nothing changes.
"""

from uuid import UUID

from contracts.files import Receipt
from kit.clock import now
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal
from kit.ids import derived
from services.identity.employers.domain.employers import Employer, may_be_decided
from services.identity.employers.operations.tell_employer import tell_employer
from services.identity.employers.store import employers
from services.identity.employers.store.clerkships import wanted_employer
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.letters import PURPOSE, Letter, needs_letter
from services.identity.requests.domain.requests import Asked, Request, takes_letters
from services.identity.requests.operations.ask import AskedAlready, ask
from services.identity.requests.store import letters
from services.identity.requests.store.requests import requests_by, requests_of

KINDS = (Kind.REGISTRATION, Kind.LETTER)


class LetterMissing(Refusal):
    """还没有上传盖章的委托证明，请先上传扫描件再提交。"""

    status = 422


class LetterUsed(Refusal):
    """这份扫描件已经提交过，不能再次使用。请重新下载委托证明，打印、签字、盖章后扫描上传。"""

    status = 422

    def __init__(self, used: Request | None) -> None:
        told = f"这份扫描件与已被退回的相同（退回原因：{used.reason}），" if used and used.reason else ""
        super().__init__(f"{told}请按要求重新签字、盖章，扫描后再上传。" if told else None)


class LetterOfAnother(Refusal):
    """这份扫描件是为另一次办理上传的，不能用于这次。请重新下载委托证明，打印、签字、盖章后扫描上传。"""

    status = 422


async def employer_to_act_for(conn: Connection, account_id: UUID) -> Employer:
    """The employer that somebody acts for or wants to act for, locked."""
    wanted = await wanted_employer(conn, account_id)
    found = (
        await employers.employer_for_update(conn, wanted)
        if wanted
        else await employers.employer_of_clerk_for_update(conn, account_id)
    )
    if found is None or not takes_letters(found.status):
        raise NotFound
    return found


def kind_of(employer: Employer, account_id: UUID) -> Kind:
    """A unit that may not act is registered by its chief's letter; any other letter is a new one."""
    is_first = needs_letter(employer.status) or may_be_decided(employer.status)
    return Kind.REGISTRATION if is_first and employer.chief_id == account_id else Kind.LETTER


async def keep_letter(conn: Connection, account_id: UUID, receipt: Receipt) -> None:
    """Take over an uploaded scan; it is handed in by another act. The same receipt twice is one letter.

    A letter serves the one occasion for which it was uploaded, and once.
    """
    if (receipt.account_id, receipt.purpose) != (account_id, PURPOSE):
        raise Forbidden
    employer = await employer_to_act_for(conn, account_id)
    letter_id, occasion = derived("letter", receipt.file_id), _occasion(employer, account_id)
    same = await letters.same_letter(conn, employer.id, letter_id=letter_id, sha256=receipt.sha256)
    if same and await _is_taken(conn, same, employer, account_id, occasion):
        return
    await letters.insert_letter(
        conn,
        letter_id=letter_id,
        city=employer.city,
        employer_id=employer.id,
        account_id=account_id,
        file_id=receipt.file_id,
        name=receipt.name,
        bytes_=receipt.bytes,
        pages=receipt.pages,
        sha256=receipt.sha256,
        occasion=occasion,
    )


async def fresh_letter(conn: Connection, employer: Employer, account_id: UUID) -> Letter | None:
    """The scan that somebody uploaded for what they ask now, and did not submit yet."""
    found = await letters.unsubmitted_letter(conn, employer.id, account_id)
    return found if found and found.occasion == _occasion(employer, account_id) else None


def _occasion(employer: Employer, account_id: UUID) -> str:
    """What a letter is for: who asks for what, for which unit, by what the paper says of it."""
    said, kind = employer.details, kind_of(employer, account_id)
    paper = (said.name, said.credit_code, said.legal_representative, said.kind, said.place, said.department)
    return str(derived("letter.occasion", employer.id, account_id, kind, *paper))


async def _is_taken(
    conn: Connection, letter: Letter, employer: Employer, account_id: UUID, occasion: str
) -> bool:
    """Whether the same scan was taken over for this very act; refused when it was for another."""
    if letter.submitted_at:
        asked = await requests_of(conn, employer.id, *KINDS)
        used = next((one for one in asked if one.file_id == letter.file_id), None)
        if used and used.is_open and used.asked_by == account_id:
            return True  # the browser came back to the same address
        raise LetterUsed(used)
    if letter.account_id != account_id or letter.occasion != occasion:
        raise LetterOfAnother
    return True


async def hand_in_letter(conn: Connection, account_id: UUID) -> None:
    """Ask an administrator to let the letter hold. Pressed twice it is asked once."""
    employer = await employer_to_act_for(conn, account_id)
    kind = kind_of(employer, account_id)
    waiting = [one for one in await requests_by(conn, account_id, kind) if one.is_open]
    letter = await fresh_letter(conn, employer, account_id)
    if letter is None and waiting:
        return
    if letter is None:
        raise LetterMissing
    if waiting:
        raise AskedAlready
    await letters.submit_letter(conn, letter.id, now())
    await ask(
        conn,
        Asked(
            id=derived("request", letter.id),
            city=employer.city,
            kind=kind,
            asked_by=account_id,
            employer_id=employer.id,
            file_id=letter.file_id,
        ),
    )
    if kind is Kind.REGISTRATION:
        await employers.submit_employer(conn, employer.id, letter_id=letter.id)
        await tell_employer(conn, employer.id)
