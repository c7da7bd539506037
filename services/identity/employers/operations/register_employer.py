"""An employer's clerk registers it, and mends what was refused (E1.1, E2.2)."""

from datetime import date
from uuid import UUID

from cities import Cities
from contracts.employers import EmployerKind
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Stale
from kit.ids import derived
from services.identity.access.operations.faults import LOGIN_TAKEN, refuse
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import Account, account_by_id, insert_account
from services.identity.accounts.operations.consent import note_consent
from services.identity.accounts.operations.contact import tell_contact
from services.identity.employers.domain.affiliation import Affiliation, affiliations
from services.identity.employers.domain.employers import Details, Employer, may_be_mended
from services.identity.employers.domain.registration import Clerk, TypedEmployer
from services.identity.employers.operations.tell_employer import tell_employer
from services.identity.employers.store import employers as store
from services.identity.employers.store.clerkships import insert_clerkship

CODE_TAKEN = {
    "credit_code": "这个单位已经注册，一个单位只注册一次。请向本单位人事部门询问账号；"
    "原经办人已离岗的，请从登录页面办理“接任单位经办人”"
}


def choices(cities: Cities, city: str) -> dict[str, Affiliation]:
    """Where an employer of a city can belong, by what its form sends."""
    return {one.key: one for one in affiliations(cities.city(city))}


def checked(
    typed: TypedEmployer, offered: dict[str, Affiliation], *, clerk: Clerk | None = None, today: date
) -> Details:
    """What was typed as details of an employer, or everything that is wrong with it and with its clerk."""
    refuse({**typed.faults(offered), **(clerk.faults(today) if clerk else {})})
    chosen = offered[typed.affiliation]
    return Details(
        name=typed.name,
        credit_code=typed.credit_code,
        kind=EmployerKind(typed.kind),
        level=chosen.level,
        place=chosen.place,
        department_id=chosen.office.id if chosen.office else None,
        department=chosen.office.name if chosen.office else typed.agency,
        own_committee=typed.own_committee,
        legal_representative=typed.legal_representative,
    )


async def add_clerk_account(
    conn: Connection, clerk: Clerk, clerk_id: UUID, *, city: str, password_hash: str, cipher: FieldCipher
) -> bool:
    """An account for a clerk who chose a password; false when the login or the account is there."""
    mobile = cipher.encrypt(clerk.mobile)
    is_new = await insert_account(
        conn,
        account_id=clerk_id,
        city=city,
        role="clerk",
        name=clerk.name,
        login_fingerprint=login_fingerprint(clerk.login, cipher),
        mobile_encrypted=mobile,
        password_hash=password_hash,
    )
    if is_new:
        await note_consent(conn, clerk_id, city=city)
        await tell_contact(conn, clerk_id, city=city, mobile=mobile)
    return is_new


async def register_employer(
    conn: Connection,
    details: Details,
    clerk: Clerk,
    *,
    clerk_id: UUID,
    city: str,
    password_hash: str,
    cipher: FieldCipher,
) -> Account:
    """Add the employer, waiting for approval, and its clerk. The same form sent twice registers once."""
    if not await add_clerk_account(
        conn, clerk, clerk_id, city=city, password_hash=password_hash, cipher=cipher
    ):
        return await _sent_twice(conn, details, clerk_id, password_hash)
    employer_id = derived("employer", clerk_id)
    if not await store.insert_employer(conn, employer_id=employer_id, city=city, details=details):
        refuse(CODE_TAKEN)
    await insert_clerkship(
        conn,
        clerkship_id=derived("clerkship", employer_id, clerk_id),
        city=city,
        employer_id=employer_id,
        account_id=clerk_id,
        is_chief=True,
        id_number_encrypted=cipher.encrypt(clerk.id_number),
        appointed_by=clerk_id,
        from_at=now(),
    )
    await tell_employer(conn, employer_id)
    account = await account_by_id(conn, clerk_id)
    assert account is not None  # noqa: S101 - added above
    return account


async def mend_employer(conn: Connection, clerk_id: UUID, details: Details, *, version: int) -> None:
    """Submit mended details again. The same form sent twice is submitted once."""
    employer = await store.employer_of_clerk_for_update(conn, clerk_id)
    if employer is None:
        raise NotFound
    if _is_submitted(employer, details, version):
        return
    if employer.version != version or not may_be_mended(employer.status):
        raise Stale
    try:
        await store.resubmit_employer(conn, employer.id, details)
    except store.CreditCodeTaken:
        refuse(CODE_TAKEN)
    await tell_employer(conn, employer.id)


def _is_submitted(employer: Employer, details: Details, version: int) -> bool:
    return employer.version == version + 1 and employer.details == details


async def _sent_twice(conn: Connection, details: Details, clerk_id: UUID, password_hash: str) -> Account:
    """The account that this very form made a moment ago; else the login is somebody else's."""
    account = await account_by_id(conn, clerk_id)
    employer = await store.employer_of_clerk(conn, clerk_id)
    if (
        account is not None
        and employer is not None
        and employer.details.credit_code == details.credit_code
        and account.password_hash == password_hash
    ):
        return account
    refuse(LOGIN_TAKEN)
    raise AssertionError
