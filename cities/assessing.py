"""The score of a self-assessment: what each claim counts, why it counts no more, and the total (A6.4).

Exact numbers; the total depends on what is claimed and on nothing else, and never falls when more is claimed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from cities.scoring import Aspect, Group, Indicator, Item, Scoring

NOTHING = Decimal(0)


class Claim(Protocol):
    """One thing that somebody says to have, under a row."""

    @property
    def row(self) -> str:
        """The row's id."""

    @property
    def record(self) -> UUID | None:
        """The record that proves it, where the row asks for one."""

    @property
    def amount(self) -> Decimal:
        """The rank, the points chosen within the range, or how many, as the row wants it."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one claim counts by itself, or why it does not."""

    record: UUID | None
    said: str
    points: Decimal
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class RowScore:
    """What a row counts before the caps above it."""

    item: Item
    group: str
    claims: tuple[Counted, ...]
    claimed: Decimal
    counted: Decimal
    why_less: str = ""


@dataclass(frozen=True, kw_only=True)
class Capped:
    """A sum and what its cap leaves of it."""

    name: str
    claimed: Decimal
    cap: Decimal | None

    @property
    def counted(self) -> Decimal:
        """What counts."""
        return self.claimed if self.cap is None else min(self.claimed, self.cap)


@dataclass(frozen=True, kw_only=True)
class AspectScore:
    """What a second-level indicator counts, with the rows and the caps below it."""

    sum: Capped
    rows: tuple[RowScore, ...]
    below: tuple[Capped, ...]  # its groups and pools


@dataclass(frozen=True, kw_only=True)
class IndicatorScore:
    """What a first-level indicator counts."""

    cap: Decimal
    sum: Capped
    aspects: tuple[AspectScore, ...]


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A whole self-assessment, explained."""

    indicators: tuple[IndicatorScore, ...]

    @property
    def total(self) -> Decimal:
        """The score."""
        return sum((one.sum.counted for one in self.indicators), NOTHING)

    def rows(self) -> Iterator[RowScore]:
        """Every row under which something is claimed."""
        for indicator in self.indicators:
            for aspect in indicator.aspects:
                yield from aspect.rows


def assess(scoring: Scoring, claims: Iterable[Claim], proven: Collection[UUID]) -> Assessment:
    """Score what is claimed; a claim under a record that is not `proven` counts nothing."""
    found = sorted(claims, key=lambda claim: (claim.row, str(claim.record or ""), claim.amount))
    return Assessment(indicators=tuple(_indicator(one, found, proven) for one in scoring.indicator))


def _indicator(indicator: Indicator, claims: Sequence[Claim], proven: Collection[UUID]) -> IndicatorScore:
    aspects = tuple(_aspect(one, claims, proven) for one in indicator.aspect)
    claimed = sum((one.sum.counted for one in aspects), NOTHING)
    return IndicatorScore(
        cap=indicator.cap,
        sum=Capped(name=indicator.name, claimed=claimed, cap=indicator.cap),
        aspects=aspects,
    )


def _aspect(aspect: Aspect, claims: Sequence[Claim], proven: Collection[UUID]) -> AspectScore:
    rows = [row for group in aspect.group for row in _group(group, claims, proven)]
    groups = [
        _capped(group.name, group.cap, (row for row in rows if row.item in group.item and not row.item.pool))
        for group in aspect.group
    ]
    pools = [_capped(one.name, one.cap, (r for r in rows if r.item.pool == one.id)) for one in aspect.pool]
    below = (*groups, *pools)
    claimed = sum((one.counted for one in below), NOTHING)
    return AspectScore(
        sum=Capped(name=aspect.name, claimed=claimed, cap=aspect.cap),
        rows=tuple(row for row in rows if row.claims),
        below=below,
    )


def _capped(name: str, cap: Decimal | None, rows: Iterable[RowScore]) -> Capped:
    return Capped(name=name, claimed=sum((row.counted for row in rows), NOTHING), cap=cap)


def _group(group: Group, claims: Sequence[Claim], proven: Collection[UUID]) -> list[RowScore]:
    """The rows of a group; of those that exclude each other the best stays, the first of equals."""
    rows = [
        _row(item, group.name, [one for one in claims if one.row == item.id], proven) for item in group.item
    ]
    best: dict[str, RowScore] = {}
    for row in rows:
        name = row.item.one_of
        if name and (name not in best or row.counted > best[name].counted):
            best[name] = row
    return [_beside(row, best) for row in rows]


def _beside(row: RowScore, best: dict[str, RowScore]) -> RowScore:
    winner = best.get(row.item.one_of or "", row)
    if winner is row or not row.counted:
        return row
    why = f"与“{winner.item.name}”不重复计分，只计分高的一项"
    return RowScore(
        item=row.item, group=row.group, claims=row.claims, claimed=row.claimed, counted=NOTHING, why_less=why
    )


def _row(item: Item, group: str, claims: Sequence[Claim], proven: Collection[UUID]) -> RowScore:
    counted = tuple(_claim(item, one, proven) for one in claims)
    claimed = sum((one.points for one in counted), NOTHING)
    sum_ = Capped(name=item.name, claimed=claimed, cap=item.cap)
    return RowScore(
        item=item,
        group=group,
        claims=counted,
        claimed=claimed,
        counted=sum_.counted,
        why_less=f"本项最高 {words(sum_.counted)} 分" if sum_.counted < claimed else "",
    )


def _claim(item: Item, claim: Claim, proven: Collection[UUID]) -> Counted:
    why_not = _why_not(item, claim, proven)
    said = _said(item, claim)
    if why_not:
        return Counted(record=claim.record, said=said, points=NOTHING, why_not=why_not)
    return Counted(record=claim.record, said=said, points=points_of(item, claim.amount))


def points_of(item: Item, amount: Decimal) -> Decimal:
    """What a claim counts by itself."""
    if item.ranks:
        return item.points - item.falls * (amount - item.ranks.first)
    if item.least:
        return amount
    return amount // item.per * item.points


def choices(item: Item) -> tuple[Decimal, ...]:
    """What a record may be claimed as: its rank, its points within the range, or just that it is there."""
    if item.ranks:
        return tuple(map(Decimal, range(item.ranks.first, item.ranks.last + 1)))
    if item.least:
        steps = int(item.points - item.least)
        found = [item.points - step for step in range(steps + 1)]
        return tuple(found if found[-1] == item.least else (*found, item.least))
    return (Decimal(1),)


def _why_not(item: Item, claim: Claim, proven: Collection[UUID]) -> str:
    """Why a claim counts nothing at all."""
    if item.evidence and claim.record not in proven:
        return "没有这一项经核验的佐证"
    if item.evidence and claim.amount not in choices(item):
        return "不在本项的计分范围内"
    if not item.evidence and not (0 <= claim.amount <= item.at_most and claim.amount == int(claim.amount)):
        return f"最多 {item.at_most} 项"
    return ""


def _said(item: Item, claim: Claim) -> str:
    if item.ranks:
        return f"第 {words(claim.amount)} 名"
    return f"{words(claim.amount)} 项" if item.at_most > 1 else ""


def words(points: Decimal) -> str:
    """A number as people write it: 6, 2.5."""
    return f"{points.normalize():f}"


def rule_of(item: Item) -> str:
    """What a row counts, in words."""
    each = words(item.points)
    if item.ranks:
        return _by_rank(item, item.ranks.first, item.ranks.last)
    if item.least:
        told = f"每项 {words(item.least)} 至 {each} 分"
    elif item.per > 1:
        told = f"每 {item.per} 项 {each} 分，不足 {item.per} 项的不计"
    elif item.evidence or item.at_most > 1:
        told = f"每项 {each} 分"
    else:
        told = f"{each} 分"
    return f"{told}，最高 {words(item.cap)} 分" if item.cap is not None else told


def _by_rank(item: Item, first: int, last: int) -> str:
    if first == last or not item.falls:
        return f"每项 {words(item.points)} 分"
    return f"每项第 {first} 名 {words(item.points)} 分，以后依次减 {words(item.falls)} 分"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the explanation."""

    code: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """How an indicator came to its points, line by line."""

    heading: str
    lines: tuple[Line, ...]


def explained(assessment: Assessment, titles: Mapping[UUID, str]) -> tuple[Explained, ...]:
    """Each indicator: every row with its claims, and every cap that took something away."""
    return tuple(
        Explained(
            heading=f"{one.sum.name}：计 {words(one.sum.counted)} 分（最高 {words(one.cap)} 分）",
            lines=(*(line for aspect in one.aspects for line in _lines(aspect, titles)), *_cut(one.sum)),
        )
        for one in assessment.indicators
    )


def _lines(aspect: AspectScore, titles: Mapping[UUID, str]) -> Iterator[Line]:
    for row in aspect.rows:
        claims = (_told(one, titles) for one in row.claims if one.record or one.said)
        result = f"计 {words(row.counted)} 分"
        label = f"{aspect.sum.name} · {row.group} · {row.item.name}"
        less = f"（{row.why_less}）" if row.why_less else ""
        yield Line(
            code=row.item.id, label=label, words=(f"标准：{rule_of(row.item)}", *claims, f"{result}{less}")
        )
    for one in (*aspect.below, aspect.sum):
        yield from _cut(one)


def _told(claim: Counted, titles: Mapping[UUID, str]) -> str:
    title = titles.get(claim.record, "（没有这条记录）") if claim.record else ""
    why = f"（{claim.why_not}）" if claim.why_not else ""
    said = "，".join(part for part in (claim.said, f"{words(claim.points)} 分") if part)
    return f"{title}：{said}{why}" if title else f"{said}{why}"


def _cut(one: Capped) -> Iterator[Line]:
    if one.counted < one.claimed:
        told = f"合计 {words(one.claimed)} 分，最高 {words(one.counted)} 分，计 {words(one.counted)} 分"
        yield Line(code=one.name, label=f"{one.name}（上限）", words=(told,))
