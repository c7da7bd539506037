"""The files of each attachment, and what the applicant says of post and insurance."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import TypeAdapter

from contracts.sections.archive import File
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.declaration.attachments.domain.wanted import Circumstances, Insured

INSURED = TypeAdapter(Insured)


async def circumstances_of(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> Circumstances:
    """What was said so far, and what a register told."""
    row = await conn.fetchrow(
        """
        select version, public_post, insured_elsewhere, is_disputed, insured_encrypted
        from circumstances where id = $1
        """,
        declaration_id,
    )
    if row is None:
        return Circumstances()
    told = row["insured_encrypted"]
    insured = INSURED.validate_json(cipher.decrypt(told)) if told else None
    return read(Circumstances, row, insured=insured)


async def keep_insured(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID, insured: Insured, *, city: str
) -> None:
    """What a register told; another record than before is not disputed yet, the same one changes nothing."""
    await insert(
        conn,
        "circumstances",
        """
        on conflict (id) do update
        set insured_encrypted = excluded.insured_encrypted, insured_sha256 = excluded.insured_sha256,
            is_disputed = false, version = circumstances.version + 1
        where circumstances.insured_sha256 is distinct from excluded.insured_sha256
        """,
        id=declaration_id,
        city=city,
        insured_encrypted=cipher.encrypt(INSURED.dump_json(insured).decode()),
        insured_sha256=insured.sha256,
    )


async def dispute(conn: Connection, declaration_id: UUID, *, is_disputed: bool) -> None:
    """Whether the applicant says that the record is not right."""
    await conn.execute(
        """
        update circumstances set is_disputed = $2, version = version + 1
        where id = $1 and insured_encrypted is not null and is_disputed <> $2
        """,
        declaration_id,
        is_disputed,
    )


async def say(
    conn: Connection, declaration_id: UUID, *, city: str, answers: Mapping[str, bool | None]
) -> None:
    """Keep what is said, in place of what was said before."""
    await insert(
        conn,
        "circumstances",
        """
        on conflict (id) do update
        set public_post = excluded.public_post, insured_elsewhere = excluded.insured_elsewhere,
            version = circumstances.version + 1
        where (circumstances.public_post, circumstances.insured_elsewhere)
            is distinct from (excluded.public_post, excluded.insured_elsewhere)
        """,
        id=declaration_id,
        city=city,
        **answers,
    )


async def count_change(conn: Connection, declaration_id: UUID, *, city: str) -> None:
    """Note that the files are others now: what was previewed is to be previewed again."""
    await insert(
        conn,
        "circumstances",
        "on conflict (id) do update set version = circumstances.version + 1",
        id=declaration_id,
        city=city,
    )


async def files_of(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID
) -> Mapping[str, Sequence[File]]:
    """The files of each attachment that has any, in the order in which they came."""
    rows = await conn.fetch(
        """
        select code, file_id as id, name_encrypted, media_type, bytes, pages, sha256
        from attachments where declaration_id = $1 order by created_at, id
        """,
        declaration_id,
    )
    found: dict[str, list[File]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(read(File, row, cipher))
    return found


async def add_file(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID, code: str, file: File, *, city: str
) -> bool:
    """Attach a file; false when it is attached there already."""
    return await insert(
        conn,
        "attachments",
        "on conflict (declaration_id, code, file_id) do nothing",
        id=derived("attachment", declaration_id, code, file.id),
        city=city,
        declaration_id=declaration_id,
        code=code,
        file_id=file.id,
        name_encrypted=cipher.encrypt(file.name),
        media_type=file.media_type,
        bytes=file.bytes,
        pages=file.pages,
        sha256=file.sha256,
    )


async def drop_files(conn: Connection, declaration_id: UUID, code: str, file_ids: Sequence[UUID]) -> None:
    """Attach these no longer."""
    await conn.execute(
        "delete from attachments where declaration_id = $1 and code = $2 and file_id = any($3)",
        declaration_id,
        code,
        file_ids,
    )
