"""How the holders of accounts want to be told of what waits."""

from uuid import UUID

from kit.db import Connection
from services.identity.accounts.domain.desk_messages import DeskMessages


async def desk_messages_of(conn: Connection, account_id: UUID) -> DeskMessages:
    """As somebody chose it, or as it is for everybody."""
    return DeskMessages(
        await conn.fetchval("select desk_messages from accounts where id = $1", account_id)
        or DeskMessages.AT_ONCE
    )


async def choose_desk_messages(conn: Connection, account_id: UUID, chosen: DeskMessages) -> None:
    """From now on so."""
    await conn.execute("update accounts set desk_messages = $2 where id = $1", account_id, chosen)
