"""A person registers: one person, one account, keyed by the resident ID number (A1.1)."""

from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import Account, account_by_id, insert_account
from services.identity.accounts.operations.consent import note_consent
from services.identity.accounts.operations.contact import AlreadyRegistered, tell_contact
from services.identity.people.domain.registration import Applicant
from services.identity.people.operations.birth import tell_birth
from services.identity.people.store.persons import id_number_is, insert_person


def number_fingerprint(id_number: str, cipher: FieldCipher) -> str:
    """What a person is looked up by."""
    return cipher.fingerprint(f"id_number:{id_number}")


async def register_applicant(
    conn: Connection,
    applicant: Applicant,
    *,
    person_id: UUID,
    city: str,
    password_hash: str,
    cipher: FieldCipher,
) -> Account:
    """Add the person and the account, whose mobile number is proven. Done twice it is done once."""
    number = number_fingerprint(applicant.id_number, cipher)
    mobile = cipher.encrypt(applicant.mobile)
    is_new = await insert_account(
        conn,
        account_id=person_id,
        city=city,
        role="applicant",
        name=applicant.name,
        login_fingerprint=login_fingerprint(applicant.mobile, cipher),
        mobile_encrypted=mobile,
        password_hash=password_hash,
    ) and await insert_person(
        conn,
        person_id=person_id,
        city=city,
        id_number_encrypted=cipher.encrypt(applicant.id_number),
        id_number_fingerprint=number,
    )
    if not is_new:
        return await _sent_twice(conn, person_id, number, password_hash)
    await note_consent(conn, person_id, city=city)
    await tell_contact(conn, person_id, city=city, mobile=mobile)
    await tell_birth(conn, person_id, city=city, id_number=applicant.id_number, cipher=cipher)
    account = await account_by_id(conn, person_id)
    assert account is not None  # noqa: S101 - added above
    return account


async def _sent_twice(conn: Connection, person_id: UUID, number: str, password_hash: str) -> Account:
    """The account that this very form made a moment ago; nobody else's is told of."""
    account = await account_by_id(conn, person_id)
    if account is None or account.password_hash != password_hash:
        raise AlreadyRegistered
    if not await id_number_is(conn, person_id, number):
        raise AlreadyRegistered
    return account
