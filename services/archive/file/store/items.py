"""Items and their versions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from contracts.archive import Picked
from contracts.sections.archive import Visibility
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import insert, read
from services.archive.evidence.domain import Evidence
from services.archive.evidence.store import files_of_versions, hold_files
from services.archive.file.domain import Content, Item, State, Version
from services.archive.kinds.domain.fields import Field, Shape, Value, Values
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS, SECRETS


async def picked(conn: Connection, person_id: UUID) -> tuple[Picked, ...]:
    """Which of somebody's items were chosen, for every plan."""
    rows = await conn.fetch(
        """
        select plan, item_id, is_representative, fixed_for from extracted
         where person_id = $1 order by plan, item_id
        """,
        person_id,
    )
    return tuple(read(Picked, row) for row in rows)


async def items_of(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Sequence[Item]:
    """Every item of a person, deleted ones too: its latest, its verified, its last returned version."""
    rows = await conn.fetch(
        """
        select i.id as item_id, i.person_id, i.kind, i.version as revision, i.deleted_at, v.*, d.decided_at
        from items i
        join item_versions v on v.item_id = i.id
        left join decisions d on d.id = v.decision_id
        where i.person_id = $1
          and (v.state = 'verified'
               or v.number in (
                   select max(number) from item_versions where item_id = i.id
                   union all
                   select max(number) from item_versions where item_id = i.id and state = 'returned'
               ))
        order by i.created_at, i.id, v.number
        """,
        person_id,
    )
    files = await files_of_versions(conn, cipher, [row["id"] for row in rows])
    return [_item(cipher, list(group), files) for _, group in groupby(rows, key=lambda row: row["item_id"])]


async def owner_of_item(conn: Connection, item_id: UUID) -> UUID | None:
    """Whose item it is."""
    owner: UUID | None = await conn.fetchval("select person_id from items where id = $1", item_id)
    return owner


async def insert_item(conn: Connection, *, item_id: UUID, person_id: UUID, city: str, kind: str) -> None:
    """A new item, still without a version."""
    await insert(conn, "items", id=item_id, person_id=person_id, city=city, kind=kind)


async def insert_draft(
    conn: Connection,
    cipher: FieldCipher,
    *,
    version_id: UUID,
    item_id: UUID,
    city: str,
    number: int,
    content: Content,
    reason: str = "",
) -> None:
    """A new version of an item."""
    fields, secrets = _locked(cipher, content.values)
    await insert(
        conn,
        "item_versions",
        id=version_id,
        item_id=item_id,
        city=city,
        number=number,
        fields=fields,
        secrets=secrets,
        is_public=content.visibility is Visibility.PUBLIC,
        state=State.DRAFT,
        reason=reason,
    )
    await hold_files(conn, cipher, version_id, city=city, files=content.files)


async def rewrite_draft(
    conn: Connection, cipher: FieldCipher, *, version_id: UUID, city: str, content: Content
) -> None:
    """Write over a version that nobody has judged; it is a draft again."""
    fields, secrets = _locked(cipher, content.values)
    await conn.execute(
        """
        update item_versions
        set fields = $2, secrets = $3, is_public = $4, state = 'draft', employer_id = null,
            submitted_at = null
        where id = $1 and state in ('draft', 'submitted')
        """,
        version_id,
        fields,
        secrets,
        content.visibility is Visibility.PUBLIC,
    )
    await hold_files(conn, cipher, version_id, city=city, files=content.files)


async def copy_as_drafts(conn: Connection, copies: Mapping[UUID, UUID]) -> None:
    """New drafts that say what these versions say, evidence included: version → id of its copy."""
    await conn.execute(
        """
        insert into item_versions (id, item_id, city, number, fields, secrets, is_public, state, reason)
        select c.id, v.item_id, v.city, v.number + 1, v.fields, v.secrets, v.is_public, 'draft', ''
        from unnest($1::uuid[], $2::uuid[]) as c (source, id)
        join item_versions v on v.id = c.source
        """,
        list(copies),
        list(copies.values()),
    )
    await conn.execute(
        """
        insert into version_files (version_id, file_id, city, position, name_encrypted)
        select c.id, h.file_id, h.city, h.position, h.name_encrypted
        from unnest($1::uuid[], $2::uuid[]) as c (source, id)
        join version_files h on h.version_id = c.source
        """,
        list(copies),
        list(copies.values()),
    )


async def submit_versions(
    conn: Connection, version_ids: Sequence[UUID], *, employer_id: UUID, at: datetime
) -> None:
    """Hand drafts to the employer."""
    await conn.execute(
        """
        update item_versions
        set state = 'submitted', employer_id = $2, submitted_at = $3
        where id = any($1) and state = 'draft'
        """,
        version_ids,
        employer_id,
        at,
    )


async def withdraw_versions(conn: Connection, version_ids: Sequence[UUID]) -> None:
    """Take submitted versions back."""
    await conn.execute(
        """
        update item_versions
        set state = 'draft', employer_id = null, submitted_at = null
        where id = any($1) and state = 'submitted'
        """,
        version_ids,
    )


async def supersede_versions(conn: Connection, version_ids: Sequence[UUID]) -> None:
    """What was verified counts no longer."""
    await conn.execute(
        "update item_versions set state = 'superseded' where id = any($1) and state = 'verified'", version_ids
    )


async def judge_versions(
    conn: Connection, judged: Sequence[tuple[UUID, State, str]], *, decision_id: UUID | None
) -> None:
    """Record judgements of submitted versions: each with its state and reason.

    Without a decision of the employer it is what the platform itself sealed.
    """
    await conn.execute(
        """
        update item_versions v
        set state = j.state, decision_id = $4, reason = j.reason
        from unnest($1::uuid[], $2::text[], $3::text[]) as j (id, state, reason)
        where v.id = j.id and v.state = 'submitted'
        """,
        [version_id for version_id, _, _ in judged],
        [state for _, state, _ in judged],
        [reason for _, _, reason in judged],
        decision_id,
    )


async def touch_items(conn: Connection, item_ids: Sequence[UUID]) -> None:
    """Count a change, so that forms that were opened before it are recognised."""
    await conn.execute("update items set version = version + 1 where id = any($1)", item_ids)


async def mark_deleted(conn: Connection, item_id: UUID, *, at: datetime | None) -> None:
    """Put an item away, or with no time bring it back."""
    await conn.execute("update items set deleted_at = $2, version = version + 1 where id = $1", item_id, at)


def _locked(cipher: FieldCipher, values: Values) -> tuple[Mapping[str, Value], Mapping[str, str]]:
    fields = {name: value for name, value in values.items() if name not in SECRETS}
    secrets = {name: cipher.encrypt(str(value)) for name, value in values.items() if name in SECRETS}
    return fields, secrets


def _item(cipher: FieldCipher, rows: Sequence[Record], files: Mapping[UUID, Sequence[Evidence]]) -> Item:
    first = rows[0]
    kind = KINDS[first["kind"]]
    versions = [_version(cipher, kind, row, files.get(row["id"], ())) for row in rows]
    return Item(
        id=first["item_id"],
        person_id=first["person_id"],
        kind=kind,
        revision=first["revision"],
        is_deleted=first["deleted_at"] is not None,
        current=versions[-1],
        judged=versions[-2] if len(versions) > 1 else None,
        verified=next((version for version in versions if version.state is State.VERIFIED), None),
    )


def _version(cipher: FieldCipher, kind: Kind, row: Record, files: Sequence[Evidence]) -> Version:
    opened = {name: _opened(cipher, kind.field(name), value) for name, value in row["secrets"].items()}
    return read(
        Version,
        row,
        values=row["fields"] | opened,
        visibility=Visibility.PUBLIC if row["is_public"] else Visibility.OFFICES,
        files=tuple(files),
    )


def _opened(cipher: FieldCipher, field: Field | None, value: str) -> Value:
    plain = cipher.decrypt(value)
    return int(plain) if field and field.shape is Shape.NUMBER else plain
