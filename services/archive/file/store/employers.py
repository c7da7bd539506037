"""The copy of the employers."""

from collections.abc import Sequence
from uuid import UUID

from contracts.normal.names import UNSAID
from kit.db import Connection
from kit.rows import columns, insert, read
from services.archive.file.domain import Employer

# Each employer that was merged with every one on its way; the last of them is not merged itself.
_WAY = """
    with recursive way (id, successor) as (
        select id, merged_into from employers where merged_into is not null
        union
        select way.id, next.merged_into
        from way join employers next on next.id = way.successor
        where next.merged_into is not null
    )
"""


async def save_employer(conn: Connection, employer: Employer) -> None:
    """Keep the newest version of what was told; an older one changes nothing."""
    await insert(
        conn,
        "employers",
        """
        on conflict (id) do update
        set city = excluded.city, name = excluded.name, credit_code = excluded.credit_code,
            level = excluded.level, place = excluded.place, department = excluded.department,
            status = excluded.status, version = excluded.version, former_names = excluded.former_names,
            merged_into = excluded.merged_into, suspended_for = excluded.suspended_for
        where employers.version < excluded.version
        """,
        **columns(employer),
    )


async def people_of_merged(conn: Connection) -> Sequence[tuple[UUID, UUID]]:
    """Persons whose employer was merged, each with the employer that there is now."""
    rows = await conn.fetch(
        _WAY  # noqa: S608 - words of ours
        + """
        select persons.id, way.successor
        from way
        join employers last on last.id = way.successor and last.merged_into is null
        join persons on persons.employer_id = way.id
        order by persons.id
        """,
    )
    return [(row["id"], row["successor"]) for row in rows]


async def acting_employer(conn: Connection, employer_id: UUID) -> UUID:
    """The employer itself, or the one at the end of the way into which it was merged."""
    found: UUID | None = await conn.fetchval(
        _WAY  # noqa: S608 - words of ours
        + """
        select way.successor from way join employers last on last.id = way.successor
        where way.id = $1 and last.merged_into is null
        """,
        employer_id,
    )
    return found or employer_id


async def move_submitted(conn: Connection, *, person_id: UUID, employer_id: UUID) -> None:
    """Let what a person has submitted wait at another employer."""
    await conn.execute(
        """
        update item_versions set employer_id = $2
        where state = 'submitted' and item_id in (select id from items where person_id = $1)
        """,
        person_id,
        employer_id,
    )


async def employer_by_id(conn: Connection, employer_id: UUID) -> Employer | None:
    """An employer."""
    row = await conn.fetchrow("select * from employers where id = $1", employer_id)
    return read(Employer, row)


async def employers_like(
    conn: Connection, words: Sequence[str], code: str, *, city: str, limit: int
) -> Sequence[Employer]:
    """Employers whose present or former name contains all the words, as they are compared, or of this code.

    One that was merged leads to its successor. Those of the city first, then the approved ones.
    """
    rows = await conn.fetch(
        _WAY  # noqa: S608 - words of ours
        + """
        select * from employers
        where merged_into is null
          and exists (
              select from (
                  select employers.name, employers.credit_code
                  union all select former, '' from unnest(former_names) as former
                  union all select gone.name, gone.credit_code
                  from way join employers gone on gone.id = way.id where way.successor = employers.id
              ) as called
              where called.credit_code = $2 or cardinality($1::text[]) > 0 and (
                  select bool_and(strpos(translate(lower(called.name), $3, ''), word) > 0)
                  from unnest($1::text[]) as word
              )
          )
        order by city <> $4, status <> 'approved', strpos(translate(lower(name), $3, ''), ($1::text[])[1]),
                 length(name), name, id
        limit $5
        """,
        list(words),
        code,
        UNSAID,
        city,
        limit,
    )
    return [read(Employer, row) for row in rows]
