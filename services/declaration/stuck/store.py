"""Whose period is over, and nothing followed; and who is shown another status than the engine has."""

from datetime import datetime, timedelta

from contracts.application import STATUS_NAMES
from contracts.case import ROLE_NAMES, Role
from contracts.operations import Standing, Standings
from contracts.stuck import Finding, Found, Kind, Question
from kit.db import Connection
from kit.rows import read

SAME = timedelta(seconds=1)  # the engine keeps moments less exactly


async def find(conn: Connection, question: Question) -> Found:
    """Open cases whose turn ended longer ago than one is patient."""
    kind = Kind.WAITS_TOO_LONG
    if not question.asks_for(kind):
        return Found()
    rows = await conn.fetch(
        """
        select id as case_id, id as subject_id, city, turn ->> 'who' as detail, turn ->> 'name' as party,
               (turn ->> 'since')::timestamptz as since, turn_until(turn) as due
          from declarations
         where turn ->> 'until' is not null
           and status not in
               ('titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn', 'missed', 'unpaid')
           and turn_until(turn) < $1 and ($2 = '' or city = $2) and ($3::uuid is null or id = $3)
         order by turn_until(turn) limit $4
        """,
        question.before(kind),
        question.city,
        question.case_id,
        question.most,
    )
    findings = [
        read(Finding, row, kind=kind, party=row["party"] or ROLE_NAMES[Role(row["detail"])]) for row in rows
    ]
    return Found.answering(question, kind, findings)


async def behind(conn: Connection, asked: Standings) -> Found:
    """Cases that people are shown otherwise than the engine has them."""
    kind = Kind.READ_MODEL_BEHIND
    if not asked.standings:
        return Found()
    rows = await conn.fetch(
        "select id, status, turn ->> 'since' as since from declarations where id = any($1::uuid[])",
        [one.case_id for one in asked.standings],
    )
    shown = {row["id"]: (STATUS_NAMES[row["status"]], datetime.fromisoformat(row["since"])) for row in rows}
    found = [
        Finding(
            kind=kind,
            city=one.city,
            case_id=one.case_id,
            subject_id=one.case_id,
            party=ROLE_NAMES[Role.PLATFORM],
            since=one.since,
            detail=one.status,
        )
        for one in asked.standings
        if one.since < asked.question.before(kind) and _is_behind(one, shown.get(one.case_id))
    ]
    return Found.of(found, capped=[kind] if asked.is_capped else ())


def _is_behind(one: Standing, shown: tuple[str, datetime] | None) -> bool:
    """Not there at all, or from before the last move. One that is ahead was asked in another moment."""
    if shown is None:
        return True
    status, since = shown
    return since < one.since - SAME or (status != one.status and since <= one.since + SAME)
