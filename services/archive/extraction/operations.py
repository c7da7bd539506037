"""What of the file goes into a case: choosing achievements (A7.1 to A7.3), and section "archive" (A2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cities import Plan
from contracts.case import Problem, SealRequest
from contracts.sections.archive import ArchiveSection
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, Stale
from services.archive.extraction import store
from services.archive.extraction.domain import Extraction
from services.archive.file.domain import Item, State, basic_of, readiness, records_of, section
from services.archive.file.operations.read import file_for_update, file_of, tell_readiness
from services.archive.file.store.employers import acting_employer

RULE = "A2.3"
BASIC_PAGE = "/archive/basic"
RECORDS_PAGE = "/archive/records"
PAGE = "/archive/extraction"

WHY = {
    None: "尚未填写，请填写后提交用人单位审核",
    State.DRAFT: "尚未提交用人单位审核，请提交",
    State.SUBMITTED: "正在等待用人单位核验，核验通过后才能提交申报",
    State.RETURNED: "被用人单位退回，请修改后重新提交审核",
}


class ChosenElsewhere(Stale):
    """提取的业绩在另一个页面保存过，或档案有了变化。下面是现在的内容，请重新选择。"""


class NotExtracted(Invalid):
    """还不能保存，请按提示修改提取的业绩。"""


async def plan_as_begun(conn: Connection, person_id: UUID, *, city: str, plan: Plan) -> Plan:
    """The plan of a person's case; the one in use where none was begun, or its event is still on the way."""
    return plan.begun(await store.terms_of(conn, person_id, city=city, plan=plan.id))


async def extraction_of(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, plan: str
) -> Extraction | None:
    """What a declaration of this plan takes by now; nothing without a file."""
    file = await file_of(conn, cipher, person_id)
    if file is None:
        return None
    return Extraction(items=file.items, picks=await store.picks_of(conn, person_id, plan))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is ticked: what is taken, and what of it is representative."""

    ids: Sequence[UUID]
    marked: Sequence[UUID] = ()


async def extract(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    plan: Plan,
    choice: Choice,
    shown: str,
    at: datetime,
) -> None:
    """Choose these achievements; `shown` is the token of the page on which they were chosen.

    What is chosen already is not chosen again, so a second click does nothing.
    """
    file = await file_for_update(conn, cipher, person_id)
    before = Extraction(items=file.items, picks=await store.picks_of(conn, person_id, plan.id))
    after = before.chosen(choice.ids, choice.marked)
    if len(after.picks) != len(set(choice.ids)) or not before.may_take(choice.marked):
        raise ChosenElsewhere
    marking = list(after.marking_faults(choice.marked, plan.representative))
    if after.picks and before.is_chosen and after.token == before.token and not marking:
        return
    if before.token != shown:
        raise ChosenElsewhere
    if faults := [*_choice_faults(after, plan), *marking]:
        raise NotExtracted(faults=faults)
    await store.replace_picks(conn, person_id, plan.id, after.picks, city=file.person.city)
    await tell_readiness(conn, cipher, person_id, at=at, is_chosen=True)


def _choice_faults(chosen: Extraction, plan: Plan) -> list[Fault]:
    if not chosen.picks:
        return [Fault(field="", rule="A7.1", message="请至少选择一项业绩")]
    return chosen.faults(plan.achievements)


async def compose_section(
    conn: Connection, cipher: FieldCipher, request: SealRequest, plan: Plan
) -> tuple[ArchiveSection | None, tuple[Problem, ...]]:
    """What is to be sealed, or what stands against it.

    What nobody chose is fixed by the first of these questions that finds nothing against it.
    """
    person_id = request.person_id
    file = await file_of(conn, cipher, person_id)
    problems = _problems(file.items if file else ())
    if file is None:
        return None, problems
    if file.person.employer_id != await acting_employer(conn, request.employer_id):
        told = "现工作单位与开始申报时的用人单位不一致，请改回原单位，或撤回后重新申报"
        problems = (Problem(rule=RULE, page="/archive/employer", message=told), *problems)
    if not problems:
        file = await file_for_update(conn, cipher, person_id)  # of two previews at once one fixes
    picks = await store.picks_of(conn, person_id, plan.id, application_id=request.application_id)
    extraction = Extraction(items=file.items, picks=picks)
    problems += tuple(
        Problem(rule=fault.rule, page=f"{PAGE}/{plan.id}", message=fault.message)
        for fault in extraction.faults(plan.achievements)
    )
    if problems:
        return None, problems
    if not extraction.is_chosen:
        fixed = extraction.fixed(request.application_id)
        if fixed.token != extraction.token:
            await store.replace_picks(conn, person_id, plan.id, fixed.picks, city=file.person.city)
    left_out, marked = extraction.left_out, extraction.marked
    return section(file.items, file.employer.name, without=left_out, marked=marked), ()


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
