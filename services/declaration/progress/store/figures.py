"""How many cases wait, where, for whom and for how long: the read model in numbers, by city."""

from collections.abc import Mapping

from kit.db import Connection
from kit.watching import Figure, Look, Numbers, total

CASES = Figure("cases", "Cases that have not ended, by status and stage", ("city", "status", "stage"))
WAITING = Figure(
    "cases_waiting",
    "Cases that have not ended, by whose turn it is and since when: a day, week, month or longer",
    ("city", "party", "age"),
)
LONGEST = Figure(
    "cases_longest_wait_seconds",
    "For how long the case that waits longest has waited for this party",
    ("city", "party"),
)
OVERDUE = Figure(
    "cases_overdue",
    "Cases whose turn lasts longer than the turn or the city's time for the office allows",
    ("city", "party"),
)
TIMERS = Figure(
    "timers_due",
    "Turns that end by the clock within the hour or the day, or should have ended minutes ago (late)",
    ("city", "within"),
)


async def cases(conn: Connection) -> Mapping[Figure, Numbers]:
    """Count the cases that have not ended, which `declarations_one_active` finds: the words are the same."""
    rows = await conn.fetch(
        """
        select turns.city, status, turns.stage, party, age, within,
               count(*) as cases,
               count(*) filter (where least(until, limits.due_at) < now()) as overdue,
               extract(epoch from now() - min(since))::float8 as seconds
        from (
            select id, city, status, stage, round, turn ->> 'who' as party,
                   (turn ->> 'since')::timestamptz as since, (turn ->> 'until')::timestamptz as until,
                   exists (select from holds where declaration_id = declarations.id and lifted_at is null)
                       as is_held
            from declarations
            where status <> all (array['titled', 'not_elected', 'result_upheld', 'refused', 'withdrawn',
                                       'missed', 'unpaid'])
        ) as turns
        left join limits
            on limits.id = turns.id and limits.stage = turns.stage and limits.round = turns.round,
        lateral (select
            case when since > now() - interval '1 day' then 'day'
                 when since > now() - interval '7 days' then 'week'
                 when since > now() - interval '30 days' then 'month'
                 else 'longer' end as age,
            case when until < now() - interval '5 minutes' then case when is_held then '' else 'late' end
                 when until < now() + interval '1 hour' then 'hour'
                 when until < now() + interval '1 day' then 'day'
                 else '' end as within
        ) as clock
        group by 1, 2, 3, 4, 5, 6
        """
    )
    longest: dict[tuple[str, ...], float] = {}
    for row in rows:
        key = (row["city"], row["party"])
        longest[key] = max(row["seconds"], longest.get(key, 0.0))
    return {
        CASES: total(rows, "cases", "city", "status", "stage"),
        WAITING: total(rows, "cases", "city", "party", "age"),
        LONGEST: longest,
        OVERDUE: total(rows, "overdue", "city", "party"),
        TIMERS: total([row for row in rows if row["within"]], "cases", "city", "within"),
    }


LOOKS = (Look((CASES, WAITING, LONGEST, OVERDUE, TIMERS), cases),)
