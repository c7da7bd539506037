"""Requests for a re-review and their answers; what is said in them is encrypted."""

from dataclasses import asdict
from uuid import UUID

from contracts.case import SectionRef
from contracts.rereview import Request
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.review.rereviews.domain import About, Line, ReReview


async def insert_rereview(conn: Connection, cipher: FieldCipher, one: ReReview) -> bool:
    """Keep a request; false where it is already."""
    values = columns(one, cipher, "answer")
    del values["sealed"]
    values["request_encrypted"] = cipher.encrypt(adapter(Request).dump_json(values.pop("request")).decode())
    return await insert(conn, "re_reviews", "on conflict (id) do nothing", **values)


async def rereview(
    conn: Connection, cipher: FieldCipher, re_review_id: UUID, *, to_change: bool = False
) -> ReReview | None:
    """One request; locked until the transaction ends if it is to change."""
    row = await conn.fetchrow(
        f"select * from re_reviews where id = $1 {'for update' if to_change else ''}",  # noqa: S608 - words of ours
        re_review_id,
    )
    return _read(row, cipher) if row else None


async def update_answer(conn: Connection, cipher: FieldCipher, one: ReReview) -> None:
    """Keep the answer."""
    await conn.execute(
        """
        update re_reviews
           set finding = $2, answer_encrypted = $3, answered_by_name = $4, answered_at = $5
         where id = $1
        """,
        one.id,
        one.finding,
        cipher.encrypt(one.answer or ""),
        one.answered_by_name,
        one.answered_at,
    )


async def note_sealed(conn: Connection, re_review_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed answer lies."""
    await conn.execute("update re_reviews set sealed = $2 where id = $1", re_review_id, asdict(ref))


async def set_aside(conn: Connection, one: ReReview) -> None:
    """The result, and its publicity if it had one, count no more; they stay for the meeting that voted."""
    for table in ("results", "releases"):
        await conn.execute(
            f"""
            update {table} set set_aside_by = $1
             where application_id = $2 and round = $3 and stage = $4 and set_aside_by is null
            """,  # noqa: S608 - words of ours
            one.id,
            one.application_id,
            one.round,
            one.stage,
        )


async def about(conn: Connection, cipher: FieldCipher, one: ReReview) -> About | None:
    """Whose case it is."""
    row = await conn.fetchrow(
        """
        select id as task_id, office_name, applicant_encrypted, employer, plan_title, title_applied
          from tasks where application_id = $1 and round = $2 and stage = $3
        """,
        one.application_id,
        one.round,
        one.stage,
    )
    return read(About, row, cipher)


async def lines(conn: Connection, cipher: FieldCipher, office_id: UUID, most: int) -> list[Line]:
    """Those of an office: first what waits, the oldest first, then what was answered, the newest first."""
    rows = await conn.fetch(
        """
        select r.id, r.person_id, t.applicant_encrypted, t.employer, t.plan_title, r.asked_at, r.finding,
               r.answered_at
          from re_reviews r join tasks t using (application_id, round, stage)
         where r.office_id = $1
         order by r.answered_at desc nulls first, r.asked_at, r.id
         limit $2
        """,
        office_id,
        most,
    )
    return [read(Line, row, cipher) for row in rows]


async def ids_of(conn: Connection, application_id: UUID) -> list[UUID]:
    """Those of a case."""
    rows = await conn.fetch("select id from re_reviews where application_id = $1", application_id)
    return [row["id"] for row in rows]


async def delete_of_person(conn: Connection, person_id: UUID) -> None:
    """Forget a person's requests."""
    await conn.execute("delete from re_reviews where person_id = $1", person_id)


def _read(row: Record, cipher: FieldCipher) -> ReReview:
    request = adapter(Request).validate_json(cipher.decrypt(row["request_encrypted"]))
    sealed = SectionRef(**row["sealed"]) if row["sealed"] else None
    return read(ReReview, row, cipher, request=request, sealed=sealed)
