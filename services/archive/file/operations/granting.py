"""A title that was obtained on this platform comes into the person's file, verified."""

from datetime import datetime
from uuid import UUID

from contracts.sections.result import Certificate
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.archive.file.domain import Content, State
from services.archive.file.operations.read import file_for_update, file_of, tell_readiness
from services.archive.file.operations.save import new_draft
from services.archive.file.store import items
from services.archive.kinds.domain.career import TITLE


def title_id(application_id: UUID) -> UUID:
    """The id of the record of the title that a case brought: told twice it is one."""
    return derived("archive.title", application_id)


async def record_title(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    application_id: UUID,
    employer_id: UUID,
    certificate: Certificate,
    at: datetime,
) -> None:
    """Put the title into the file; nobody has to verify what was sealed here. Whoever is gone has no file."""
    item_id = title_id(application_id)
    if await file_of(conn, cipher, person_id) is None:
        return
    file = await file_for_update(conn, cipher, person_id)
    if any(item.id == item_id for item in file.items):
        return
    values = {
        "name": f"{certificate.title}（{certificate.specialty}）",
        "obtained_on": f"{certificate.obtained_on:%Y%m}",
        "authority": certificate.authority,
        "certificate_no": certificate.number,
    }
    await items.insert_item(
        conn, item_id=item_id, person_id=person_id, city=file.person.city, kind=TITLE.code
    )
    version_id = await new_draft(
        conn, cipher, file, item_id, 1, Content(values=values, visibility=TITLE.visibility)
    )
    await items.submit_versions(conn, [version_id], employer_id=employer_id, at=at)
    await items.judge_versions(conn, [(version_id, State.VERIFIED, "")], decision_id=None)
    await tell_readiness(conn, cipher, person_id, at=at)
