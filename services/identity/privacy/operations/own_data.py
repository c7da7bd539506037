"""What identity keeps of somebody, for themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from services.identity.access.store.accounts import account_by_id
from services.identity.accounts.domain.desk_messages import NAMES as DESK_MESSAGES
from services.identity.accounts.store.consents import consents_of
from services.identity.accounts.store.desk_messages import desk_messages_of
from services.identity.employers.store.invitations import invitations_of
from services.identity.people.store.persons import person_by_id
from services.identity.privacy.domain.access import SHOWN_NAMES
from services.identity.privacy.store.access import looks_at
from services.identity.registers.store import questions_of
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.store.requests import requests_by

MOST_LOOKS = 100_000


async def own_data(
    conn: Connection, cipher: FieldCipher, account_id: UUID, *, looks_since: datetime
) -> dict[str, Any]:
    """Account, person, consents, invitations, registers, corrections and access log, as plain values."""
    account = await account_by_id(conn, account_id)
    if account is None:
        raise NotFound
    has_desk = account.role in {"clerk", "official"}  # who is told of what waits there
    person = await person_by_id(conn, account_id)
    looks = await looks_at(conn, account_id, since=looks_since, limit=MOST_LOOKS, offset=0)
    return {
        "account": {
            "id": account.id,
            "role": account.role,
            "city": account.city,
            "name": account.name,
            "mobile": cipher.decrypt(account.mobile_encrypted) if account.mobile_encrypted else None,
            "desk_messages": DESK_MESSAGES[await desk_messages_of(conn, account_id)] if has_desk else None,
        },
        "person": {"id_number": cipher.decrypt(person.id_number_encrypted)} if person else None,
        "privacy_notices": [
            {"notice_version": one.version, "agreed_at": one.agreed_at, "told_at": one.told_at}
            for one in await consents_of(conn, account_id)
        ],
        "invited_employers": [
            {"name": one.name, "asked_at": one.asked_at} for one in await invitations_of(conn, account_id)
        ],
        "asked_registers": [
            {"register": register, "asked_at": asked_at, "outcome": outcome}
            for register, asked_at, outcome in await questions_of(conn, account_id)
        ],
        "corrections": [
            {
                "name": one.after.name,
                "id_number": cipher.decrypt(one.id_number_encrypted),
                "former_name": one.before.name,
                "former_id_number": cipher.decrypt(one.former_id_number_encrypted),
                "why": one.why,
                "asked_at": one.asked_at,
                "state": one.state,
                "reason": one.reason,
                "decided_at": one.decided_at,
            }
            for one in await requests_by(conn, account_id, Kind.CORRECTION)
        ],
        "looked_at_by": [
            {
                "reader": look.reader_name,
                "organisation": look.org_name,
                "role": look.role,
                "what": SHOWN_NAMES[look.shown],
                "first_at": look.first_at,
                "last_at": look.last_at,
                "times": look.times,
            }
            for look in looks
        ],
    }
