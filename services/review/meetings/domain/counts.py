"""Paper ballots, counted by two people each by themselves: what one count says, and where two differ."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.errors import Fault
from services.review.meetings.domain.ballots import Case, Tally

MOST_CASES = 240  # whose fields one form holds
PEOPLE = 2  # who count
KINDS = {"yes": "同意", "no": "不同意", "abstained": "弃权", "invalid": "废票"}
SHEETS = {"handed": "发出的选票", "returned": "收回的选票"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """The ballots on one case."""

    application_id: UUID
    place: int
    yes: int
    no: int
    abstained: int
    invalid: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What somebody counted: ballots handed out and returned, and what is on them."""

    handed: int
    returned: int
    lines: tuple[Line, ...]

    def values(self) -> dict[str, int]:
        """Each number by its field."""
        numbers = {f"{kind}-{line.place}": getattr(line, kind) for line in self.lines for kind in KINDS}
        return {"handed": self.handed, "returned": self.returned, **numbers}


@dataclass(frozen=True, kw_only=True)
class Count:
    """A sheet with whose it is; `number` is the attempt."""

    meeting_id: UUID
    number: int
    account_id: UUID
    by_name: str
    entered_at: datetime
    sheet: Sheet


@dataclass(frozen=True, kw_only=True)
class Counting:
    """All counts of a meeting, in the order in which they came."""

    counts: tuple[Count, ...]

    @property
    def last(self) -> tuple[Count, ...]:
        """Those of the last attempt."""
        number = max((one.number for one in self.counts), default=0)
        return tuple(one for one in self.counts if one.number == number)

    @property
    def is_agreed(self) -> bool:
        """Whether two people counted the same."""
        return len(self.last) == PEOPLE and self.last[0].sheet == self.last[1].sheet

    @property
    def number(self) -> int:
        """The attempt that is on: the next one once two differ."""
        if not self.last:
            return 1
        return self.last[0].number + (len(self.last) == PEOPLE and not self.is_agreed)

    def mine(self, account_id: UUID, number: int) -> Count | None:
        """What somebody entered at an attempt."""
        return next(
            (one for one in self.counts if (one.account_id, one.number) == (account_id, number)), None
        )

    def differing(self) -> list[str]:
        """The fields in which the two of the attempt before this one differ, in order; not what they say."""
        before = [one.sheet.values() for one in self.counts if one.number == self.number - 1]
        if len(before) != PEOPLE:
            return []
        return [name for name, value in before[0].items() if before[1][name] != value]

    def offered(self, account_id: UUID) -> dict[str, int]:
        """What one's own form begins with: one's own numbers, without those to be counted anew."""
        if mine := self.mine(account_id, self.number):
            return mine.sheet.values()
        before = self.mine(account_id, self.number - 1)
        anew = set(self.differing())
        kept = before.sheet.values() if before else {}
        return {name: value for name, value in kept.items() if name not in anew}


def named(field: str, cases: Sequence[Case]) -> str:
    """A field as people say it: 3 张三：同意."""
    kind, _, place = field.partition("-")
    names = {str(case.place): f"{case.place} {case.applicant}" for case in cases}
    return f"{names[place]}：{KINDS[kind]}" if place else SHEETS[kind]


def sheet_of(
    read: Callable[[str], int | None], cases: Sequence[Case], recused: Mapping[UUID, int], *, present: int
) -> tuple[Sheet | None, list[Fault]]:
    """The sheet that was typed, or everything that is wrong with it."""
    handed, returned = read("handed"), read("returned")
    faults = list(_faults_of_sheets(handed, returned, present))
    lines = []
    for case in cases:
        numbers = {kind: read(f"{kind}-{case.place}") for kind in KINDS}
        if missing := [kind for kind, number in numbers.items() if number is None]:
            told = "、".join(KINDS[kind] for kind in missing)
            words = f"{case.place} {case.applicant}：请用数字填写{told}的票数，没有的填 0"
            faults.append(Fault(field=f"{missing[0]}-{case.place}", message=words))
            continue
        line = Line(
            application_id=case.application_id,
            place=case.place,
            **{kind: number or 0 for kind, number in numbers.items()},
        )
        lines.append(line)
        if returned is not None and handed is not None:
            faults += _faults_of_line(
                line, case, returned, recused.get(case.application_id, 0), present=present
            )
    if faults or handed is None or returned is None:
        return None, faults
    return Sheet(handed=handed, returned=returned, lines=tuple(lines)), []


def _faults_of_sheets(handed: int | None, returned: int | None, present: int) -> Iterator[Fault]:
    if handed is None:
        yield Fault(field="handed", message="请用数字填写发出的选票张数")
    elif handed != present:
        words = f"发出的选票 {handed} 张，到会的委员 {present} 人，每人一张，应当相等，请核对"
        yield Fault(field="handed", message=words)
    if returned is None:
        yield Fault(field="returned", message="请用数字填写收回的选票张数")
    elif handed is not None and returned > handed:
        words = f"收回的选票 {returned} 张，多于发出的 {handed} 张，这次投票无效或填写有误，请核对"
        yield Fault(field="returned", message=words)


def _faults_of_line(line: Line, case: Case, returned: int, recused: int, *, present: int) -> Iterator[Fault]:
    """All ballots that came back say something of a case, those of its recused members alone do not.

    A recused member's own may be among those that did not come back.
    """
    found = line.yes + line.no + line.abstained + line.invalid
    least, most = max(returned - recused, 0), min(returned, present - recused)
    if not least <= found <= most:
        wanted = str(most) if least == most else f"{least} 至 {most}"
        words = (
            f"{case.place} {case.applicant}：各项票数之和为 {found}，应为 {wanted}"
            f"（收回 {returned} 张，回避 {recused} 人），请核对"
        )
        yield Fault(field=f"yes-{case.place}", message=words)


def tallies_of(
    sheet: Sheet, recused: Mapping[UUID, int], *, present: int, recused_counts: bool
) -> list[Tally]:
    """What was voted, as two people counted it."""
    return [
        Tally(
            application_id=line.application_id,
            present=present if recused_counts else present - recused.get(line.application_id, 0),
            yes=line.yes,
            no=line.no,
            recused=recused.get(line.application_id, 0),
            invalid=line.invalid,
        )
        for line in sheet.lines
    ]
