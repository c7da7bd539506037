"""A new letter: for another chief clerk, or for another term of the same one (E2.1).

Whoever the stamped letter names asks by themselves. Until an administrator approved it nothing changes.
"""

from datetime import date
from uuid import UUID

from contracts.files import Receipt
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal
from kit.ids import derived
from services.identity.access.operations.faults import LOGIN_TAKEN, refuse
from services.identity.access.operations.passwords import Passwords
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.employers.domain.employers import (
    Employer,
    Status,
    credit_code_fault,
    normal_credit_code,
)
from services.identity.employers.domain.letters import PURPOSE
from services.identity.employers.domain.registration import Clerk
from services.identity.employers.operations.letter import LetterMissing, insert_letter, keep_file
from services.identity.employers.operations.register_employer import add_clerk_account
from services.identity.employers.store import employers, letters
from services.identity.employers.store.clerkships import insert_clerkship, wanted_employer
from services.identity.requests.domain.requests import RequestKind, RequestState, takes_letters
from services.identity.requests.store import requests

NOT_REGISTERED = {"credit_code": "这个单位还没有注册，请核对代码，或改为办理用人单位注册"}


class RequestWaits(Refusal):
    """您提交的委托证明正在审核，请等待结果，或先撤回再重新提交。"""


def checked_code(code: str, clerk: Clerk, today: date) -> str:
    """The credit code in its normal form, or everything that is wrong with it and with the clerk."""
    normal = normal_credit_code(code)
    fault = credit_code_fault(normal)
    refuse({**({"credit_code": fault} if fault else {}), **clerk.faults(today)})
    return normal


async def join_employer(
    conn: Connection,
    credit_code: str,
    clerk: Clerk,
    *,
    form_id: UUID,
    password_hash: str,
    cipher: FieldCipher,
    passwords: Passwords,
) -> Account:
    """Add an account that wants to act for a registered employer. The same form sent twice adds one."""
    employer = await employers.employer_by_code(conn, credit_code)
    if employer is None or not takes_letters(employer.status):
        refuse(NOT_REGISTERED)
    assert employer is not None  # noqa: S101 - refused above
    clerk_id = derived("clerk", form_id)
    is_new = await add_clerk_account(
        conn, clerk, clerk_id, city=employer.city, password_hash=password_hash, cipher=cipher
    )
    account = await account_by_id(conn, clerk_id)
    if account is None or not (is_new or await passwords.verify(account.password_hash, clerk.password)):
        refuse(LOGIN_TAKEN)
    assert account is not None  # noqa: S101 - refused above
    if is_new:
        await insert_clerkship(
            conn,
            clerkship_id=derived("clerkship", employer.id, clerk_id),
            city=employer.city,
            employer_id=employer.id,
            account_id=clerk_id,
            is_chief=True,
            id_number_encrypted=cipher.encrypt(clerk.id_number),
            appointed_by=clerk_id,
            from_at=None,
        )
    return account


async def employer_to_act_for(conn: Connection, account_id: UUID) -> Employer:
    """The employer that somebody acts for or wants to act for, once it is registered."""
    wanted = await wanted_employer(conn, account_id)
    found = (
        await employers.employer_by_id(conn, wanted)
        if wanted
        else await employers.employer_of_clerk(conn, account_id)
    )
    if found is None or not takes_letters(found.status):
        raise NotFound
    if found.chief_id == account_id and found.status is not Status.APPROVED:
        raise NotFound  # the letter of a registration is handed in with it
    return found


async def keep_new_letter(conn: Connection, account_id: UUID, receipt: Receipt) -> None:
    """Take over an uploaded scan; the same receipt twice is one letter."""
    if (receipt.account_id, receipt.purpose) != (account_id, PURPOSE):
        raise Forbidden
    await insert_letter(conn, await employer_to_act_for(conn, account_id), account_id, receipt)


async def hand_in_letter(conn: Connection, account_id: UUID) -> None:
    """Ask an administrator to let the letter hold. Pressed twice it is asked once."""
    employer = await employer_to_act_for(conn, account_id)
    letter = await letters.fresh_letter(conn, employer.id, account_id)
    if letter is None:
        if await _waits(conn, account_id, employer.id):
            return
        raise LetterMissing
    try:
        await requests.insert_request(
            conn,
            request_id=derived("employer_request", letter.id),
            city=employer.city,
            employer_id=employer.id,
            kind=RequestKind.LETTER,
            asked_by=account_id,
            letter_id=letter.id,
        )
    except requests.AskedAlready as error:
        raise RequestWaits from error
    await keep_file(conn, letter)


async def withdraw_request(conn: Connection, account_id: UUID, request_id: UUID) -> RequestKind:
    """Think again. Done twice is done once; what was decided stays decided. Tells what it was."""
    found = await requests.request_for_update(conn, request_id)
    if found is None or found.asked_by != account_id:
        raise NotFound
    if found.is_open:
        await requests.close_request(
            conn, found.id, RequestState.WITHDRAWN, reason="", decided_by=account_id, at=now()
        )
    return found.kind


async def _waits(conn: Connection, account_id: UUID, employer_id: UUID) -> bool:
    return any(
        one.is_open and one.kind is RequestKind.LETTER
        for one in await requests.requests_by(conn, account_id, employer_id)
    )
