"""Filling in and changing items: the basic information and every kind of record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.sections.archive import Visibility
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal, Stale
from kit.ids import derived, new_id
from services.archive.evidence.domain import Evidence, joined
from services.archive.evidence.domain import faults_of as evidence_faults
from services.archive.evidence.operations import keep_files
from services.archive.file.domain import Content, Item, State, basic_of, known_of, same_year
from services.archive.file.operations.read import File, file_for_update, tell_readiness
from services.archive.file.operations.waiting import tell_waiting
from services.archive.file.store import items, persons
from services.archive.file.store.queues import employers_waited_for
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind


class RecordDeleted(Refusal):
    """这条记录已删除，请先在“已删除的记录”中恢复，再修改。"""


class BasicNeeded(Refusal):
    """请先填写个人基本信息，再保存这条记录；所填内容没有丢失。"""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that came back: which item, as of which revision (0: a new one), and what was typed.

    `kept` are the files that stay evidence (none said: all of them), `added` those that came with the form.
    """

    item_id: UUID
    kind: Kind
    revision: int
    typed: Mapping[str, str]
    kept: frozenset[UUID] | None = None
    added: Sequence[Evidence] = ()

    def visibility(self, item: Item | None) -> Visibility:
        """What was chosen; where nothing was, what it is or what the kind says."""
        chosen = self.typed.get("visibility")
        if chosen in set(Visibility):
            return Visibility(chosen)
        return item.current.visibility if item else self.kind.visibility


def basic_id(person_id: UUID) -> UUID:
    """The id of somebody's basic information."""
    return derived("archive.basic", person_id)


async def save_item(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, name: str, filled: Filled, at: datetime
) -> int:
    """Save what was filled in, as a draft. The same form twice is once; an outdated form is refused.

    `name` is the one under which the person is signed in: the clerk is to see who it is today. Tells how many
    of the files that came are those that were returned.
    """
    file = await file_for_update(conn, cipher, person_id)
    item = await _own_item(conn, file, filled)
    if filled.kind is not BASIC and basic_of(file.items) is None:
        raise BasicNeeded
    known = known_of(file.person, file.items, filled.kind, filled.item_id)
    values, faults = filled.kind.read(filled.typed, at.astimezone(SHANGHAI).date(), known)
    content = Content(values=values, visibility=filled.visibility(item), files=_files(item, filled))
    faults += same_year(file.items, filled.kind, values, filled.item_id) + evidence_faults(content.files)
    if faults:
        raise Invalid(faults=faults)
    await keep_files(conn, cipher, person_id=person_id, city=file.person.city, files=filled.added, at=at)
    if item is None:
        await items.insert_item(
            conn, item_id=filled.item_id, person_id=person_id, city=file.person.city, kind=filled.kind.code
        )
        await new_draft(conn, cipher, file, filled.item_id, 1, content)
    elif item.current.content != content or item.state is State.RETURNED:
        if filled.revision != item.revision:
            raise Stale
        await change(conn, cipher, file, item, content)
    if name != file.person.name:
        await persons.rename_person(conn, cipher, person_id=person_id, name=name)
    return refused_again(item, filled.added)


def refused_again(item: Item | None, files: Sequence[Evidence]) -> int:
    """How many of these files the employer has returned already: the same content is the same file."""
    if item is None or item.state is not State.RETURNED:
        return 0
    returned = {one.id for one in item.current.files}
    return sum(one.id in returned for one in files)


async def delete_item(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, item_id: UUID, at: datetime
) -> None:
    """Put a record away; it can be brought back."""
    item = await _own_record(conn, cipher, person_id, item_id)
    if item.is_deleted:
        return
    waited_for = await employers_waited_for(conn, person_id) if item.state is State.SUBMITTED else ()
    if waited_for:
        await items.withdraw_versions(conn, [item.current.id])
    await items.mark_deleted(conn, item_id, at=at)
    await tell_readiness(conn, cipher, person_id, at=at)
    await tell_waiting(conn, waited_for)


async def restore_item(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, item_id: UUID, at: datetime
) -> None:
    """Bring a record back as it was."""
    item = await _own_record(conn, cipher, person_id, item_id)
    if not item.is_deleted:
        return
    file = await file_for_update(conn, cipher, person_id)
    kind, values = item.kind, item.current.values
    known = known_of(file.person, file.items, kind, item_id)
    faults = same_year(file.items, kind, values, item_id)
    if faults := faults + kind.contradictions(values, at.astimezone(SHANGHAI).date(), known):
        raise Refusal("；".join(fault.message for fault in faults))
    await items.mark_deleted(conn, item_id, at=None)
    await tell_readiness(conn, cipher, person_id, at=at)


async def change(conn: Connection, cipher: FieldCipher, file: File, item: Item, content: Content) -> None:
    """What nobody judged is written over; what was judged stays, and a new version waits for judgement."""
    if item.state in {State.DRAFT, State.SUBMITTED}:
        await items.rewrite_draft(
            conn, cipher, version_id=item.current.id, city=file.person.city, content=content
        )
    else:
        reason = item.current.reason if item.state is State.RETURNED else ""
        await new_draft(conn, cipher, file, item.id, item.current.number + 1, content, reason)
    await items.touch_items(conn, [item.id])
    if item.state is State.SUBMITTED:
        await tell_waiting(conn, [file.employer.id])


async def new_draft(
    conn: Connection,
    cipher: FieldCipher,
    file: File,
    item_id: UUID,
    number: int,
    content: Content,
    reason: str = "",
) -> UUID:
    """A version that waits to be submitted; its id."""
    version_id = new_id()
    await items.insert_draft(
        conn,
        cipher,
        version_id=version_id,
        item_id=item_id,
        city=file.person.city,
        number=number,
        content=content,
        reason=reason,
    )
    return version_id


def _files(item: Item | None, filled: Filled) -> tuple[Evidence, ...]:
    held = item.current.files if item else ()
    kept = [one for one in held if filled.kept is None or one.id in filled.kept]
    return joined(kept, filled.added)


async def _own_item(conn: Connection, file: File, filled: Filled) -> Item | None:
    """The person's own item, or none when the form opens a new one."""
    owner = await items.owner_of_item(conn, filled.item_id)
    if owner is None and filled.revision == 0:
        return None
    item = next((item for item in file.items if item.id == filled.item_id), None)
    if item is None or item.kind is not filled.kind:
        raise NotFound
    if item.is_deleted:
        raise RecordDeleted
    return item


async def _own_record(conn: Connection, cipher: FieldCipher, person_id: UUID, item_id: UUID) -> Item:
    file = await file_for_update(conn, cipher, person_id)
    item = next((item for item in file.items if item.id == item_id), None)
    if item is None or item.kind is BASIC:
        raise NotFound
    return item
