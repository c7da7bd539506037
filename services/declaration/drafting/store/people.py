"""What was heard of persons and employers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from contracts.archive import Picked
from contracts.sections.verified import Verified, VerifiedRecord
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.drafting.domain.news import MOST_KEPT, News
from services.declaration.drafting.domain.readiness import Readiness

FACTS = TypeAdapter(Verified)
NEWS = TypeAdapter(tuple[News, ...])
PICKS = TypeAdapter(tuple[Picked, ...])
RECORDS = TypeAdapter(tuple[VerifiedRecord, ...])


async def put_readiness(
    conn: Connection,
    person_id: UUID,
    *,
    city: str,
    employer_id: UUID,
    has_basic_verified: bool,
    has_records_verified: bool,
    facts_encrypted: str,
    records_encrypted: str,
    news_encrypted: str,
    picks: tuple[Picked, ...],
    told_at: datetime,
) -> None:
    """Keep what of a person's archive is verified; older news do not undo newer ones."""
    await insert(
        conn,
        "readiness",
        """
        on conflict (id) do update
        set city = excluded.city,
            employer_id = excluded.employer_id,
            has_basic_verified = excluded.has_basic_verified,
            has_records_verified = excluded.has_records_verified,
            facts_encrypted = excluded.facts_encrypted,
            records_encrypted = excluded.records_encrypted,
            news_encrypted = excluded.news_encrypted,
            picks = excluded.picks,
            told_at = excluded.told_at
        where readiness.told_at <= excluded.told_at
        """,
        id=person_id,
        city=city,
        employer_id=employer_id,
        has_basic_verified=has_basic_verified,
        has_records_verified=has_records_verified,
        facts_encrypted=facts_encrypted,
        records_encrypted=records_encrypted,
        news_encrypted=news_encrypted,
        picks=PICKS.dump_python(picks, mode="json"),
        told_at=told_at,
    )


async def readiness_of(conn: Connection, person_id: UUID) -> Readiness:
    """What of a person's archive is verified; nothing when nothing was heard."""
    row = await conn.fetchrow(
        """
        select employer_id, has_basic_verified, has_records_verified,
               coalesce(suspended_for, '') as suspended_for
        from readiness left join employers on employers.id = employer_id
        where readiness.id = $1
        """,
        person_id,
    )
    return read(Readiness, row) or Readiness()


async def verified_facts(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Verified | None:
    """What a declaration takes of a person's basic information; none while nothing of it is verified."""
    facts = await conn.fetchval("select facts_encrypted from readiness where id = $1", person_id)
    return FACTS.validate_json(cipher.decrypt(facts)) if facts else None


async def archive_told_at(conn: Connection, person_id: UUID) -> datetime | None:
    """When the archive of a person was told last, which locks it until the transaction ends."""
    told: datetime | None = await conn.fetchval(
        "select told_at from readiness where id = $1 for update", person_id
    )
    return told


async def news_of_archive(conn: Connection, cipher: FieldCipher, person_id: UUID) -> tuple[News, ...]:
    """What changed in a person's archive, the newest last."""
    told = await conn.fetchval("select news_encrypted from readiness where id = $1", person_id)
    return NEWS.validate_json(cipher.decrypt(told)) if told else ()


def closed_news(cipher: FieldCipher, news: Sequence[News]) -> str:
    """What changed, as it is kept."""
    return cipher.encrypt(NEWS.dump_json(tuple(news[-MOST_KEPT:])).decode()) if news else ""


async def verified_records(
    conn: Connection, cipher: FieldCipher, person_id: UUID
) -> tuple[VerifiedRecord, ...]:
    """The records of a person that are verified by now, as far as it was told."""
    told = await conn.fetchval("select records_encrypted from readiness where id = $1", person_id)
    return RECORDS.validate_json(cipher.decrypt(told)) if told else ()


async def picks_of(conn: Connection, person_id: UUID) -> tuple[Picked, ...]:
    """Which achievements a person chose, for every plan, as far as it was told."""
    return PICKS.validate_python(
        await conn.fetchval("select picks from readiness where id = $1", person_id) or ()
    )


async def put_employer(
    conn: Connection,
    employer_id: UUID,
    *,
    city: str,
    name: str,
    level: str,
    place: str,
    version: int,
    suspended_for: str,
    kind: str,
) -> None:
    """Keep what an employer is called and whether it may act; an older version does not undo a newer one."""
    await insert(
        conn,
        "employers",
        """
        on conflict (id) do update
        set city = excluded.city, name = excluded.name, level = excluded.level, place = excluded.place,
            version = excluded.version, suspended_for = excluded.suspended_for, kind = excluded.kind
        where employers.version < excluded.version
        """,
        id=employer_id,
        city=city,
        name=name,
        level=level,
        place=place,
        version=version,
        suspended_for=suspended_for,
        kind=kind,
    )


async def employer_kind(conn: Connection, employer_id: UUID) -> str:
    """What sort of unit an employer is; empty when that was not told."""
    return await conn.fetchval("select kind from employers where id = $1", employer_id) or ""


async def employer_shown(conn: Connection, employer_id: UUID) -> tuple[str, str]:
    """An employer's name and the place it belongs to; empty when it was not heard yet."""
    row = await conn.fetchrow("select name, place from employers where id = $1", employer_id)
    return (row["name"], row["place"]) if row else ("", "")


async def suspended_for(conn: Connection, employer_id: UUID) -> str:
    """Why an employer may not act for the time being; empty when it may."""
    return await conn.fetchval("select suspended_for from employers where id = $1", employer_id) or ""


async def put_photo(conn: Connection, person_id: UUID, *, confirmed_at: datetime) -> None:
    """Keep that a person has a confirmed photo."""
    await insert(
        conn,
        "photos",
        """
        on conflict (id) do update set confirmed_at = excluded.confirmed_at
        where photos.confirmed_at < excluded.confirmed_at
        """,
        id=person_id,
        confirmed_at=confirmed_at,
    )


async def has_photo(conn: Connection, person_id: UUID) -> bool:
    """Whether a person has a confirmed photo."""
    return await conn.fetchval("select true from photos where id = $1", person_id) is True


async def put_pledge(conn: Connection, application_id: UUID, person_id: UUID, *, signed_at: datetime) -> None:
    """Keep that the pledge of a declaration was signed."""
    await insert(
        conn,
        "pledges",
        """
        on conflict (id) do update set signed_at = excluded.signed_at
        where pledges.signed_at < excluded.signed_at
        """,
        id=application_id,
        person_id=person_id,
        signed_at=signed_at,
    )


async def is_pledged(conn: Connection, application_id: UUID) -> bool:
    """Whether the pledge of a declaration was signed."""
    return await conn.fetchval("select true from pledges where id = $1", application_id) is True
