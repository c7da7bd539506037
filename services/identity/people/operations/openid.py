"""Signing in through an OpenID provider: one person, one account, keyed by the ID number (A1.1)."""

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from services.identity.access.operations.passwords import NO_PASSWORD
from services.identity.access.store.accounts import Account, account_by_id, insert_account, rename_account
from services.identity.accounts.operations.contact import tell_contact
from services.identity.people.domain.openid import Claims
from services.identity.people.store.persons import insert_person, person_by_id_number


class NotAPerson(Refusal):
    """登录平台没有提供完整的身份信息，无法登录。请在该平台完成实名认证后再试，或用本平台账号登录。"""


async def account_of(conn: Connection, claims: Claims, cipher: FieldCipher) -> Account | None:
    """The account of the person with this ID number, under the name that the provider vouches for."""
    number = cipher.fingerprint(f"id_number:{claims.id_number}")
    person_id = await person_by_id_number(conn, number)
    if person_id is None:
        return None
    await rename_account(conn, person_id, claims.name)
    return await account_by_id(conn, person_id)


async def join(conn: Connection, claims: Claims, *, city: str, mobile: str, cipher: FieldCipher) -> Account:
    """Add the person and an account without a password. Whoever is there already is not added again."""
    number = cipher.fingerprint(f"id_number:{claims.id_number}")
    person_id = derived("person", number)
    encrypted = cipher.encrypt(mobile)
    await insert_account(
        conn,
        account_id=person_id,
        city=city,
        role="applicant",
        name=claims.name,
        login_fingerprint=cipher.fingerprint(f"openid:{claims.subject}"),
        mobile_encrypted=encrypted,
        password_hash=NO_PASSWORD,
    )
    await insert_person(
        conn,
        person_id=person_id,
        city=city,
        id_number_encrypted=cipher.encrypt(claims.id_number),
        id_number_fingerprint=number,
    )
    account = await account_of(conn, claims, cipher)
    assert account is not None  # noqa: S101 - added above, or there before
    if account.id == person_id and account.mobile_encrypted == encrypted:
        await tell_contact(conn, person_id, city=city, mobile=encrypted)
    return account
