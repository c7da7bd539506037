"""The employers, and which of them a person works for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.normal import names, numbers
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid
from kit.ids import new_id
from services.archive.file.domain import Employer, State
from services.archive.file.operations.read import File, file_for_update, tell_readiness
from services.archive.file.operations.waiting import tell_waiting
from services.archive.file.store import employers, items, persons
from services.archive.file.store.queues import employers_waited_for

FEWEST_CHARACTERS = 2
MOST_FOUND = 20


class EmployerNotApproved(Invalid):
    """所选单位尚未注册或尚未通过审核，请从查询结果中选择。"""


async def record_employer(conn: Connection, cipher: FieldCipher, employer: Employer, *, at: datetime) -> None:
    """Keep the copy of an employer. Of a merged one the people follow, with all that is verified."""
    await employers.save_employer(conn, employer)
    concerned: set[UUID] = set()
    for person_id, successor_id in await employers.people_of_merged(conn):
        file = await file_for_update(conn, cipher, person_id)
        if any(item.state is State.SUBMITTED for item in file.items):
            concerned |= {file.employer.id, successor_id}
        await persons.move_person(conn, person_id=person_id, employer_id=successor_id)
        await employers.move_submitted(conn, person_id=person_id, employer_id=successor_id)
        await tell_readiness(conn, cipher, person_id, at=at)
    await tell_waiting(conn, concerned)


async def find_employers(conn: Connection, words: str, *, city: str) -> Sequence[Employer]:
    """Employers by words of the present or a former name, or by the credit code."""
    said = names.searched(words)
    if sum(map(len, said)) < FEWEST_CHARACTERS:
        raise Invalid(faults=[Fault(field="q", message="请输入单位名称中的至少两个字，或统一社会信用代码")])
    code = numbers.credit_code(words)
    return await employers.employers_like(conn, said, code, city=city, limit=MOST_FOUND)


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
    chosen = await employers.employer_by_id(conn, employer_id)
    if chosen is None or not chosen.is_approved:
        raise EmployerNotApproved
    is_new = await persons.insert_person(
        conn, cipher, person_id=person_id, city=city, employer_id=employer_id, name=name
    )
    file = await file_for_update(conn, cipher, person_id)
    if not is_new:
        await persons.rename_person(conn, cipher, person_id=person_id, name=name)
    waited_for = await employers_waited_for(conn, person_id)
    if file.person.employer_id != employer_id:
        await persons.move_person(conn, person_id=person_id, employer_id=employer_id)
        await _reopen(conn, file)
    await tell_readiness(conn, cipher, person_id, at=at)
    if file.person.employer_id != employer_id:
        await tell_waiting(conn, waited_for)


async def _reopen(conn: Connection, file: File) -> None:
    """Every item becomes a draft: the new employer has seen none of them. Put-away ones too."""
    await items.supersede_versions(conn, [item.verified.id for item in file.items if item.verified])
    submitted = [item.current.id for item in file.items if item.state is State.SUBMITTED]
    await items.withdraw_versions(conn, submitted)
    judged = [item for item in file.items if item.state not in {State.DRAFT, State.SUBMITTED}]
    await items.copy_as_drafts(conn, {item.current.id: new_id() for item in judged})
    await items.touch_items(conn, [item.id for item in file.items])
