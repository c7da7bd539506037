"""Officials, their terms, and the sessions that end with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.identity.offices.domain.officials import Official, Post, State, Term

_SELECT = """
    select officials.id, officials.city, accounts.name, accounts.mobile_encrypted, officials.version,
           not exists (select from activations where activations.id = officials.id and used_at is null)
               as is_activated,
           offices.closed_at is not null as is_office_closed,
           officials.id_number_fingerprint is not null as is_number_known,
           terms.id as term_id, terms.office_id, terms.office, terms.office_name, terms.from_on,
           terms.until_on, terms.created_at as term_created_at
    from officials
    join accounts on accounts.id = officials.id
    left join official_terms terms on terms.official_id = officials.id and terms.ended_at is null
    left join offices on offices.id = terms.office_id
"""
# The same order as `Official.state`.
_STATE = """
    case when terms.id is null then 'ended'
         when offices.closed_at is not null then 'closed'
         when terms.until_on < $1 then 'expired'
         when terms.from_on > $1 then 'later'
         when exists (select from activations where activations.id = officials.id and used_at is null)
         then 'waiting' else 'active' end
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which officials a list shows; what is empty leaves nothing out."""

    today: date
    city: str
    office: UUID | None
    state: State | None
    words: str

    @property
    def arguments(self) -> tuple[object, ...]:
        """In the order of the statement."""
        return self.today, self.city, self.office, self.state.value if self.state else "", self.words


def _official(row: Record) -> Official:
    told = {"id": row["term_id"], "created_at": row["term_created_at"]}
    return read(Official, row, term=read(Term, row, **told) if row["term_id"] else None)


async def insert_official(conn: Connection, *, account_id: UUID, city: str) -> None:
    """Say that an account is an official's."""
    await insert(conn, "officials", id=account_id, city=city)


async def insert_term(
    conn: Connection, *, term_id: UUID, official_id: UUID, city: str, post: Post, assigned_by: UUID | None
) -> None:
    """Give an official an office; no other term may be open."""
    await insert(
        conn,
        "official_terms",
        id=term_id,
        official_id=official_id,
        city=city,
        assigned_by=assigned_by,
        **columns(post),
    )


async def end_term(
    conn: Connection, official_id: UUID, *, ended_by: UUID | None, why: str, at: datetime
) -> None:
    """End the open term of an official."""
    await conn.execute(
        """
        update official_terms set ended_at = $2, ended_by = $3, ended_why = $4
        where official_id = $1 and ended_at is null
        """,
        official_id,
        at,
        ended_by,
        why,
    )


async def count_version(conn: Connection, official_id: UUID) -> None:
    """Note that an official was changed."""
    await conn.execute("update officials set version = version + 1 where id = $1", official_id)


async def number_of(conn: Connection, official_id: UUID) -> str | None:
    """By what the applicant is found that an official is, too; none where nobody entered it."""
    found: str | None = await conn.fetchval(
        "select id_number_fingerprint from officials where id = $1", official_id
    )
    return found


async def note_number(conn: Connection, official_id: UUID, fingerprint: str) -> None:
    """Keep by what the applicant is found that an official is, too."""
    await conn.execute(
        "update officials set id_number_fingerprint = $2 where id = $1", official_id, fingerprint
    )


async def official_by_id(conn: Connection, official_id: UUID) -> Official | None:
    """The official with this id."""
    row = await conn.fetchrow(_SELECT + "where officials.id = $1", official_id)
    return _official(row) if row else None


async def official_for_update(conn: Connection, official_id: UUID) -> Official | None:
    """The official with this id, locked."""
    await conn.execute("select from officials where id = $1 for update", official_id)
    return await official_by_id(conn, official_id)


async def officials_like(conn: Connection, wanted: Wanted, *, limit: int, offset: int) -> list[Official]:
    """Officials of this sort."""
    rows = await conn.fetch(
        _SELECT
        + _where()
        + "order by officials.city, terms.office, accounts.name, officials.id limit $6 offset $7",
        *wanted.arguments,
        limit,
        offset,
    )
    return [_official(row) for row in rows]


async def count_officials(conn: Connection, wanted: Wanted) -> int:
    """How many there are of this sort."""
    count: int = await conn.fetchval(
        f"select count(*) from ({_SELECT + _where()}) found",  # noqa: S608 - texts of this file
        *wanted.arguments,
    )
    return count


def _where() -> str:
    return f"""
        where ($2 = '' or officials.city = $2) and ($3::uuid is null or terms.office_id = $3)
          and ($4 = '' or {_STATE} = $4) and ($5 = '' or strpos(lower(accounts.name), lower($5)) > 0)
    """


async def terms_of(conn: Connection, official_id: UUID) -> list[Term]:
    """Every term of an official, the newest first."""
    rows = await conn.fetch(
        """
        select terms.id, office_id, office, office_name, from_on, until_on, terms.created_at, ended_at,
               ended_why, assigners.name as assigner, enders.name as ender
        from official_terms terms
        left join accounts assigners on assigners.id = assigned_by
        left join accounts enders on enders.id = ended_by
        where official_id = $1
        order by terms.created_at desc, terms.id
        """,
        official_id,
    )
    return [read(Term, row) for row in rows]


async def holders_of(conn: Connection, office_id: UUID) -> list[UUID]:
    """Who has an office."""
    rows = await conn.fetch(
        "select official_id from official_terms where office_id = $1 and ended_at is null", office_id
    )
    return [row["official_id"] for row in rows]


async def colleagues_in(
    conn: Connection, office_ids: Sequence[UUID], *, but: UUID, today: date
) -> list[Official]:
    """Who acts for one of these offices on a day."""
    rows = await conn.fetch(
        _SELECT
        + """
        where terms.office_id = any($1) and officials.id <> $2 and offices.closed_at is null
          and terms.from_on <= $3 and (terms.until_on is null or terms.until_on >= $3)
        order by accounts.name, officials.id
        """,
        office_ids,
        but,
        today,
    )
    return [_official(row) for row in rows]


async def renew_mobile(conn: Connection, account_id: UUID, mobile_encrypted: str) -> None:
    """Replace an official's mobile number."""
    await conn.execute(
        "update accounts set mobile_encrypted = $2 where id = $1", account_id, mobile_encrypted
    )
