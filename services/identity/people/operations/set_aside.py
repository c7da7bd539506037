"""An account that was registered with somebody else's ID number is closed when the true holder comes."""

from uuid import UUID

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.session import Session
from services.identity.access.operations.sessions import end_sessions_of, may_manage
from services.identity.access.store.accounts import change_login
from services.identity.access.store.sent_codes import delete_codes_of
from services.identity.accounts.operations.activation import UNUSABLE
from services.identity.people.operations.register_applicant import number_fingerprint
from services.identity.people.store.persons import Person, close_person, person_by_id_number


class NobodyToSetAside(Refusal):
    """没有用这个号码注册、且未经政务服务网等平台核验的账号。请核对号码；已核验的账号不能停用。"""


async def set_aside(
    conn: Connection, person: Person, cipher: FieldCipher, *, by: UUID | None, why: str
) -> None:
    """Nobody signs in to it any more. What was typed there stays with it, unseen by who comes instead."""
    at = now()
    await close_person(conn, person.id, at=at, by=by, why=why)
    closed = cipher.fingerprint(f"set aside:{person.id}")
    await change_login(conn, person.id, login_fingerprint=closed, password_hash=UNUSABLE)
    await delete_codes_of(conn, person.id)
    await end_sessions_of(conn, person.id, at)


async def set_aside_at_desk(
    conn: Connection, id_number: str, why: str, *, admin: Session, cipher: FieldCipher
) -> None:
    """The administrator saw the true holder's document. Only what nobody vouched for may be closed."""
    person = await person_by_id_number(conn, number_fingerprint(id_number, cipher))
    if person is None or person.vouched_at is not None or not may_manage(admin, person.city):
        raise NobodyToSetAside
    await set_aside(conn, person, cipher, by=admin.account_id, why=why)
