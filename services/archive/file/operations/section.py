"""Section "archive" of a case: what the employer has verified, or everything that is missing (A2.3)."""

from collections.abc import Sequence
from uuid import UUID

from contracts.case import Problem
from contracts.sections.archive import ArchiveSection
from kit.crypto import FieldCipher
from kit.db import Connection
from services.archive.file.domain import Item, State, basic_of, readiness, records_of, section
from services.archive.file.operations.read import file_of
from services.archive.file.store.employers import acting_employer

RULE = "A2.3"
BASIC_PAGE = "/archive/basic"
RECORDS_PAGE = "/archive/records"

WHY = {
    None: "尚未填写，请填写后提交用人单位审核",
    State.DRAFT: "尚未提交用人单位审核，请提交",
    State.SUBMITTED: "正在等待用人单位核验，核验通过后才能提交申报",
    State.RETURNED: "被用人单位退回，请修改后重新提交审核",
}


async def compose_section(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, employer_id: UUID
) -> tuple[ArchiveSection | None, tuple[Problem, ...]]:
    """What is to be sealed, or what stands against it."""
    file = await file_of(conn, cipher, person_id)
    problems = _problems(file.items if file else ())
    if file is None:
        return None, problems
    if file.person.employer_id != await acting_employer(conn, employer_id):
        told = "现工作单位与开始申报时的用人单位不一致，请改回原单位，或撤回后重新申报"
        problems = (Problem(rule=RULE, page="/archive/employer", message=told), *problems)
    return None if problems else section(file.items, file.employer.name), problems


def _problems(items: Sequence[Item]) -> tuple[Problem, ...]:
    ready = readiness(UUID(int=0), items)
    basic, records = basic_of(items), records_of(items)
    problems = []
    if not ready.has_basic:
        why = WHY.get(basic.state if basic else None)
        problems.append(Problem(rule=RULE, page=BASIC_PAGE, message=f"个人基本信息{why}"))
    if not ready.has_records:
        why = WHY.get(_nearest(records))
        problems.append(Problem(rule=RULE, page=RECORDS_PAGE, message=f"业绩档案{why}"))
    return tuple(problems)


def _nearest(records: Sequence[Item]) -> State | None:
    """The state that tells best what to do about records of which none is verified."""
    states = {item.state for item in records}
    return next((s for s in (State.RETURNED, State.DRAFT, State.SUBMITTED) if s in states), None)
