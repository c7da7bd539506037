"""Links by which pledges are signed, and the signatures."""

from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.documents.signing.domain.pledge import Link, Signature


def _fingerprint(cipher: FieldCipher, token: str) -> str:
    return cipher.fingerprint(f"signing:{token}")


async def insert_link(conn: Connection, cipher: FieldCipher, link: Link) -> None:
    """Keep a link; what was never used of this person's and is over goes."""
    await conn.execute(
        "delete from signing_links where person_id = $1 and used_at is null and expires_at < now()",
        link.person_id,
    )
    told = columns(link, cipher, "name", "token")
    await insert(conn, "signing_links", **told, token_fingerprint=_fingerprint(cipher, link.token))


async def newest_link(conn: Connection, cipher: FieldCipher, application_id: UUID) -> Link | None:
    """The link that was made last for a declaration."""
    row = await conn.fetchrow(
        "select * from signing_links where application_id = $1 order by created_at desc limit 1",
        application_id,
    )
    return read(Link, row, cipher)


async def link_of_token(conn: Connection, cipher: FieldCipher, token: str) -> Link | None:
    """The link that a token belongs to; whoever signs by it, or opens it first, waits for who does so now."""
    row = await conn.fetchrow(
        "select * from signing_links where token_fingerprint = $1 for update", _fingerprint(cipher, token)
    )
    return read(Link, row, cipher)


async def open_link(conn: Connection, link_id: UUID, browser: str) -> None:
    """From now on this browser alone may sign by it."""
    await conn.execute("update signing_links set opened_by = $2 where id = $1", link_id, browser)


async def use_link(conn: Connection, link_id: UUID, at: datetime) -> None:
    """It was signed by."""
    await conn.execute("update signing_links set used_at = $2 where id = $1", link_id, at)


async def insert_signature(conn: Connection, cipher: FieldCipher, signature: Signature) -> None:
    """Keep what was signed."""
    await insert(conn, "signatures", **columns(signature, cipher, "name", "drawing"))


async def newest_signature(
    conn: Connection, cipher: FieldCipher, application_id: UUID, person_id: UUID
) -> Signature | None:
    """What this person signed last for a declaration."""
    row = await conn.fetchrow(
        """
        select *
          from signatures
         where application_id = $1 and person_id = $2
         order by signed_at desc
         limit 1
        """,
        application_id,
        person_id,
    )
    return read(Signature, row, cipher)


async def signatures_of(conn: Connection, cipher: FieldCipher, person_id: UUID) -> list[Signature]:
    """Everything that a person has signed, in order."""
    rows = await conn.fetch("select * from signatures where person_id = $1 order by signed_at, id", person_id)
    return [read(Signature, row, cipher) for row in rows]


async def delete_signatures(conn: Connection, application_id: UUID) -> None:
    """Delete the links and signatures of a declaration."""
    await conn.execute("delete from signing_links where application_id = $1", application_id)
    await conn.execute("delete from signatures where application_id = $1", application_id)


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete a person's links and signatures."""
    await conn.execute("delete from signing_links where person_id = $1", person_id)
    await conn.execute("delete from signatures where person_id = $1", person_id)
