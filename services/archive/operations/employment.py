"""The approved employers, and which of them a person works for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid
from kit.ids import new_id
from services.archive.domain.items import Employer, Item, State
from services.archive.operations.files import File, file_for_update, tell_readiness
from services.archive.store import employers, items, persons

FEWEST_CHARACTERS = 2
MOST_FOUND = 20


class EmployerNotApproved(Invalid):
    """所选单位尚未注册或尚未通过审核，请从查询结果中选择。"""


async def record_employer(conn: Connection, employer: Employer, *, told_at: datetime) -> None:
    """Keep the copy of an approved employer."""
    await employers.save_employer(conn, employer, told_at=told_at)


async def find_employers(conn: Connection, words: str, *, city: str) -> Sequence[Employer]:
    """Approved employers by a part of the name or by the credit code."""
    if len(words) < FEWEST_CHARACTERS:
        raise Invalid(faults=[Fault(field="q", message="请输入单位名称中的至少两个字，或统一社会信用代码")])
    return await employers.employers_like(conn, words, city=city, limit=MOST_FOUND)


async def choose_employer(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    name: str,
    city: str,
    employer_id: UUID,
    at: datetime,
) -> None:
    """Bind the person to an approved employer (A2.4). Another employer has everything to verify again."""
    if await employers.employer_by_id(conn, employer_id) is None:
        raise EmployerNotApproved
    is_new = await persons.insert_person(
        conn, cipher, person_id=person_id, city=city, employer_id=employer_id, name=name
    )
    file = await file_for_update(conn, cipher, person_id)
    if not is_new:
        await persons.rename_person(conn, cipher, person_id=person_id, name=name)
    if file.person.employer_id != employer_id:
        await persons.move_person(conn, person_id=person_id, employer_id=employer_id)
        await _reopen(conn, cipher, file)
    await tell_readiness(conn, cipher, person_id, at=at)


async def _reopen(conn: Connection, cipher: FieldCipher, file: File) -> None:
    """Every item becomes a draft: the new employer has seen none of them. Put-away ones too."""
    for item in file.items:
        if item.verified:
            await items.supersede_version(conn, item.verified.id)
        await _reopen_latest(conn, cipher, file, item)
    await items.touch_items(conn, [item.id for item in file.items])


async def _reopen_latest(conn: Connection, cipher: FieldCipher, file: File, item: Item) -> None:
    if item.state is State.SUBMITTED:
        await items.withdraw_version(conn, item.current.id)
    elif item.state is not State.DRAFT:
        await items.insert_draft(
            conn,
            cipher,
            version_id=new_id(),
            item_id=item.id,
            city=file.person.city,
            number=item.current.number + 1,
            values=item.current.values,
        )
