"""Files that prove records, and which version holds which."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import read
from services.archive.evidence.domain import Evidence, Twin


async def keep_files(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, city: str, files: Sequence[Evidence]
) -> list[UUID]:
    """Note files of a person; those that were not known before."""
    rows = await conn.fetch(
        """
        insert into files (
            id, city, person_id, name_encrypted, media_type, bytes, pages, sha256, fingerprint, sent_sha256
        )
        select f.id, $2, $1, f.name, f.media_type, f.bytes, f.pages, f.sha256, f.fingerprint, f.sent_sha256
        from unnest(
            $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::text[], $9::text[], $10::text[]
        ) as f (id, name, media_type, bytes, pages, sha256, fingerprint, sent_sha256)
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
        [one.sent_sha256 for one in files],
    )
    return [row["id"] for row in rows]


async def hold_files(
    conn: Connection, cipher: FieldCipher, version_id: UUID, *, city: str, files: Sequence[Evidence]
) -> None:
    """Let a draft hold these files and no others, each under the name that it has here.

    A version that was judged is left as it is.
    """
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
        insert into version_files (version_id, file_id, city, position, name_encrypted)
        select v.id, f.id, $2, f.position, f.name
        from item_versions v, unnest($3::uuid[], $4::text[]) with ordinality as f (id, name, position)
        where v.id = $1 and v.state = 'draft'
        """,
        version_id,
        city,
        [one.id for one in files],
        [cipher.encrypt(one.name) for one in files],
    )


async def files_of_versions(
    conn: Connection, cipher: FieldCipher, version_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Evidence]]:
    """The files of each of these versions that has any, in their order."""
    rows = await conn.fetch(
        """
        select h.version_id, coalesce(h.name_encrypted, f.name_encrypted) as name_encrypted,
               f.id, f.media_type, f.bytes, f.pages, f.sha256, f.fingerprint, f.sent_sha256
        from version_files h
        join files f on f.id = h.file_id
        where h.version_id = any($1)
        order by h.version_id, h.position
        """,
        version_ids,
    )
    found: dict[UUID, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row["version_id"], []).append(read(Evidence, row, cipher))
    return found


async def files_of_person(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Sequence[Evidence]:
    """Every file of a person; of the same content the latest comes last."""
    rows = await conn.fetch("select * from files where person_id = $1 order by created_at, id", person_id)
    return [read(Evidence, row, cipher) for row in rows]


async def twins(
    conn: Connection, cipher: FieldCipher, *, person_ids: Sequence[UUID], employer_id: UUID
) -> Sequence[Twin]:
    """Files of these people whose content also proves another record, of theirs or of a colleague's."""
    rows = await conn.fetch(
        """
        with handed_in as (
            select i.id as item_id, i.person_id, f.fingerprint,
                   coalesce(h.name_encrypted, f.name_encrypted) as name_encrypted
            from persons p
            join items i on i.person_id = p.id and i.deleted_at is null
            join item_versions v on v.item_id = i.id and v.state in ('submitted', 'verified')
            join version_files h on h.version_id = v.id
            join files f on f.id = h.file_id
            where p.employer_id = $2
              and f.fingerprint in (select fingerprint from files where person_id = any($1))
        )
        select distinct mine.item_id, mine.name_encrypted, p.id = mine.person_id as is_own,
               p.name_encrypted as owner_encrypted
        from handed_in mine
        join handed_in other on other.fingerprint = mine.fingerprint and other.item_id <> mine.item_id
        join persons p on p.id = other.person_id
        where mine.person_id = any($1)
        """,
        person_ids,
        employer_id,
    )
    return [read(Twin, row, cipher) for row in rows]


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
