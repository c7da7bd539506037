"""Offices that are late, and decisions that no workflow has taken."""

from contracts.case import ROLE_NAMES, Role
from contracts.stuck import Finding, Found, Kind, Question
from kit.db import Connection
from kit.rows import read

MOST = 10_000  # are counted


async def late(conn: Connection, question: Question) -> Found:
    """Open tasks that were to be decided longer ago than one is patient."""
    kind = Kind.WAITS_TOO_LONG
    rows = await conn.fetch(
        """
        with late as (
            select application_id as case_id, id as subject_id, city, role as detail, office_name as party,
                   opened_at as since, due_at as due
              from tasks
             where state = 'open' and due_days is not null
               and due_at < $1 and ($2 = '' or city = $2) and ($3::uuid is null or application_id = $3)
             order by due_at limit $5
        ), counted as (
            select *, 'waits_too_long' as kind, count(*) over (partition by city) as of_city,
                   count(*) over () as of_all,
                   row_number() over (partition by city order by due, subject_id) as place
              from late
        )
        select * from counted where place <= $4
        """,
        question.before(kind),
        question.city,
        question.case_id,
        question.limit,
        MOST,
    )
    lines = ((read(Finding, row), row["of_city"]) for row in rows)
    return Found.of(lines, [kind] if rows and rows[0]["of_all"] == MOST else [])


async def unheard(conn: Connection, question: Question) -> Found:
    """What offices decided longer ago than one is patient, and no workflow has asked for what follows."""
    kind = Kind.DECISION_NOT_DELIVERED
    rows = await conn.fetch(
        """
        with told as (
            select id, (body ->> 'application_id')::uuid as case_id, topic, created_at
              from outbox
             where is_awaited and heard_at is null and created_at < $1
               and ($3::uuid is null or (body ->> 'application_id')::uuid = $3)
             order by created_at limit $5
        ), placed as (
            select told.id as subject_id, told.case_id, told.topic as detail, told.created_at as since,
                   coalesce(task.city, '') as city
              from told
              left join lateral (
                  select city from tasks where application_id = told.case_id limit 1
              ) task on true
        ), counted as (
            select *, 'decision_not_delivered' as kind, count(*) over (partition by city) as of_city,
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
