"""The files of each attachment, what the applicant says of post and insurance, what registers told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from contracts.registers import Register
from contracts.sections.archive import File
from contracts.sections.registered import Registered
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.declaration.attachments.domain.registers import in_shanghai
from services.declaration.attachments.domain.wanted import Circumstances

REGISTERED = TypeAdapter(Registered)


async def circumstances_of(conn: Connection, declaration_id: UUID) -> Circumstances:
    """What was said so far."""
    row = await conn.fetchrow(
        "select version, public_post, insured_elsewhere from circumstances where id = $1", declaration_id
    )
    return read(Circumstances, row) or Circumstances()


async def registered_of(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID
) -> Mapping[str, Registered]:
    """What registers told, by register."""
    rows = await conn.fetch(
        "select register, told_encrypted, is_disputed from registered where declaration_id = $1",
        declaration_id,
    )
    found = [(_registered(cipher.decrypt(row["told_encrypted"])), row) for row in rows]
    return {row["register"]: replace(one, is_disputed=row["is_disputed"]) for one, row in found}


def _registered(words: str) -> Registered:
    """As it was kept; while insurance was the only one it had another name."""
    kept = json.loads(words)
    if "insurance" in kept:
        at = in_shanghai(datetime.fromisoformat(kept["at"]))
        kept = {**kept, "register": Register.INSURANCE, "told": kept["insurance"], "at": at}
    return REGISTERED.validate_python(kept)


async def keep_registered(
    conn: Connection, cipher: FieldCipher, declaration_id: UUID, found: Registered, *, city: str
) -> bool:
    """What a register told; another record than before is not disputed yet, the same one changes nothing."""
    return await insert(
        conn,
        "registered",
        """
        on conflict (declaration_id, register) do update
        set told_encrypted = excluded.told_encrypted, sha256 = excluded.sha256, is_disputed = false
        where registered.sha256 <> excluded.sha256
        """,
        declaration_id=declaration_id,
        register=found.register,
        city=city,
        told_encrypted=cipher.encrypt(REGISTERED.dump_json(found).decode()),
        sha256=found.sha256,
    )


async def dispute(conn: Connection, declaration_id: UUID, register: str, *, is_disputed: bool) -> bool:
    """Whether the applicant says that the record is not right; false when that is what they said."""
    changed = await conn.fetchval(
        """
        update registered set is_disputed = $3
        where declaration_id = $1 and register = $2 and is_disputed <> $3
        returning true
        """,
        declaration_id,
        register,
        is_disputed,
    )
    return changed is True


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
