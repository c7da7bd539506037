"""A sheet of experts: examined row by row, then done as it was shown; nobody's failure stops another's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from cities import City
from cities.offices import Office
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.session import Session
from services.review.committee import store
from services.review.committee.domain.expert_sheet import Row
from services.review.committee.domain.experts import Person
from services.review.committee.operations.experts import ThereAlready, categories_of, keep, today


class Outcome(StrEnum):
    """What a row does."""

    NEW = "new"
    SAME = "same"
    WRONG = "wrong"


OUTCOME_NAMES = {Outcome.NEW: "新增", Outcome.SAME: "已有", Outcome.WRONG: "有误，不导入"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row and what it does."""

    row: Row
    outcome: Outcome
    words: str
    person: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a row."""

    finding: Finding
    words: str
    is_done: bool


async def examine(
    conn: Connection, cipher: FieldCipher, place: tuple[City, Office], rows: Sequence[Row]
) -> list[Finding]:
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


def digest(findings: Sequence[Finding]) -> str:
    """The same as what was shown, or not."""
    told = [(one.row.number, one.outcome, one.words, vars(one.row.typed)) for one in findings]
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


async def carry_out(
    conn: Connection, cipher: FieldCipher, who: Session, place: tuple[City, Office], finding: Finding
) -> Done:
    """Do one row; a refusal belongs to the row."""
    if finding.outcome is not Outcome.NEW or finding.person is None:
        return Done(finding=finding, words=finding.words, is_done=finding.outcome is Outcome.SAME)
    await keep(conn, cipher, who, place, finding.person)
    return Done(finding=finding, words="已入库", is_done=True)


def refused(finding: Finding, refusal: Refusal) -> Done:
    """A row that somebody else was quicker with."""
    return Done(finding=finding, words=str(refusal), is_done=False)


async def _examine(conn: Connection, cipher: FieldCipher, place: tuple[City, Office], row: Row) -> Finding:
    person, faults = row.typed.person(categories_of(place[0]), today())
    told = list(dict.fromkeys([*row.faults, *(fault.message for fault in faults)]))
    if told or person is None:
        return Finding(row=row, outcome=Outcome.WRONG, words="；".join(told))
    there = await store.same_person(conn, cipher, place[1].id, person)
    if there is None:
        words = "入库" if person.pledged_on else "入库，未签承诺书前不参加抽取"
        return Finding(row=row, outcome=Outcome.NEW, words=words, person=person)
    if there.says(person):
        return Finding(row=row, outcome=Outcome.SAME, words="与专家库一致", person=person)
    return Finding(row=row, outcome=Outcome.WRONG, words=str(ThereAlready()), person=person)
