"""How a self-assessment (自评) is scored: the tree of a plan, four levels deep, and its limits (A6.4)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from cities.rows import Row, Slug, Text


def _exact(value: Any) -> Any:
    """A file is read strictly, and points are written with or without tenths."""
    return Decimal(value) if type(value) is int else value


Number = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1000, decimal_places=1)]
Points = Annotated[Number, Field(gt=0)]
Whole = Annotated[int, Field(ge=1, le=100)]

# The kinds of records of the archive that can prove a claim, as people call them.
PROVING: Mapping[str, str] = {
    "education": "学习经历",
    "project": "工作业绩",
    "award": "获奖",
    "honour": "荣誉",
    "paper": "论文",
    "book": "著作",
    "patent": "专利和软件著作权",
    "report": "技术报告",
    "certificate": "证书",
}


class Ranks(Row):
    """Which places among the contributors a row is for."""

    first: Whole
    last: Whole


class Item(Row):
    """A row (四级指标): what one thing of its sort counts.

    With `evidence` each is a verified record of one of these kinds; without, people say how many there are.
    """

    id: Slug
    name: Text
    points: Points  # each; with ranks the first's, with `least` the most that may be given
    least: Points | None = None  # between this and `points` people choose, in steps of one point
    ranks: Ranks | None = None
    falls: Number = Decimal(0)  # by so much with each rank
    per: Whole = 1  # without evidence: so many together count once, what is over counts nothing
    evidence: tuple[str, ...] = ()
    at_most: Annotated[int, Field(ge=1, le=1000)] = 1  # how many may be claimed without evidence
    cap: Points | None = None
    pool: Slug | None = None  # the cap of the aspect that it shares with other rows
    one_of: Slug | None = None  # of these rows only the one with the most points counts


class Group(Row):
    """三级指标."""

    name: Text
    cap: Points | None = None
    item: tuple[Item, ...] = Field(min_length=1)


class Pool(Row):
    """A cap over rows of several groups, which then count for none of these (“其他”合计不超过)."""

    id: Slug
    name: Text
    cap: Points


class Aspect(Row):
    """二级指标."""

    name: Text
    cap: Points | None = None
    pool: tuple[Pool, ...] = ()
    group: tuple[Group, ...] = Field(min_length=1)


class Indicator(Row):
    """一级指标."""

    name: Text
    cap: Points
    aspect: tuple[Aspect, ...] = Field(min_length=1)


class Scoring(Row):
    """The whole tree; nothing counts before every gate (控制项) is ticked."""

    basis: Text  # where the numbers come from, as people read it
    gates: tuple[Text, ...] = Field(min_length=1)
    indicator: tuple[Indicator, ...] = Field(min_length=1)

    def places(self) -> Iterator[tuple[Aspect, Group, Item]]:
        """Every row with where it stands, in the order of the tree."""
        for indicator in self.indicator:
            for aspect in indicator.aspect:
                for group in aspect.group:
                    for item in group.item:
                        yield aspect, group, item

    @property
    def total(self) -> Decimal:
        """The most that can be reached, going by the caps of the indicators."""
        return sum((indicator.cap for indicator in self.indicator), Decimal(0))


def scoring_faults(scoring: Scoring) -> Iterator[tuple[str, str]]:
    """Walk through what is wrong with a tree in itself."""
    ids = Counter(item.id for _, _, item in scoring.places())
    for name in sorted(name for name, count in ids.items() if count > 1):
        yield "scoring", f"行“{name}”出现了多次，请只保留一处"
    for aspect, group, item in scoring.places():
        for remedy in (*_row_faults(item), *_shared_faults(aspect, group, item)):
            yield f"scoring.{item.id}", remedy


def _row_faults(item: Item) -> Iterator[str]:
    for kind in item.evidence:
        if kind not in PROVING:
            yield f"“{kind}”不是能作佐证的记录种类，只能是 {'、'.join(PROVING)}，请改正"
    if (item.ranks or item.least) and not item.evidence:
        yield "按名次或在区间内计分的，每一项应有佐证，请写明 evidence"
    if item.ranks and item.least:
        yield "不能既按名次又在区间内计分，请只保留一种"
    if item.evidence and (item.per > 1 or item.at_most > 1):
        yield "有佐证的逐项计分，项数由佐证决定，请删除 per 和 at_most"
    if item.least and item.least > item.points:
        yield "least 应不大于 points，请改正"
    if item.falls and not item.ranks:
        yield "没有名次的，不能依次减分，请删除 falls 或写明 ranks"
    if item.ranks and item.ranks.first > item.ranks.last:
        yield "名次的 first 应不大于 last，请改正"
    elif item.ranks and item.points <= item.falls * (item.ranks.last - item.ranks.first):
        yield "依次减分后，最后一名没有分了，请改正 falls"


def _shared_faults(aspect: Aspect, group: Group, item: Item) -> Iterator[str]:
    """Rows that exclude each other stand side by side under the same caps: else more could count less."""
    if item.pool and item.pool not in [pool.id for pool in aspect.pool]:
        yield f"本二级指标没有合计上限“{item.pool}”，请改正或补充"
    if item.one_of is None:
        return
    others = [one for one in group.item if one.one_of == item.one_of and one.id != item.id]
    if not others:
        yield f"同一三级指标中没有另一行是“{item.one_of}”，互斥的各行应放在一起"
    if any(one.pool != item.pool for one in others):
        yield "互斥的各行应在同一合计上限之内，请改正 pool"
