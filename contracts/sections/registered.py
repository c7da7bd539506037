"""What registers told at the applicant's press: as it is sealed, and held against the verified archive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.career import in_words
from contracts.normal.signs import composed
from contracts.registers import Education, Insurance, Record, Register, Schooling
from contracts.sections.blocks import Block
from contracts.sections.entries import Entry, Shape, Told, told_of, value_of

NAMES: Mapping[Register, str] = {Register.INSURANCE: "社会保险登记", Register.EDUCATION: "学历学位登记"}
SCHOOLINGS = "education"  # the kind of the records that tell a schooling
CODES: Mapping[str, str] = {"graduated_on": "to"}  # where a record calls it otherwise
SAME = "与业绩档案一致"
ONLY_REGISTERED = "业绩档案中没有对应的学习经历"
UNDISPUTED, DISPUTED = "没有提出异议", "申报人认为记录不对，另附证明"

Facts = Mapping[str, str]  # a schooling that was verified, by the names of one that was registered


@dataclass(frozen=True, kw_only=True)
class Registered:
    """The record of a register: who told it, when, its digest, whether the applicant calls it wrong."""

    register: Register
    told: Record
    source: str
    at: str  # in Shanghai
    sha256: str
    is_disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A schooling that was registered, beside the verified record of the same."""

    told: Schooling
    verified: Facts | None

    @property
    def differing(self) -> tuple[str, ...]:
        """The names of what both know and say differently."""
        ours, theirs = self.verified or {}, vars(self.told)
        known = [name for name in theirs if theirs[name] and ours.get(name)]
        return tuple(name for name in known if _plain(theirs[name]) != _plain(ours[name]))


def blocks_of(found: Registered, verified: Sequence[Sequence[Entry]]) -> Iterator[Block]:
    """What a register told, for whoever reads it; `verified` are the records of schoolings."""
    entries = [
        Entry(code="source", label="来源", value=f"{found.source}，{found.at} 获取"),
        Entry(code="disputed", label="申报人核对", value=DISPUTED if found.is_disputed else UNDISPUTED),
    ]
    if isinstance(found.told, Insurance):
        entries = [*_insured(found.told), *entries]
        yield Block(entries=tuple(entries), heading=NAMES[found.register], code=found.register)
        return
    pairs, others = held_against(found.told, verified)
    if others:
        names = tuple(f"{one['school']} {one['major']}（{one['level']}）" for one in others)
        entries.append(Entry(code="others", label="没有登记的学习经历", shape=Shape.LIST, value=names))
    yield Block(entries=tuple(entries), heading=NAMES[found.register], code=found.register)
    for number, pair in enumerate(pairs, 1):
        heading = f"{NAMES[found.register]}：{pair.told.school}（{pair.told.level}）"
        yield Block(entries=(*_compared(pair),), heading=heading, code=f"{found.register}-{number}")


def held_against(
    education: Education, verified: Iterable[Sequence[Entry]]
) -> tuple[tuple[Pair, ...], tuple[Facts, ...]]:
    """Each registered schooling with its record, and the records that no registered one belongs to.

    A number makes them the same, then school and level, then the level alone.
    """
    left = [_facts(one) for one in verified]
    mates: dict[int, Facts] = {}
    for names in (("certificate_no",), ("school", "level"), ("level",)):
        for place, told in enumerate(education.schoolings):
            mate = next((one for one in left if _is_same(told, one, names)), None)
            if place not in mates and mate is not None:
                mates[place] = mate
                left.remove(mate)
    pairs = tuple(Pair(told=one, verified=mates.get(place)) for place, one in enumerate(education.schoolings))
    return pairs, tuple(left)


def _is_same(told: Schooling, facts: Facts, names: Sequence[str]) -> bool:
    theirs = vars(told)
    return all(theirs[name] and _plain(theirs[name]) == _plain(facts[name]) for name in names)


def _facts(entries: Sequence[Entry]) -> Facts:
    return {name: value_of(entries, CODES.get(name, name)) for name, _ in told_of(Schooling)}


def _compared(pair: Pair) -> Iterator[Entry]:
    differing, ours = pair.differing, pair.verified or {}
    for name, told in told_of(Schooling):
        value = getattr(pair.told, name)
        if name in differing:
            both = (f"登记：{_words(value, told)}", f"业绩档案：{_words(ours[name], told)}（不同）")
            yield Entry(code=name, label=told.label, shape=Shape.LIST, value=both)
        elif value:
            yield Entry(code=name, label=told.label, shape=told.shape, value=value)
    result = f"有 {len(differing)} 处与业绩档案不同" if differing else SAME
    yield Entry(
        code="compared", label="与业绩档案核对", value=ONLY_REGISTERED if pair.verified is None else result
    )


def _words(value: str, told: Told) -> str:
    return in_words(value) if told.shape is Shape.MONTH else value


def _insured(told: Insurance) -> Iterator[Entry]:
    span = f"{in_words(told.first_month)}至{in_words(told.last_month)}，共 {told.months} 个月"
    yield Entry(code="province", label="参保地", value=told.province)
    yield Entry(code="unit", label="参保单位", value=f"{told.unit}（{told.credit_code}）")
    yield Entry(code="span", label="参保时间", value=span)


def _plain(text: str) -> str:
    """A fact as it is compared: width, case, blanks and signs make no difference."""
    return "".join(sign for sign in composed("NFKC", text).casefold() if sign.isalnum())
