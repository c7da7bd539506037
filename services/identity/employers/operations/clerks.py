"""An employer's chief clerk lets others act for the employer, and ends it (E1.1)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.accounts.operations.activation import assign_account, give_code
from services.identity.accounts.store.activations import activation_for_update
from services.identity.employers.domain.clerkships import Clerkship
from services.identity.employers.domain.employers import Status
from services.identity.employers.domain.registration import FurtherClerk
from services.identity.employers.store import clerkships as store
from services.identity.employers.store.employers import employer_of_clerk_for_update


class AlreadyActivated(Refusal):
    """这个账号已经启用。忘记密码的，请本人在登录页面用手机验证码重新设置。"""


@dataclass(frozen=True, kw_only=True)
class Added:
    """A further clerk and the code to be shown once; told twice there is no code."""

    name: str
    code: str | None


async def led_employer(conn: Connection, who: Session) -> UUID:
    """The approved employer whose chief clerk this is, locked."""
    employer = await employer_of_clerk_for_update(conn, who.account_id)
    if employer is None or employer.status is not Status.APPROVED or employer.chief_id != who.account_id:
        raise NotFound
    return employer.id


async def add_clerk(
    conn: Connection, typed: FurtherClerk, *, form_id: UUID, who: Session, today: date, cipher: FieldCipher
) -> Added:
    """Add an account that acts for the employer. The same form sent twice adds one."""
    employer_id = await led_employer(conn, who)
    refuse(typed.faults(today))
    account_id = derived("clerk", form_id)
    code = await assign_account(
        conn,
        account_id=account_id,
        city=who.city,
        role="clerk",
        name=typed.name,
        login=typed.login,
        mobile=typed.mobile,
        cipher=cipher,
    )
    if code is None:
        return Added(name=typed.name, code=None)
    await store.insert_clerkship(
        conn,
        clerkship_id=derived("clerkship", employer_id, account_id),
        city=who.city,
        employer_id=employer_id,
        account_id=account_id,
        is_chief=False,
        id_number_encrypted=cipher.encrypt(typed.id_number),
        appointed_by=who.account_id,
        from_at=now(),
    )
    return Added(name=typed.name, code=code)


async def renew_code(conn: Connection, clerkship_id: UUID, *, who: Session, cipher: FieldCipher) -> Added:
    """Another code for a clerk who used none yet. A password that was set is replaced by nobody else."""
    found = await _further(conn, clerkship_id, who)
    if found.is_over:
        raise NotFound
    if await activation_for_update(conn, found.account_id) is None:
        raise AlreadyActivated
    code = await give_code(conn, found.account_id, city=who.city, cipher=cipher)
    return Added(name=found.name, code=code)


async def end_clerkship(conn: Connection, clerkship_id: UUID, *, who: Session) -> None:
    """From now on that clerk acts for nobody, in no session either. Ended twice is ended once."""
    found = await _further(conn, clerkship_id, who)
    if found.is_over:
        return
    at = now()
    await store.end_clerkship(conn, found.id, at)
    await end_sessions_of(conn, found.account_id, at)


async def _further(conn: Connection, clerkship_id: UUID, who: Session) -> Clerkship:
    employer_id = await led_employer(conn, who)
    for one in await store.clerkships_of(conn, employer_id):
        if one.id == clerkship_id and not one.is_chief:
            return one
    raise NotFound
