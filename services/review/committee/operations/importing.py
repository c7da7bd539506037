"""A sheet of experts: examined row by row, then done as it was shown; nobody's failure stops another's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cities import City
from cities.offices import Office
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.importing import Done, Finding, Outcome
from kit.session import Session
from services.review.committee import store
from services.review.committee.domain.expert_sheet import Row
from services.review.committee.domain.experts import Person
from services.review.committee.operations.experts import ThereAlready, categories_of, keep, today


@dataclass(frozen=True, kw_only=True)
class Found(Finding):
    """What a row of an expert does."""

    row: Row
    person: Person | None = None

    @property
    def basis(self) -> object:
        """What was typed."""
        return vars(self.row.typed)


async def examine(
    conn: Connection, cipher: FieldCipher, place: tuple[City, Office], rows: Sequence[Row]
) -> list[Found]:
    """What each row would do."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        finding = await _examine(conn, cipher, place, row)
        if finding.person is not None:
            marks = (finding.person.mobile, finding.person.called)
            before = next((seen[mark] for mark in marks if mark in seen), None)
            if before is not None:
                finding = replace(finding, outcome=Outcome.WRONG, words=f"与第 {before} 行是同一位专家")
            seen |= {mark: seen.get(mark, row.number) for mark in marks}
        found.append(finding)
    return found


async def carry_out(
    conn: Connection, cipher: FieldCipher, who: Session, place: tuple[City, Office], finding: Found
) -> Done:
    """Take one expert in."""
    if finding.person is None:  # of a row that is wrong
        return Done(finding=finding, words=finding.words, is_done=False)
    await keep(conn, cipher, who, place, finding.person)
    return Done(finding=finding, words="已入库", is_done=True)


async def _examine(conn: Connection, cipher: FieldCipher, place: tuple[City, Office], row: Row) -> Found:
    person, faults = row.typed.person(categories_of(place[0]), today())
    told = list(dict.fromkeys([*row.faults, *(fault.message for fault in faults)]))
    cells = (row.typed.name or "—", row.typed.unit or "—")
    wrong = Found(number=row.number, cells=cells, row=row, outcome=Outcome.WRONG, words="；".join(told))
    if told or person is None:
        return wrong
    there = await store.same_person(conn, cipher, place[1].id, person)
    if there is None:
        words = "入库" if person.pledged_on else "入库，未签承诺书前不参加抽取"
        return replace(wrong, outcome=Outcome.NEW, words=words, person=person)
    if there.says(person):
        return replace(wrong, outcome=Outcome.SAME, words="与专家库一致", person=person)
    return replace(wrong, words=str(ThereAlready()), person=person)
