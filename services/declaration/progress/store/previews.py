"""What the last check of a draft sealed or found, and what it depended on."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from contracts.case import Manifest
from kit.db import Connection
from services.declaration.drafting.domain.declarations import Draft, Record
from services.declaration.drafting.store.declarations import MANIFEST


async def looks(conn: Connection, record: Record, draft: Draft) -> str:
    """A digest of all that the preview shows, as far as it was told here; another look is sealed anew."""
    row = await conn.fetchrow(
        """
        select (select confirmed_at from photos where id = $1) as photo,
               (select signed_at from pledges where id = $3) as pledge,
               (select told_at from readiness where id = $1) as archive,
               (select version from employers where id = $2) as employer,
               (select version from recommendations where id = $3) as experts,
               (
                   select string_agg(concat(id, version), ' ' order by id)
                   from invitations where declaration_id = $3 and ended_at is null
               ) as invited,
               (select sum(version) from assessments where declaration_id = $3) as assessed,
               (select version from circumstances where id = $3) as attachments,
               (select count(*) from reopened where declaration_id = $3) as reopened
        """,
        record.person_id,
        record.employer_id,
        record.id,
    )
    told = [record.round + 1, draft.version, *(row.values() if row else ())]
    return sha256("/".join(map(str, told)).encode()).hexdigest()[:16]


async def keep_preview(
    conn: Connection, record: Record, seen: str, sections: Manifest, found: Sequence[str] = ()
) -> None:
    """Keep what was sealed, or where the problems are mended that stood against it, in place of the last."""
    await conn.execute(
        """
        insert into previews (id, city, looks, sections, found) values ($1, $2, $3, $4, $5)
        on conflict (id) do update
        set looks = excluded.looks, sections = excluded.sections, found = excluded.found, pressed_at = null
        """,
        record.id,
        record.city,
        seen,
        MANIFEST.dump_python(sections, mode="json"),
        [*found],
    )


async def preview_of(conn: Connection, declaration_id: UUID, seen: str) -> Manifest | None:
    """What was sealed for this look; none if the look has changed since, or had problems."""
    sections = await conn.fetchval(
        "select sections from previews where id = $1 and looks = $2", declaration_id, seen
    )
    return MANIFEST.validate_python(sections) if sections else None


async def first_pressed(conn: Connection, declaration_id: UUID, seen: str, at: datetime) -> datetime:
    """When 提交 was first pressed for this look, which is `at` if never; an answer begins a new look."""
    first: datetime | None = await conn.fetchval(
        """
        update previews set pressed_at = coalesce(pressed_at, $3) where id = $1 and looks = $2
        returning pressed_at
        """,
        declaration_id,
        seen,
        at,
    )
    return first or at


async def found_by_preview(conn: Connection, declaration_id: UUID, seen: str) -> list[str]:
    """Where the problems are mended that were found for this look; none once the look has changed."""
    found: list[str] | None = await conn.fetchval(
        "select found from previews where id = $1 and looks = $2", declaration_id, seen
    )
    return found or []
