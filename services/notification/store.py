"""All SQL of notification."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from contracts.notification import Template
from contracts.stuck import Finding, Found, Kind, Question
from kit.db import Connection
from kit.rows import columns, insert, read, upsert
from kit.watching import Figure, Look, Numbers, total
from services.notification.domain import Kept, OddReceipt, Outgoing, Recipient, State, Undelivered

CENTRE = "短信中心"
MESSAGES = Figure("messages", "Messages of the last seven days, by where they are", ("city", "state"))
KINDS = Figure(
    "messages_of_kind",
    "Messages of the last three days and of the last seven, by kind: one that is missed shows by its absence",
    ("template", "within"),
)
FAILED_KEPT = timedelta(days=30)  # what failed before is history


async def recipient_for_update(conn: Connection, recipient_id: UUID, city: str) -> Recipient:
    """The recipient, locked, so that a message and the number it waits for cannot miss each other."""
    row = await upsert(conn, "recipients", "(id) do update set id = excluded.id", id=recipient_id, city=city)
    return read(Recipient, row)


async def update_number(
    conn: Connection, recipient_id: UUID, *, mobile_encrypted: str, changed_at: datetime
) -> None:
    """Keep a recipient's number."""
    await conn.execute(
        "update recipients set mobile_encrypted = $2, changed_at = $3 where id = $1",
        recipient_id,
        mobile_encrypted,
        changed_at,
    )


async def insert_message(
    conn: Connection,
    *,
    message_id: UUID,
    city: str,
    recipient_id: UUID,
    template: Template,
    text: str,
    state: State,
    at: datetime,
    mobile_encrypted: str | None = None,
    secret_encrypted: str | None = None,
) -> bool:
    """Keep a message; false when it was kept before."""
    return await insert(
        conn,
        "messages",
        "on conflict (id) do nothing",
        id=message_id,
        city=city,
        recipient_id=recipient_id,
        template=template,
        text=text,
        state=state,
        changed_at=at,
        mobile_encrypted=mobile_encrypted,
        secret_encrypted=secret_encrypted,
    )


async def release_waiting(conn: Connection, recipient_id: UUID, *, at: datetime) -> list[UUID]:
    """Make everything ready that waited for a recipient's number, oldest first."""
    rows = await conn.fetch(
        """
        with released as (
            update messages set state = 'ready', changed_at = $2
            where recipient_id = $1 and state = 'waiting'
            returning id, created_at
        )
        select id from released order by created_at, id
        """,
        recipient_id,
        at,
    )
    return [row["id"] for row in rows]


async def ready_message(conn: Connection, message_id: UUID) -> Outgoing | None:
    """The message with its number, when it has not left yet."""
    row = await conn.fetchrow(
        """
        select messages.id, text, secret_encrypted,
               coalesce(messages.mobile_encrypted, recipients.mobile_encrypted) as mobile_encrypted
        from messages join recipients on recipients.id = recipient_id
        where messages.id = $1 and state = 'ready'
        """,
        message_id,
    )
    return read(Outgoing, row)


async def mark_handed_over(conn: Connection, message_id: UUID, *, sent_to: str, at: datetime) -> None:
    """Note that the SMS centre has a message, unless its receipt was faster."""
    await conn.execute(
        """
        update messages set
            sent_to = $2,
            mobile_encrypted = null,
            secret_encrypted = null,
            state = case state when 'ready' then 'handed_over' else state end,
            changed_at = case state when 'ready' then $3 else changed_at end
        where id = $1
        """,
        message_id,
        sent_to,
        at,
    )


async def close_message(conn: Connection, message_id: UUID, *, state: State, at: datetime) -> bool:
    """Note what became of a message that left, by the latest word; false when nothing is new."""
    row = await conn.fetchrow(
        """
        update messages set state = $2, changed_at = $3
        where id = $1 and (
            state in ('ready', 'handed_over')
            or (state in ('delivered', 'failed')
                and (changed_at, state = 'delivered') < ($3, $2 = 'delivered'))
        )
        returning id
        """,
        message_id,
        state,
        at,
    )
    return row is not None


async def to_repeat(
    conn: Connection, ids: Sequence[UUID], act_id: UUID, *, left_before: datetime
) -> list[Undelivered]:
    """Which of these messages, or of those that were sent in their place, did not arrive, as far as is known.

    What this act sent again itself counts, so that it finds its work when it is asked once more.
    """
    rows = await conn.fetch(
        """
        with recursive told as (
            select * from messages where id = any($1::uuid[])
            union
            select again.* from messages again join told on told.repeated_by = again.id
        )
        select id, city, recipient_id, template, text, state from told
        where (repeated_by is null and (
                state in ('ready', 'failed') or state = 'handed_over' and changed_at < $3
            ) and not exists (select from told t join acts on acts.about = t.id
                              where t.repeated_by = told.id and acts.act_id = $2))
           or exists (select from acts where about = told.id and act_id = $2)
        order by created_at, id
        """,
        ids,
        act_id,
        left_before,
    )
    return [read(Undelivered, row) for row in rows]


async def note_repeated(conn: Connection, message_id: UUID, again: UUID) -> None:
    """What was sent in the place of a message."""
    await conn.execute("update messages set repeated_by = $2 where id = $1", message_id, again)


async def city_of(conn: Connection, message_id: UUID) -> str | None:
    """The city of a message; none of one that is not known."""
    city: str | None = await conn.fetchval("select city from messages where id = $1", message_id)
    return city


async def insert_odd_receipt(conn: Connection, odd: OddReceipt) -> bool:
    """Keep a receipt that could not be taken; false when it was kept before."""
    return await insert(conn, "odd_receipts", "on conflict (id) do nothing", **columns(odd))


async def odd_receipts(conn: Connection, *, city: str, limit: int) -> Sequence[OddReceipt]:
    """Receipts that could not be taken, the newest first; those of no known message are the province's."""
    rows = await conn.fetch(
        """
        select id, message_id, city, why, state, told_at from odd_receipts
        where $1 = '' or city = $1
        order by told_at desc, id limit $2
        """,
        city,
        limit,
    )
    return [read(OddReceipt, row) for row in rows]


async def count_odd_receipts(conn: Connection, *, city: str) -> int:
    """How many receipts could not be taken."""
    count: int = await conn.fetchval("select count(*) from odd_receipts where $1 = '' or city = $1", city)
    return count


async def count_messages(conn: Connection, *, city: str, state: State | None) -> int:
    """How many messages the log shows."""
    count: int = await conn.fetchval(
        """
        select count(*) from messages
        where ($1 = '' or city = $1) and ($2::text is null or state = $2)
        """,
        city,
        state,
    )
    return count


async def newest_messages(
    conn: Connection, *, city: str, state: State | None, limit: int, offset: int
) -> Sequence[Kept]:
    """A page of the log."""
    rows = await conn.fetch(
        """
        select id, recipient_id, created_at, template, text, state, sent_to, changed_at,
               repeated_by is not null as is_repeated
        from messages
        where ($1 = '' or city = $1) and ($2::text is null or state = $2)
        order by created_at desc, id limit $3 offset $4
        """,
        city,
        state,
        limit,
        offset,
    )
    return [read(Kept, row) for row in rows]


async def delete_recipient(conn: Connection, recipient_id: UUID) -> None:
    """Delete somebody's number and messages."""
    await conn.execute(
        "delete from odd_receipts where message_id in (select id from messages where recipient_id = $1)",
        recipient_id,
    )
    await conn.execute(
        "delete from acts where about in (select id from messages where recipient_id = $1)", recipient_id
    )
    await conn.execute("delete from messages where recipient_id = $1", recipient_id)
    await conn.execute("delete from recipients where id = $1", recipient_id)


async def hand_over_again(conn: Connection, *, hidden: str, at: datetime) -> list[UUID]:
    """Make ready again what the centre was given and sent no receipt for; not what held a secret."""
    rows = await conn.fetch(
        """
        with again as (
            update messages set state = 'ready', changed_at = $2
            from recipients
            where recipients.id = recipient_id and recipients.mobile_encrypted is not null
            and state = 'handed_over' and strpos(text, $1) = 0
            returning messages.id, messages.created_at
        )
        select id from again order by created_at, id
        """,
        hidden,
        at,
    )
    return [row["id"] for row in rows]


async def find_stuck(conn: Connection, question: Question) -> Found:
    """Messages that failed, or left or should have left longer ago than one is patient.

    One that waits for its recipient's number waits for nobody of ours. They belong to people, not to a case.
    """
    kind = Kind.MESSAGE_UNDELIVERED
    if not question.asks_for(kind) or question.case_id:
        return Found()
    rows = await conn.fetch(
        """
        select id as subject_id, city, template || '/' || state as detail, changed_at as since
          from messages
         where state in ('ready', 'handed_over', 'failed') and created_at > $3 and repeated_by is null
           and changed_at < case state when 'failed' then $4::timestamptz else $1::timestamptz end
           and ($2 = '' or city = $2)
         order by created_at limit $5
        """,
        question.before(kind),
        question.city,
        question.at - FAILED_KEPT,
        question.at,
        question.most,
    )
    findings = [read(Finding, row, kind=kind, case_id=None, party=CENTRE) for row in rows]
    return Found.answering(question, kind, findings)


async def figures(conn: Connection) -> Mapping[Figure, Numbers]:
    """Count what was to be told lately."""
    rows = await conn.fetch(
        """
        select city, state, template, count(*) as week,
               count(*) filter (where created_at > now() - interval '3 days') as three_days
        from messages where created_at > now() - interval '7 days'
        group by 1, 2, 3
        """
    )
    kinds: Numbers = {
        (template, within): number
        for within in ("three_days", "week")
        for (template,), number in total(rows, within, "template").items()
    }
    return {MESSAGES: total(rows, "week", "city", "state"), KINDS: kinds}


LOOKS = (Look((MESSAGES, KINDS), figures),)
