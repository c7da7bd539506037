"""Fees that were paid, and no workflow has taken it."""

from contracts.case import ROLE_NAMES, Role
from contracts.stuck import Finding, Found, Kind, Question
from kit import outbox
from kit.db import Connection


async def find(conn: Connection, question: Question) -> Found:
    """What was told of a payment longer ago than one is patient, and was not heard."""
    kind = Kind.PAID_NOT_ADVANCED
    if not question.asks_for(kind):
        return Found()
    told = await outbox.unheard(
        conn, before=question.before(kind), limit=question.most, about=question.case_id
    )
    rows = await conn.fetch(
        "select distinct application_id, city from orders where application_id = any($1::uuid[])",
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
