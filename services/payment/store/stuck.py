"""Fees that were paid, and no workflow has taken it."""

from contracts.case import ROLE_NAMES, Role
from contracts.stuck import Finding, Found, Kind, Question
from kit.db import Connection
from kit.rows import read

MOST = 10_000  # are counted


async def find(conn: Connection, question: Question) -> Found:
    """What was told of a payment longer ago than one is patient, and was not heard."""
    kind = Kind.PAID_NOT_ADVANCED
    if not question.asks_for(kind):
        return Found()
    rows = await conn.fetch(
        """
        with told as (
            select id, (body ->> 'application_id')::uuid as case_id, (body ->> 'order_id')::uuid as order_id,
                   topic, created_at
              from outbox
             where is_awaited and heard_at is null and created_at < $1
               and ($3::uuid is null or (body ->> 'application_id')::uuid = $3)
             order by created_at limit $5
        ), placed as (
            select told.id as subject_id, told.case_id, told.topic as detail, told.created_at as since,
                   coalesce(orders.city, '') as city
              from told left join orders on orders.id = told.order_id
        ), counted as (
            select *, 'paid_not_advanced' as kind, count(*) over (partition by city) as of_city,
                   count(*) over () as of_all,
                   row_number() over (partition by city order by since, subject_id) as place
              from placed
             where $2 = '' or city = $2
        )
        select * from counted where place <= $4
        """,
        question.before(kind),
        question.city,
        question.case_id,
        question.limit,
        MOST,
    )
    lines = ((read(Finding, row, party=ROLE_NAMES[Role.PLATFORM]), row["of_city"]) for row in rows)
    return Found.of(lines, [kind] if rows and rows[0]["of_all"] == MOST else [])
