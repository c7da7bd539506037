"""Re-reviews: the request is the applicant's, the answer as review told it; both are encrypted."""

from datetime import datetime
from uuid import UUID

from contracts.rereview import Request, ReReviewAnswered
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.progress.domain.records import Entry
from services.declaration.progress.domain.rereviews import ReReview


async def ask(
    conn: Connection, cipher: FieldCipher, entry: Entry, request: Request, asked_at: datetime
) -> bool:
    """Keep a request; false where there is one, or the days are over."""
    return await insert(
        conn,
        "re_reviews",
        "on conflict (id) do nothing",
        id=entry.id,
        city=entry.city,
        declaration_id=entry.application_id,
        asked_at=asked_at,
        request_encrypted=cipher.encrypt(adapter(Request).dump_json(request).decode()),
    )


async def close(conn: Connection, entry: Entry) -> bool:
    """Take no request any more; whether there was one."""
    await insert(
        conn,
        "re_reviews",
        "on conflict (id) do nothing",
        id=entry.id,
        city=entry.city,
        declaration_id=entry.application_id,
    )
    return await conn.fetchval("select asked_at is not null from re_reviews where id = $1", entry.id) is True


async def rereviews_of(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> list[ReReview]:
    """Of one declaration, the newest first."""
    rows = await conn.fetch(
        "select * from re_reviews where declaration_id = $1 order by created_at desc, id", declaration_id
    )
    return [read(ReReview, row, cipher, request=_request(cipher, row["request_encrypted"])) for row in rows]


async def ids_of(conn: Connection, declaration_id: UUID) -> list[UUID]:
    """The requests of a declaration."""
    rows = await conn.fetch("select id from re_reviews where declaration_id = $1", declaration_id)
    return [row["id"] for row in rows]


async def keep_answer(conn: Connection, cipher: FieldCipher, told: ReReviewAnswered) -> None:
    """Keep what was answered, once, closed with the newest key; of what was erased nothing."""
    await conn.execute(
        """
        update re_reviews set finding = $2, office = $3, answer_encrypted = $4, answered_at = $5
         where id = $1 and finding is null and asked_at is not null
        """,
        told.re_review_id,
        told.finding,
        told.office,
        cipher.encrypt(cipher.decrypt(told.answer_encrypted)),
        told.at,
    )


def _request(cipher: FieldCipher, encrypted: str | None) -> Request | None:
    return adapter(Request).validate_json(cipher.decrypt(encrypted)) if encrypted else None
