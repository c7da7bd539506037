"""An applicant at what is enclosed with their own declaration."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from cities import Cities
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.grants import Grants
from kit.http import Conn, state
from kit.session import Session
from services.declaration.attachments.domain.wanted import Enclosures, Wanted
from services.declaration.attachments.operations import enclosures_of
from services.declaration.drafting.operations.draft import Desk, open_desk
from services.declaration.web.parts import Applicant, ApplicationId, Cipher


@dataclass(frozen=True)
class Room:
    """An applicant at the attachments of their own declaration."""

    request: Request
    who: Session
    desk: Desk
    cipher: FieldCipher
    conn: Connection

    @property
    def page(self) -> str:
        """Where everything that is wanted is told."""
        return f"/declarations/{self.desk.record.id}/attachments"

    @property
    def grants(self) -> Grants:
        """What seals grants and opens receipts."""
        found: Grants = state(self.request, "grants")
        return found

    @property
    def cities(self) -> Cities:
        """What the cities say."""
        found: Cities = state(self.request, "cities")
        return found

    async def enclosures(self) -> Enclosures:
        """What is wanted and there by now."""
        return await enclosures_of(self.conn, self.cipher, self.desk)

    async def wanted(self, code: str) -> Wanted:
        """One attachment; what is not wanted does not exist."""
        found = (await self.enclosures()).find(code)
        if found is None:
            raise NotFound
        return found


async def _room(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn
) -> Room:
    return Room(request, who, await open_desk(conn, cipher, application_id, who.account_id), cipher, conn)


Here = Annotated[Room, Depends(_room)]
