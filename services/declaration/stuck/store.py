"""Whose period is over, and nothing followed: the workflow's timer should have moved the case."""

from contracts.case import ROLE_NAMES, Role
from contracts.stuck import Finding, Found, Kind, Question
from kit.db import Connection
from kit.rows import read

MOST = 10_000  # are counted


async def find(conn: Connection, question: Question) -> Found:
    """Open cases whose turn ended longer ago than one is patient."""
    kind = Kind.WAITS_TOO_LONG
    if not question.asks_for(kind):
        return Found()
    rows = await conn.fetch(
        """
        with over as (
            select id as case_id, id as subject_id, city, turn ->> 'who' as detail, turn ->> 'name' as party,
                   (turn ->> 'since')::timestamptz as since, turn_until(turn) as due
              from declarations
             where turn ->> 'until' is not null
               and status not in
                   ('titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid')
               and turn_until(turn) < $1 and ($2 = '' or city = $2) and ($3::uuid is null or id = $3)
             order by turn_until(turn) limit $5
        ), counted as (
            select *, 'waits_too_long' as kind, count(*) over (partition by city) as of_city,
                   count(*) over () as of_all,
                   row_number() over (partition by city order by due, case_id) as place
              from over
        )
        select * from counted where place <= $4
        """,
        question.before(kind),
        question.city,
        question.case_id,
        question.limit,
        MOST,
    )
    lines = (
        (read(Finding, row, party=row["party"] or ROLE_NAMES[Role(row["detail"])]), row["of_city"])
        for row in rows
    )
    return Found.of(lines, [kind] if rows and rows[0]["of_all"] == MOST else [])
