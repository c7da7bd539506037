"""An applicant does not find their unit and invites it; once it is approved they are told (A2.4)."""

from datetime import datetime
from uuid import UUID

from contracts.normal import names
from kit.clock import now
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.store.accounts import lock_account
from services.identity.employers.domain.employers import Employer
from services.identity.employers.domain.invitations import MOST, WITHIN, Invitation
from services.identity.employers.operations.tell_employer import tell_decided
from services.identity.employers.store import invitations as store
from services.identity.employers.store.employers import employer_of_clerk, is_approved_named

REGISTERED = "这个单位已经注册并通过审核，请返回“现工作单位”查找并选择"


class TooMany(Refusal):
    """今天的邀请已达上限，请明天再试。同一个单位只需邀请一次，链接可以反复转发。"""

    status = 429


async def invite(conn: Connection, name: str, *, form_id: UUID, who: Session) -> Invitation:
    """Keep whom somebody misses. The same form, or the same name, is one invitation."""
    fault = names.employer_name_fault(name)
    if fault is None and await is_approved_named(conn, city=who.city, name=name):
        fault = REGISTERED
    refuse({"employer_name": fault} if fault else {})
    await lock_account(conn, who.account_id)
    before = await store.invitations_of(conn, who.account_id)
    invitation_id = derived("invitation", who.account_id, form_id)
    same = next((one for one in before if one.id == invitation_id or _is_same(one, name)), None)
    if same:
        return same
    if sum(one.asked_at > now() - WITHIN for one in before) >= MOST:
        raise TooMany
    await store.insert_invitation(
        conn, invitation_id=invitation_id, city=who.city, account_id=who.account_id, name=name
    )
    made = await store.invitation_by_id(conn, invitation_id)
    assert made is not None  # noqa: S101 - added above
    return made


def _is_same(one: Invitation, name: str) -> bool:
    return one.name == name and one.told_at is None


async def invitation_in(conn: Connection, link: str) -> Invitation | None:
    """The invitation that a link names; a link that names none is no harm."""
    try:
        return await store.invitation_by_id(conn, UUID(link))
    except ValueError:
        return None


async def note_registered(conn: Connection, link: str, clerk_id: UUID) -> None:
    """The clerk came by an invitation."""
    invitation = await invitation_in(conn, link)
    employer = await employer_of_clerk(conn, clerk_id)
    if invitation and employer:
        await store.note_registered(conn, invitation.id, employer.id, employer.city)


async def tell_inviters(conn: Connection, employer: Employer, at: datetime) -> None:
    """Everybody who missed this unit hears once that it can be chosen."""
    for invitation_id, inviter_id in await store.tell_all(conn, employer, at):
        await tell_decided(
            conn,
            invitation_id,
            at=at,
            employer_id=employer.id,
            clerk_id=inviter_id,
            city=employer.city,
            is_approved=True,
            subject="invitation",
        )
