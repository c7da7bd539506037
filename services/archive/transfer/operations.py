"""Last year's archive, from our own export: shown first, then taken over as drafts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Stale
from kit.ids import derived
from services.archive.evidence import store as evidence
from services.archive.file.operations.read import File, file_for_update
from services.archive.file.operations.save import basic_id, new_draft
from services.archive.file.store import items
from services.archive.kinds.domain.basic import BASIC
from services.archive.transfer.domain.document import Told
from services.archive.transfer.domain.importing import Finding, Import, Outcome, digest


class ChangedSince(Stale):
    """档案在您核对期间有变化，没有导入。下面是现在的检查结果，请重新核对。"""


async def examine(
    conn: Connection, cipher: FieldCipher, file: File, told: Sequence[Told], *, at: datetime
) -> list[Finding]:
    """What each item of the document would become. Nothing is changed."""
    person = file.person
    files = await evidence.files_of_person(conn, cipher, person.id)
    # By what is stored or what was sent: a file that was downloaded and sent again is not stored bit for bit.
    known = {one.sent_sha256: one for one in files} | {one.sha256: one for one in files}
    today = at.astimezone(SHANGHAI).date()

    def id_of(said: str) -> UUID:
        return derived("archive.import", person.id, said)

    return Import(person=person, items=file.items, id_of=id_of, known=known, today=today).find(told)


async def import_items(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    told: Sequence[Told],
    shown: str,
    at: datetime,
) -> list[Finding]:
    """Take in what was shown, as drafts: nothing comes in verified, whatever the document says (A2.5)."""
    file = await file_for_update(conn, cipher, person_id)
    findings = await examine(conn, cipher, file, told, at=at)
    if digest(findings) != shown:
        raise ChangedSince
    return [await _take_in(conn, cipher, file, finding) for finding in findings]


async def _take_in(conn: Connection, cipher: FieldCipher, file: File, finding: Finding) -> Finding:
    kind, content = finding.told.kind, finding.content
    if finding.outcome is not Outcome.NEW or kind is None or content is None or finding.item_id is None:
        return finding
    item_id = basic_id(file.person.id) if kind is BASIC else finding.item_id
    person = file.person
    await items.insert_item(conn, item_id=item_id, person_id=person.id, city=person.city, kind=kind.code)
    await new_draft(conn, cipher, file, item_id, 1, content)
    return replace(finding, item_id=item_id)
