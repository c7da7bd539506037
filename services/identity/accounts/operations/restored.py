"""An older state of the accounts came back: what was ended or used since must not be good again."""

from dataclasses import dataclass
from datetime import datetime

from kit.db import Connection
from services.identity.access.operations.sessions import end_all
from services.identity.access.store.sent_codes import delete_codes
from services.identity.accounts.store.activations import end_activations
from services.identity.accounts.store.mobile_changes import end_mobile_changes


@dataclass(frozen=True, kw_only=True)
class Voided:
    """Whose sessions ended, and how many codes are void."""

    accounts: int
    codes: int


async def begin_anew(conn: Connection, at: datetime) -> Voided:
    """Everybody signs in again, and asks for a new code; done twice is done once."""
    codes = await delete_codes(conn)
    codes += await end_activations(conn, at)
    codes += await end_mobile_changes(conn, at)
    return Voided(accounts=await end_all(conn, at), codes=codes)
