"""Items and their versions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from services.archive.domain.fields import Value, Values
from services.archive.domain.items import Item, State, Version
from services.archive.domain.kinds import KINDS, SECRETS


async def items_of(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Sequence[Item]:
    """Every item of a person, deleted ones too, each with its latest and its verified version."""
    rows = await conn.fetch(
        """
        select i.id as item_id, i.person_id, i.kind, i.version as revision, i.deleted_at, v.*, d.decided_at
        from items i
        join item_versions v on v.item_id = i.id
        left join decisions d on d.id = v.decision_id
        where i.person_id = $1
          and (v.state = 'verified'
               or v.number = (select max(number) from item_versions where item_id = i.id))
        order by i.created_at, i.id, v.number
        """,
        person_id,
    )
    return [_item(cipher, list(group)) for _, group in groupby(rows, key=lambda row: row["item_id"])]


async def owner_of_item(conn: Connection, item_id: UUID) -> UUID | None:
    """Whose item it is."""
    owner: UUID | None = await conn.fetchval("select person_id from items where id = $1", item_id)
    return owner


async def insert_item(conn: Connection, *, item_id: UUID, person_id: UUID, city: str, kind: str) -> None:
    """A new item, still without a version."""
    await conn.execute(
        "insert into items (id, person_id, city, kind) values ($1, $2, $3, $4)",
        item_id,
        person_id,
        city,
        kind,
    )


async def insert_draft(
    conn: Connection,
    cipher: FieldCipher,
    *,
    version_id: UUID,
    item_id: UUID,
    city: str,
    number: int,
    values: Values,
    reason: str = "",
) -> None:
    """A new version of an item."""
    fields, secrets = _locked(cipher, values)
    await conn.execute(
        """
        insert into item_versions (id, item_id, city, number, fields, secrets, state, reason)
        values ($1, $2, $3, $4, $5, $6, 'draft', $7)
        """,
        version_id,
        item_id,
        city,
        number,
        fields,
        secrets,
        reason,
    )


async def rewrite_draft(conn: Connection, cipher: FieldCipher, *, version_id: UUID, values: Values) -> None:
    """Write over a version that nobody has judged; it is a draft again."""
    fields, secrets = _locked(cipher, values)
    await conn.execute(
        """
        update item_versions
        set fields = $2, secrets = $3, state = 'draft', employer_id = null, submitted_at = null
        where id = $1 and state in ('draft', 'submitted')
        """,
        version_id,
        fields,
        secrets,
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


async def withdraw_version(conn: Connection, version_id: UUID) -> None:
    """Take a submitted version back."""
    await conn.execute(
        """
        update item_versions
        set state = 'draft', employer_id = null, submitted_at = null
        where id = $1 and state = 'submitted'
        """,
        version_id,
    )


async def supersede_version(conn: Connection, version_id: UUID) -> None:
    """What was verified counts no longer."""
    await conn.execute(
        "update item_versions set state = 'superseded' where id = $1 and state = 'verified'", version_id
    )


async def judge_version(
    conn: Connection, *, version_id: UUID, state: State, decision_id: UUID, reason: str
) -> None:
    """Record the employer's judgement of a submitted version."""
    await conn.execute(
        """
        update item_versions
        set state = $2, decision_id = $3, reason = $4
        where id = $1 and state = 'submitted'
        """,
        version_id,
        state,
        decision_id,
        reason,
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


def _item(cipher: FieldCipher, rows: Sequence[Record]) -> Item:
    versions = [_version(cipher, row) for row in rows]
    first = rows[0]
    return Item(
        id=first["item_id"],
        person_id=first["person_id"],
        kind=KINDS[first["kind"]],
        revision=first["revision"],
        is_deleted=first["deleted_at"] is not None,
        current=versions[-1],
        verified=next((version for version in versions if version.state is State.VERIFIED), None),
    )


def _version(cipher: FieldCipher, row: Record) -> Version:
    opened = {name: cipher.decrypt(value) for name, value in row["secrets"].items()}
    return Version(
        id=row["id"],
        number=row["number"],
        state=State(row["state"]),
        values=row["fields"] | opened,
        reason=row["reason"],
        submitted_at=row["submitted_at"],
        decided_at=row["decided_at"],
    )
