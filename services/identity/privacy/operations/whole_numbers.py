"""Whose mobile number somebody may see whole: the own one, and theirs whom they have to reach by office."""

from uuid import UUID

from kit.db import Connection
from kit.errors import NotFound
from kit.session import Session
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.employers.operations.clerks import led_employer
from services.identity.employers.store.clerkships import clerkships_of

REACHED = frozenset({"clerk", "official"})  # whom administrators call


async def own_account(conn: Connection, who: Session) -> Account:
    """The signed-in person's."""
    return await _account(conn, who.account_id)


async def clerk_account(conn: Connection, who: Session, clerkship_id: UUID) -> Account:
    """A present clerk's of the employer that this chief clerk leads."""
    found = await clerkships_of(conn, await led_employer(conn, who))
    one = next((one for one in found if one.id == clerkship_id and not one.is_over), None)
    if one is None:
        raise NotFound
    return await _account(conn, one.account_id)


async def managed_account(conn: Connection, admin: Session, holder_id: UUID) -> Account:
    """A clerk's or official's of the administrator's city."""
    account = await _account(conn, holder_id)
    if account.role not in REACHED or not may_manage(admin, account.city):
        raise NotFound
    return account


async def _account(conn: Connection, account_id: UUID) -> Account:
    account = await account_by_id(conn, account_id)
    if account is None or account.mobile_encrypted is None:
        raise NotFound
    return account
