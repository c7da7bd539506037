"""Files that prove records, and which version holds which."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from services.archive.domain.evidence import Evidence


async def keep_files(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, city: str, files: Sequence[Evidence]
) -> list[UUID]:
    """Note files of a person; those that were not known before."""
    rows = await conn.fetch(
        """
        insert into files (id, city, person_id, name_encrypted, media_type, bytes, pages, sha256, fingerprint)
        select f.id, $2, $1, f.name, f.media_type, f.bytes, f.pages, f.sha256, f.fingerprint
        from unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::text[], $9::text[])
             as f (id, name, media_type, bytes, pages, sha256, fingerprint)
        on conflict (id) do nothing
        returning id
        """,
        person_id,
        city,
        [one.id for one in files],
        [cipher.encrypt(one.name) for one in files],
        [one.media_type for one in files],
        [one.bytes for one in files],
        [one.pages for one in files],
        [one.sha256 for one in files],
        [one.fingerprint for one in files],
    )
    return [row["id"] for row in rows]


async def hold_files(conn: Connection, version_id: UUID, *, city: str, files: Sequence[Evidence]) -> None:
    """Let a draft hold these files and no others. A version that was judged is left as it is."""
    await conn.execute(
        """
        delete from version_files h
        using item_versions v
        where h.version_id = $1 and v.id = h.version_id and v.state = 'draft'
        """,
        version_id,
    )
    await conn.execute(
        """
        insert into version_files (version_id, file_id, city, position)
        select v.id, f.id, $2, f.position
        from item_versions v, unnest($3::uuid[]) with ordinality as f (id, position)
        where v.id = $1 and v.state = 'draft'
        """,
        version_id,
        city,
        [one.id for one in files],
    )


async def files_of_versions(
    conn: Connection, cipher: FieldCipher, version_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Evidence]]:
    """The files of each of these versions that has any, in their order."""
    rows = await conn.fetch(
        """
        select h.version_id, f.*
        from version_files h
        join files f on f.id = h.file_id
        where h.version_id = any($1)
        order by h.version_id, h.position
        """,
        version_ids,
    )
    found: dict[UUID, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row["version_id"], []).append(_evidence(cipher, row))
    return found


async def is_shown_to_employer(conn: Connection, file_id: UUID, employer_id: UUID) -> bool:
    """Whether the file proves something that one of the employer's people handed in."""
    shown: bool = await conn.fetchval(
        """
        select exists (
            select from version_files h
            join item_versions v on v.id = h.version_id and v.state <> 'draft'
            join items i on i.id = v.item_id and i.deleted_at is null
            join persons p on p.id = i.person_id
            where h.file_id = $1 and p.employer_id = $2 and v.employer_id = $2
        )
        """,
        file_id,
        employer_id,
    )
    return shown


async def owner_of_file(conn: Connection, file_id: UUID) -> UUID | None:
    """Whose file it is."""
    owner: UUID | None = await conn.fetchval("select person_id from files where id = $1", file_id)
    return owner


def _evidence(cipher: FieldCipher, row: Record) -> Evidence:
    return Evidence(
        id=row["id"],
        name=cipher.decrypt(row["name_encrypted"]),
        media_type=row["media_type"],
        bytes=row["bytes"],
        pages=row["pages"],
        sha256=row["sha256"],
        fingerprint=row["fingerprint"],
    )
