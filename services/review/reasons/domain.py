"""Reasons of a return, item by item, and of a refusal: what was ticked, and what it says (E4.2, E4.3)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cities
from contracts.application import Verdict
from contracts.case import Role
from contracts.sections.decision import Mend, Reason
from kit.errors import Fault
from services.review.tasks.domain import length_faults

TEXT_LENGTHS = range(5, 1001)
REMEDY_LENGTH = 500

Catalogue = Sequence[cities.Reason]


@dataclass(frozen=True, kw_only=True)
class Named:
    """What is typed for one item that is to be mended."""

    item: str
    codes: tuple[str, ...] = ()
    text: str = ""
    remedy: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed for it."""
        return not (self.codes or self.text or self.remedy)


def offered(catalogue: Catalogue, item: str, verdict: Verdict) -> list[cities.Reason]:
    """The reasons for which an item may be returned, or a case refused."""
    return [one for one in catalogue if one.item == item and verdict in one.verdicts]


def reasons_of(catalogue: Catalogue, codes: Collection[str], verdict: Verdict) -> tuple[Reason, ...]:
    """Codes with their words, in the catalogue's order; what is unknown is no reason."""
    return tuple(
        Reason(code=one.code, item=one.item, words=one.words)
        for one in catalogue
        if one.code in codes and verdict in one.verdicts
    )


def mends_of(catalogue: Catalogue, named: Sequence[Named], names: Mapping[str, str]) -> tuple[Mend, ...]:
    """What the applicant is told to mend; what to do is the catalogue's word where nothing was typed."""
    return tuple(
        Mend(
            item=one.item,
            name=names.get(one.item, one.item),
            reasons=reasons_of(catalogue, one.codes, Verdict.RETURNED),
            text=one.text,
            remedy=one.remedy or _remedy(catalogue, one),
        )
        for one in named
    )


def _remedy(catalogue: Catalogue, named: Named) -> str:
    said = [
        reason.remedy
        for reason in offered(catalogue, named.item, Verdict.RETURNED)
        if reason.code in named.codes
    ]
    return "\n".join(dict.fromkeys(said))


def in_words(mends: Sequence[Mend]) -> str:
    """All that is to be mended, as one text."""
    return "\n".join(f"{mend.name}：{mend.text}" for mend in mends)


def return_faults(
    catalogue: Catalogue, named: Sequence[Named], names: Mapping[str, str], flagged: Mapping[str, str]
) -> Iterator[Fault]:
    """Walk through what is wrong with a return. `flagged`: items that are not in order, and what they are."""
    if not named and not flagged:
        yield Fault(field="named", message="请选择需要修改的项目和理由，至少一项")
    given = {one.item for one in named}
    for item, mark in flagged.items():
        if item not in given:
            message = f"“{names[item]}”{mark}，退回时应一并告知申报人，请选择理由并写明情况"
            yield Fault(field=f"reasons-{item}", message=message)
    for one in named:
        yield from _named_faults(catalogue, one, names)


def _named_faults(catalogue: Catalogue, one: Named, names: Mapping[str, str]) -> Iterator[Fault]:
    if one.item not in names:
        yield Fault(field="named", message="所选的项目不由本单位审查，请重新选择")
        return
    name = names[one.item]
    known = {reason.code for reason in offered(catalogue, one.item, Verdict.RETURNED)}
    if not one.codes:
        yield Fault(field=f"reasons-{one.item}", message=f"请选择“{name}”退回的理由")
    elif not known.issuperset(one.codes):
        yield Fault(
            field=f"reasons-{one.item}", message=f"“{name}”没有所选的理由，目录可能已更新，请重新选择"
        )
    yield from length_faults(
        f"text-{one.item}", one.text, TEXT_LENGTHS, f"“{name}”的具体情况", "写明哪里需要修改或补充"
    )
    if len(one.remedy) > REMEDY_LENGTH:
        message = f"“{name}”的办理要求最多 {REMEDY_LENGTH} 个字，现有 {len(one.remedy)} 个字，请精简"
        yield Fault(field=f"remedy-{one.item}", message=message)


def refusal_faults(catalogue: Catalogue, codes: Collection[str], items: Collection[str]) -> Iterator[Fault]:
    """Walk through what is wrong with the reasons of a refusal."""
    known = {one.code for item in items for one in offered(catalogue, item, Verdict.REFUSED)}
    if not codes:
        yield Fault(field="codes", message="请选择不通过的理由，至少一项")
    elif not known.issuperset(codes):
        yield Fault(field="codes", message="所选的不通过理由不在目录中，目录可能已更新，请重新选择")


LEAST = 5  # fewer of anything are not told: whoever knows the people would know whom it means
FEW = f"少于 {LEAST}"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often a reason was given at one stage, and how often the case passed there the next time."""

    item: str
    code: str
    words: str
    verdict: Verdict
    role: Role
    given: int
    mended: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """A reason in all stages together, as it may be told."""

    item: str
    code: str
    words: str
    verdict: Verdict
    given: str
    stages: tuple[tuple[Role, str], ...]  # none where a stage would tell of fewer people
    mended: str  # empty where it would


def lines(counted: Iterable[Counted]) -> list[Line]:
    """What statistics tell, the most frequent first; what could tell of somebody is not broken down."""
    grouped: dict[tuple[str, str, Verdict], list[Counted]] = {}
    for one in counted:
        grouped.setdefault((one.item, one.code, one.verdict), []).append(one)
    ordered = sorted(grouped.values(), key=lambda group: -sum(one.given for one in group))
    return [_line(group) for group in ordered]


def _line(group: Sequence[Counted]) -> Line:
    given, mended = sum(one.given for one in group), sum(one.mended for one in group)
    is_told = all(one.given >= LEAST for one in group)
    newest, is_return = group[-1], group[0].verdict is Verdict.RETURNED
    return Line(
        item=newest.item,
        code=newest.code,
        words=newest.words,
        verdict=newest.verdict,
        given=str(given) if given >= LEAST else FEW,
        stages=tuple((one.role, str(one.given)) for one in group) if is_told else (),
        mended=str(mended) if is_return and given >= LEAST and _is_many(mended, given - mended) else "",
    )


def _is_many(*numbers: int) -> bool:
    """Whether none of them tells of a few people."""
    return all(number == 0 or number >= LEAST for number in numbers)
