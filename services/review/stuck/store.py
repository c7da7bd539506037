"""Offices that are late, and decisions that no workflow has taken."""

from contracts.case import ROLE_NAMES, Role
from contracts.stuck import Finding, Found, Kind, Question
from kit import outbox
from kit.db import Connection
from kit.rows import read


async def late(conn: Connection, question: Question) -> Found:
    """Open tasks that were to be decided longer ago than one is patient."""
    kind = Kind.WAITS_TOO_LONG
    rows = await conn.fetch(
        """
        select application_id as case_id, id as subject_id, city, role as detail, office_name as party,
               opened_at as since, due_at as due
          from tasks
         where state = 'open' and due_days is not null
           and due_at < $1 and ($2 = '' or city = $2) and ($3::uuid is null or application_id = $3)
         order by due_at limit $4
        """,
        question.before(kind),
        question.city,
        question.case_id,
        question.most,
    )
    return Found.answering(question, kind, [read(Finding, row, kind=kind) for row in rows])


async def unheard(conn: Connection, question: Question) -> Found:
    """What offices decided longer ago than one is patient, and no workflow has asked for what follows."""
    kind = Kind.DECISION_NOT_DELIVERED
    told = await outbox.unheard(
        conn, before=question.before(kind), limit=question.most, about=question.case_id
    )
    rows = await conn.fetch(
        "select distinct application_id, city from tasks where application_id = any($1::uuid[])",
        [one.about for one in told],
    )
    cities = {row["application_id"]: row["city"] for row in rows}
    findings = [
        Finding(
            kind=kind,
            city=cities.get(one.about, ""),
            case_id=one.about,
            subject_id=one.id,
            party=ROLE_NAMES[Role.PLATFORM],
            since=one.created_at,
            detail=one.topic,
        )
        for one in told
    ]
    return Found.answering(question, kind, findings)
