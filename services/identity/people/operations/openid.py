"""Signing in through an OpenID provider: one person, one account (A1.1).

The provider proves who somebody is; the form of registration proves a mobile number alone. So whoever
registered first with a number keeps nothing that its true holder comes to use.
"""

from dataclasses import dataclass
from uuid import UUID

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from services.identity.access.operations.passwords import NO_PASSWORD
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.store.accounts import (
    Account,
    account_by_id,
    account_by_login,
    change_contact,
    change_login,
    insert_account,
    rename_account,
)
from services.identity.access.store.sent_codes import delete_codes_of
from services.identity.accounts.operations.consent import note_consent
from services.identity.accounts.operations.contact import AlreadyRegistered, tell_contact
from services.identity.people.domain.openid import Claims
from services.identity.people.operations.birth import tell_birth
from services.identity.people.operations.register_applicant import number_fingerprint
from services.identity.people.operations.set_aside import set_aside
from services.identity.people.store.persons import (
    Person,
    insert_person,
    person_by_id_number,
    vouch_for,
)

FROM_OPENID = "signed in through the provider"


class NotAPerson(Refusal):
    """登录平台没有提供完整的身份信息，无法登录。请在该平台完成实名认证后再试，或用本平台账号登录。"""


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Somebody of whom the provider told, and who has no proven account yet; sealed in their browser."""

    claims: Claims
    person_id: UUID  # of the account to be
    then: str


async def account_of(conn: Connection, claims: Claims, cipher: FieldCipher) -> Account | None:
    """The account that is proven to be this person's, under the name that the provider vouches for."""
    number = number_fingerprint(claims.id_number, cipher)
    account = await account_by_login(conn, _login(claims, cipher))
    if account is None:
        person = await person_by_id_number(conn, number)
        if person is None or person.vouched_at is None:
            return None
        account = await account_by_id(conn, person.id)
    if account is None:
        return None
    await vouch_for(conn, account.id, number, now())
    await rename_account(conn, account.id, claims.name)
    return await account_by_id(conn, account.id)


async def claimed_by(conn: Connection, claims: Claims, cipher: FieldCipher) -> Person | None:
    """Who registered with this number and proved nothing but a mobile number."""
    person = await person_by_id_number(conn, number_fingerprint(claims.id_number, cipher))
    return person if person and person.vouched_at is None else None


async def join(
    conn: Connection, vouched: Vouched, *, city: str, mobile: str, cipher: FieldCipher
) -> Account | None:
    """Add the person and an empty account. An account that claimed the number is closed, its number told.

    Done twice it is done once, and the second time signs nobody in.
    """
    claims = vouched.claims
    if await account_of(conn, claims, cipher) is not None:
        return None
    claimed = await claimed_by(conn, claims, cipher)
    if claimed:
        await set_aside(conn, claimed, cipher, by=None, why=FROM_OPENID)
    encrypted = cipher.encrypt(mobile)
    is_new = await insert_account(
        conn,
        account_id=vouched.person_id,
        city=city,
        role="applicant",
        name=claims.name,
        login_fingerprint=_login(claims, cipher),
        mobile_encrypted=encrypted,
        password_hash=NO_PASSWORD,
    )
    if not is_new:
        return None
    is_new = await insert_person(
        conn,
        person_id=vouched.person_id,
        city=city,
        id_number_encrypted=cipher.encrypt(claims.id_number),
        id_number_fingerprint=number_fingerprint(claims.id_number, cipher),
        vouched_at=now(),
    )
    if not is_new:
        raise AlreadyRegistered
    await note_consent(conn, vouched.person_id, city=city)
    await _tell(conn, vouched.person_id, city, mobile, encrypted, claimed, cipher)
    await tell_birth(conn, vouched.person_id, city=city, id_number=claims.id_number, cipher=cipher)
    return await account_by_id(conn, vouched.person_id)


async def take_over(
    conn: Connection, vouched: Vouched, account_id: UUID, cipher: FieldCipher
) -> Account | None:
    """Both are theirs: the account goes on, with the provider as the one way in and its number.

    Done twice it is done once, and the second time signs nobody in.
    """
    claims, at = vouched.claims, now()
    claimed = await claimed_by(conn, claims, cipher)
    if claimed is None or claimed.id != account_id:
        return None
    await change_login(conn, claimed.id, login_fingerprint=_login(claims, cipher), password_hash=NO_PASSWORD)
    await delete_codes_of(conn, claimed.id)
    await end_sessions_of(conn, claimed.id, at)
    await vouch_for(conn, claimed.id, number_fingerprint(claims.id_number, cipher), at)
    await rename_account(conn, claimed.id, claims.name)
    if claims.mobile and claims.mobile != cipher.decrypt(claimed.mobile_encrypted):
        encrypted = cipher.encrypt(claims.mobile)
        await change_contact(conn, claimed.id, encrypted)
        await _tell(conn, claimed.id, claimed.city, claims.mobile, encrypted, claimed, cipher)
    return await account_by_id(conn, claimed.id)


async def _tell(
    conn: Connection,
    person_id: UUID,
    city: str,
    mobile: str,
    encrypted: str,
    claimed: Person | None,
    cipher: FieldCipher,
) -> None:
    former = claimed.mobile_encrypted if claimed else None
    is_other = former is not None and cipher.decrypt(former) != mobile
    await tell_contact(conn, person_id, city=city, mobile=encrypted, former=former if is_other else None)


def _login(claims: Claims, cipher: FieldCipher) -> str:
    return cipher.fingerprint(f"openid:{claims.subject}")
