"""Accounts of offices and administrators are assigned by command; nobody registers as one (B0.1)."""

from uuid import UUID

from cities import Office
from contracts.normal import names
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import new_id
from services.identity.access.domain.credentials import login_fault, normal_login, password_fault
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import insert_account
from services.identity.offices.domain.officials import Post
from services.identity.offices.store.officials import insert_official, insert_term


class LoginTaken(Refusal):
    """这个登录名已有人使用，请换一个。"""


def check_new_account(login: str, name: str, password: str) -> None:
    """Refuse with everything that is wrong."""
    login = normal_login(login)
    faults = {
        "login": login_fault(login),
        "name": None if names.person_name(name) else "请填写姓名",
        "password": password_fault(password, own=(login,)),
    }
    refuse({field: fault for field, fault in faults.items() if fault})


async def create_official(
    conn: Connection, *, office: Office, login: str, name: str, password_hash: str, cipher: FieldCipher
) -> UUID:
    """Add an official's account, bound to an office."""
    account_id = await _create(
        conn, "official", office.city, login=login, name=name, password_hash=password_hash, cipher=cipher
    )
    await insert_official(conn, account_id=account_id, city=office.city)
    post = Post(
        office_id=office.id,
        office=office.slug,
        office_name=office.name,
        from_on=now().astimezone(SHANGHAI).date(),
        until_on=None,
    )
    await insert_term(
        conn, term_id=new_id(), official_id=account_id, city=office.city, post=post, assigned_by=None
    )
    return account_id


async def create_of_city(
    conn: Connection, *, role: str, city: str, login: str, name: str, password_hash: str, cipher: FieldCipher
) -> UUID:
    """Add an administrator or an operator of one city, or of all with an empty city."""
    return await _create(conn, role, city, login=login, name=name, password_hash=password_hash, cipher=cipher)


async def _create(
    conn: Connection, role: str, city: str, *, login: str, name: str, password_hash: str, cipher: FieldCipher
) -> UUID:
    account_id = new_id()
    is_new = await insert_account(
        conn,
        account_id=account_id,
        city=city,
        role=role,
        name=names.person_name(name),
        login_fingerprint=login_fingerprint(login, cipher),
        mobile_encrypted=None,
        password_hash=password_hash,
    )
    if not is_new:
        raise LoginTaken
    return account_id
