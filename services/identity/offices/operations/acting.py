"""For which office a session acts: the holder's own, one that it carries on, or an absent colleague's."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kit.clock import SHANGHAI, end_of, now
from kit.db import Connection
from kit.errors import NotFound
from kit.session import Session
from services.identity.access.operations.sessions import Begun, session_of
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.access.store.sessions import session_expires_at
from services.identity.offices.store import deputies as store
from services.identity.offices.store.offices import carried_on_by, last_version
from services.identity.offices.store.officials import official_by_id

OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An office for which somebody may act. `name` is what is recorded of who acted."""

    key: str
    office_id: UUID
    label: str
    name: str
    deputy_id: UUID | None = None
    until_on: date | None = None

    def is_now(self, session: Session) -> bool:
        """Whether a session acts so."""
        return (session.org_id, session.name) == (self.office_id, self.name)


async def choices_of(conn: Connection, account_id: UUID) -> list[Choice]:
    """The own office first. Whose own term or office is over has none, and stands in for nobody."""
    account = await account_by_id(conn, account_id)
    if account is None or account.role != "official" or account.org_id is None:
        return []
    official = await official_by_id(conn, account_id)
    named = official.term.office_name if official and official.term else ""
    last = await last_version(conn, account.org_id)
    own = Choice(key=OWN, office_id=account.org_id, label=last.name if last else named, name=account.name)
    carried = await carried_on_by(conn, account.org_id)
    return [
        own,
        *(
            Choice(key=str(gone), office_id=gone, label=f"{name}（已撤销，由本机构承接）", name=account.name)
            for gone, name in carried.items()
        ),
        *(
            _standing_in(one, one.office_id, account)
            for one in await store.deputies_of(conn, account_id, _today())
            if one.office_id
        ),
    ]


def _standing_in(deputy: store.Deputy, office_id: UUID, account: Account) -> Choice:
    return Choice(
        key=str(deputy.id),
        office_id=office_id,
        label=f"代{deputy.absent}（{deputy.office_name}）",
        name=f"{account.name}（代{deputy.absent}）",
        deputy_id=deputy.id,
        until_on=deputy.until_on,
    )


async def act_for(conn: Connection, session: Session, key: str) -> None:
    """From the next page on this session acts so. What may not be chosen does not exist."""
    found = next((one for one in await choices_of(conn, session.account_id) if one.key == key), None)
    if found is None:
        raise NotFound
    if found.key == OWN:
        await store.delete_acting(conn, session.session_id)
        return
    await store.write_acting(
        conn,
        session_id=session.session_id,
        city=session.city,
        office_id=found.office_id,
        deputy_id=found.deputy_id,
    )


async def as_acting(conn: Connection, account: Account, session: Session) -> tuple[Session, datetime | None]:
    """The session as it acts now, and until when at most; a choice that no longer holds is none."""
    acting = await store.acting_of(conn, session.session_id) if account.role == "official" else None
    if acting is None:
        return session, None
    for one in await choices_of(conn, account.id):
        if (one.office_id, one.deputy_id) == acting:
            until = end_of(one.until_on) if one.until_on else None
            return replace(session, org_id=one.office_id, name=one.name), until
    return session, None


async def renewed_session(conn: Connection, session: Session) -> Begun | None:
    """The session as it is to be told now, if that differs (an employer was approved); it ends as before."""
    begun = await signed_again(conn, session)
    return begun if begun and begun.session != session else None


async def signed_again(conn: Connection, session: Session) -> Begun | None:
    """The session as it is to be told now, unless it is over; it ends as before."""
    signed_at = now()  # before the facts are looked up: what ends meanwhile is not outlived
    account = await account_by_id(conn, session.account_id)
    expires_at = await session_expires_at(
        conn, session_id=session.session_id, account_id=session.account_id, now=now()
    )
    if account is None or expires_at is None:
        return None
    told, until = await as_acting(conn, account, session_of(account, session.session_id, signed_at))
    ends = min(expires_at, until) if until else expires_at
    return Begun(session=told, expires_at=ends)


def _today() -> date:
    return now().astimezone(SHANGHAI).date()
