"""What is awaited on paper, and each receipt."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.handins.domain import HandIn, Receipt, Received, Sought


async def put(
    conn: Connection, cipher: FieldCipher, hand_in: HandIn, *, stage: str, round_: int, code: str
) -> bool:
    """Await it; false when it was awaited before."""
    return await insert(
        conn,
        "hand_ins",
        "on conflict (id) do nothing",
        stage=stage,
        round=round_,
        check_code=code,
        **columns(hand_in, cipher, "applicant", "paper"),
    )


async def of_office(
    conn: Connection, cipher: FieldCipher, hand_in_id: UUID, office_id: UUID
) -> HandIn | None:
    """One of this office's."""
    row = await conn.fetchrow(
        "select * from hand_ins where id = $1 and office_id = $2", hand_in_id, office_id
    )
    return read(HandIn, row, cipher)


async def of_office_for_update(
    conn: Connection, cipher: FieldCipher, hand_in_id: UUID, office_id: UUID
) -> HandIn | None:
    """The same, locked until the transaction ends."""
    row = await conn.fetchrow(
        "select * from hand_ins where id = $1 and office_id = $2 for update", hand_in_id, office_id
    )
    return read(HandIn, row, cipher)


async def of_person(
    conn: Connection, cipher: FieldCipher, application_id: UUID, person_id: UUID
) -> HandIn | None:
    """The newest of a person's own case."""
    row = await conn.fetchrow(
        """
        select * from hand_ins
         where application_id = $1 and person_id = $2
         order by opened_at desc, id
         limit 1
        """,
        application_id,
        person_id,
    )
    return read(HandIn, row, cipher)


async def sought(conn: Connection, cipher: FieldCipher, wanted: Sought, office_id: UUID) -> HandIn | None:
    """What a number or a form's code means; this office's before another's, the newest first."""
    row = await conn.fetchrow(
        """
        select * from hand_ins
         where number = $1 or check_code = $2
         order by office_id = $3 desc, opened_at desc, id
         limit 1
        """,
        wanted.number,
        wanted.code,
        office_id,
    )
    return read(HandIn, row, cipher)


async def has_newer(conn: Connection, hand_in: HandIn) -> bool:
    """Whether another form of the case was issued since."""
    return (
        await conn.fetchval(
            "select exists (select from hand_ins where application_id = $1 and opened_at > $2)",
            hand_in.application_id,
            hand_in.opened_at,
        )
        is True
    )


async def listed(
    conn: Connection, cipher: FieldCipher, office_id: UUID, *, is_done: bool, limit: int, offset: int = 0
) -> list[HandIn]:
    """What this office awaits, the oldest first; or what it has, the last first."""
    rows = await conn.fetch(
        """
        select * from hand_ins
         where office_id = $1 and (done_at is not null) = $2
         order by done_at desc nulls first, opened_at, id
         limit $3 offset $4
        """,
        office_id,
        is_done,
        limit,
        offset,
    )
    return [read(HandIn, row, cipher) for row in rows]


async def count(conn: Connection, office_id: UUID, *, is_done: bool) -> int:
    """How many there are."""
    found: int = await conn.fetchval(
        "select count(*) from hand_ins where office_id = $1 and (done_at is not null) = $2",
        office_id,
        is_done,
    )
    return found


async def record(
    conn: Connection,
    cipher: FieldCipher,
    hand_in: HandIn,
    received: Received,
    *,
    account_id: UUID,
    name: str,
    at: datetime,
    until: date | None,
) -> None:
    """What was received by now, and one more line of who received it when."""
    await conn.execute(
        """
        update hand_ins
           set version = version + 1, copies = $2, stamped = $3, has_paper = $4, paper_encrypted = $5,
               missing_until = $6::date, done_at = case when $6::date is null then $7::timestamptz end
         where id = $1
        """,
        hand_in.id,
        received.copies,
        list(received.stamped),
        received.has_paper,
        cipher.encrypt(received.paper),
        until,
        at,
    )
    await insert(
        conn,
        "hand_in_receipts",
        id=derived("hand-in receipt", hand_in.id, hand_in.version + 1),
        city=hand_in.city,
        hand_in_id=hand_in.id,
        version=hand_in.version + 1,
        at=at,
        account_id=account_id,
        by_name=name,
        copies=received.copies,
        stamped=list(received.stamped),
        has_paper=received.has_paper,
        missing_until=until,
    )


async def receipts(conn: Connection, hand_in_id: UUID) -> Sequence[Receipt]:
    """Everything that was recorded, in order."""
    rows = await conn.fetch(
        "select * from hand_in_receipts where hand_in_id = $1 order by version", hand_in_id
    )
    return [read(Receipt, row) for row in rows]


async def delete_of(conn: Connection, person_id: UUID) -> None:
    """Forget a person's papers."""
    await conn.execute("delete from hand_ins where person_id = $1", person_id)
