"""The copy of the approved employers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from services.archive.domain.items import Employer


async def save_employer(conn: Connection, employer: Employer, *, told_at: datetime) -> None:
    """Keep what was told last."""
    await conn.execute(
        """
        insert into employers (id, city, name, credit_code, level, place, department, told_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (id) do update
        set city = $2, name = $3, credit_code = $4, level = $5, place = $6, department = $7, told_at = $8
        where employers.told_at <= $8
        """,
        employer.id,
        employer.city,
        employer.name,
        employer.credit_code,
        employer.level,
        employer.place,
        employer.department,
        told_at,
    )


async def employer_by_id(conn: Connection, employer_id: UUID) -> Employer | None:
    """An approved employer."""
    row = await conn.fetchrow("select * from employers where id = $1", employer_id)
    return _employer(row) if row else None


async def employers_like(conn: Connection, words: str, *, city: str, limit: int) -> Sequence[Employer]:
    """Employers whose name contains the words or whose credit code is them; those of the city first."""
    rows = await conn.fetch(
        """
        select * from employers
        where strpos(name, $1) > 0 or credit_code = upper($1)
        order by city <> $2, strpos(name, $1), length(name), name, id
        limit $3
        """,
        words,
        city,
        limit,
    )
    return [_employer(row) for row in rows]


def _employer(row: Record) -> Employer:
    return Employer(
        id=row["id"],
        name=row["name"],
        credit_code=row["credit_code"],
        city=row["city"],
        level=row["level"],
        place=row["place"],
        department=row["department"],
    )
