"""Somebody of a registered unit adds an account, to come with a letter that names them (E2.1)."""

from datetime import date
from uuid import UUID

from contracts.normal import numbers
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.identity.access.operations.faults import LOGIN_TAKEN, refuse
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.employers.domain.registration import Clerk
from services.identity.employers.operations.register_employer import add_clerk_account
from services.identity.employers.store import employers
from services.identity.employers.store.clerkships import insert_clerkship
from services.identity.requests.domain.requests import takes_letters

NOT_REGISTERED = {"credit_code": "这个单位还没有注册，请核对代码，或改为办理用人单位注册"}


def checked_code(code: str, clerk: Clerk, today: date) -> str:
    """The credit code in its normal form, or everything that is wrong with it and with the clerk."""
    normal = numbers.credit_code(code)
    fault = numbers.credit_code_fault(normal)
    refuse({**({"credit_code": fault} if fault else {}), **clerk.faults(today)})
    return normal


async def join_employer(
    conn: Connection,
    credit_code: str,
    clerk: Clerk,
    *,
    clerk_id: UUID,
    password_hash: str,
    cipher: FieldCipher,
) -> Account:
    """Add an account that wants to act for a registered employer. The same form sent twice adds one."""
    employer = await employers.employer_by_code(conn, credit_code)
    if employer is None or not takes_letters(employer.status):
        refuse(NOT_REGISTERED)
    assert employer is not None  # noqa: S101 - refused above
    is_new = await add_clerk_account(
        conn, clerk, clerk_id, city=employer.city, password_hash=password_hash, cipher=cipher
    )
    account = await account_by_id(conn, clerk_id)
    if account is None or account.password_hash != password_hash:
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
