"""The score of a self-assessment: each rule by example, and what holds for all trees and all claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cities
from cities.assessing import assess, choices, explained, rule_of
from cities.scoring import Item, Scoring

pytestmark = pytest.mark.rule("A6.4")

KEPT = cities.load(Path(cities.__file__).parent).plan("shaoxing", "2022-engineer").scoring
assert KEPT is not None
TREE: Scoring = KEPT
ROWS = {item.id: item for _, _, item in TREE.places()}
RECORDS = [UUID(int=number) for number in range(1, 13)]


@dataclass(frozen=True)
class Claimed:
    row: str
    record: UUID | None
    amount: Decimal


def proven(row: str, amount: float = 1, record: int = 0) -> Claimed:
    return Claimed(row, RECORDS[record], Decimal(str(amount)))


def counted(row: str, amount: int = 1) -> Claimed:
    return Claimed(row, None, Decimal(amount))


def total(*claims: Claimed) -> Decimal:
    return assess(TREE, claims, RECORDS).total


@pytest.mark.parametrize(
    ("claims", "points"),
    [
        ([], 0),
        ([counted("degree-bachelor")], 2),
        ([counted("degree-doctor"), counted("degree-master")], 6),  # one of them
        ([counted("degree-doctor"), counted("academic-doctor"), counted("academic-double")], 10),
        ([proven("research-province-lead", 1)], 16),
        ([proven("research-province-lead", 3)], 12),  # 依次减2
        ([proven("research-province-lead", 4)], 0),  # no such rank in this row
        ([proven("research-province-lead", 2), proven("research-province-lead", 3, 1)], 26),
        ([proven("research-state-other", 5)], 5),  # within 2 to 6
        ([proven("research-state-other", 7)], 0),
        ([proven("research-state-other", 6), proven("research-city-other", 3, 1)], 6),  # 其他 ≤ 6
        ([proven("research-state-other", 6), proven("engineering-city-other", 1, 1)], 7),  # each its own 6
        ([counted("certificate-monitoring", 4)], 0),
        ([counted("certificate-monitoring", 14)], 4),  # 2 for every five
        ([counted("certificate-monitoring", 20)], 8),
        ([counted("certificate-monitoring", 500)], 8),
        ([proven("report-technical", 0.5)], Decimal("0.5")),
        ([proven("honour-city", 1, number) for number in range(3)], 8),  # the group's cap
        ([proven("paper-core", 1, number) for number in range(3)], 20),  # the indicator's cap
        ([proven("research-state-lead", 1, number) for number in range(3)], 45),
        ([Claimed("research-county-lead", UUID(int=99), Decimal(1))], 0),  # no such record
        ([proven("no-such-row")], 0),
    ],
)
def test_each_rule_counts_as_the_table_says(claims: list[Claimed], points: Decimal | int) -> None:
    assert total(*claims) == points


def test_a_hundred_points_can_be_reached() -> None:
    everything = [Claimed(row, RECORDS[0] if ROWS[row].evidence else None, best(ROWS[row])) for row in ROWS]

    assert total(*everything) == 100


def test_every_line_says_what_counted_and_why_no_more() -> None:
    claims = [
        counted("degree-doctor"),
        counted("degree-master"),
        proven("research-state-lead", 2),
        proven("research-state-other", 6, 1),
        proven("research-city-other", 3, 2),
        Claimed("paper-core", UUID(int=99), Decimal(1)),
    ]
    told = explained(assess(TREE, claims, RECORDS), {RECORDS[0]: "水站", RECORDS[1]: "气站"})
    lines = {line.code: line.words for one in told for line in one.lines}

    assert [one.heading for one in told][:2] == [
        "学历与学位：计 6 分（最高 10 分）",
        "业绩与能力：计 26 分（最高 45 分）",
    ]
    assert lines["degree-master"][-1] == "计 0 分（与“研究生（博士）学历”不重复计分，只计分高的一项）"
    assert lines["research-state-lead"] == (
        "标准：每项第 1 名 22 分，以后依次减 2 分",
        "水站：第 2 名，20 分",
        "计 20 分",
    )
    assert lines["research-state-other"][1] == "气站：6 分"
    assert lines["科研创新“其他”各项合计"] == ("合计 9 分，最高 6 分，计 6 分",)
    assert lines["paper-core"][1] == "（没有这条记录）：第 1 名，0 分（没有这一项经核验的佐证）"


def test_a_row_with_a_cap_of_its_own_says_so() -> None:
    line = explained(assess(TREE, [counted("certificate-monitoring", 33)], ()), {})[1].lines[0]

    assert line.words == (
        "标准：每 5 项 2 分，不足 5 项的不计，最高 8 分",
        "33 项，12 分",
        "计 8 分（本项最高 8 分）",
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("degree-doctor", "6 分"),
        ("research-county-lead", "每项 6 分"),
        ("research-state-other", "每项 2 至 6 分"),
        ("report-technical", "每项 0.5 至 3 分"),
        ("paper-meeting", "每项 1 至 2 分，最高 6 分"),
    ],
)
def test_every_rule_is_told_in_words(row: str, told: str) -> None:
    assert rule_of(ROWS[row]) == told


def best(item: Item) -> Decimal:
    return choices(item)[0] if item.evidence else Decimal(item.at_most)


@st.composite
def claims_of(draw: st.DrawFn) -> list[Claimed]:
    """Any claims that a page lets through: what is there once or several times, at every amount."""
    found: list[Claimed] = []
    for row in draw(st.lists(st.sampled_from(sorted(ROWS)), max_size=25)):
        item = ROWS[row]
        amounts = choices(item) if item.evidence else [Decimal(n) for n in range(item.at_most + 1)]
        record = draw(st.sampled_from(RECORDS)) if item.evidence else None
        if item.evidence or not any(one.row == row for one in found):
            found.append(Claimed(row, record, draw(st.sampled_from(list(amounts)))))
    return found


@given(claims_of())
def test_more_never_counts_less(claims: list[Claimed]) -> None:
    sums = [total(*claims[:length]) for length in range(len(claims) + 1)]

    assert sums == sorted(sums)


@given(claims_of(), st.randoms(use_true_random=False))
def test_the_order_of_claims_is_no_matter(claims: list[Claimed], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert assess(TREE, shuffled, RECORDS) == assess(TREE, claims, RECORDS)


@given(claims_of())
def test_no_cap_is_ever_passed(claims: list[Claimed]) -> None:
    found = assess(TREE, claims, RECORDS)

    assert 0 <= found.total <= TREE.total
    for one, indicator in zip(found.indicators, TREE.indicator, strict=True):
        assert one.sum.counted <= indicator.cap
        for below in (part for aspect in one.aspects for part in (aspect.sum, *aspect.below)):
            assert below.cap is None or below.counted <= below.cap
    for row in found.rows():
        assert row.counted <= row.claimed
        assert row.item.cap is None or row.counted <= row.item.cap
        assert row.counted == row.claimed or row.why_less


@given(claims_of())
def test_a_second_computation_comes_to_the_same(claims: list[Claimed]) -> None:
    assert total(*claims) == naive(claims)


def naive(claims: Sequence[Claimed]) -> Decimal:
    """The table by hand: plain numbers, row by row, in tenths."""
    tenths = 0
    for indicator in TREE.indicator:
        in_indicator = 0
        for aspect in indicator.aspect:
            pools = dict.fromkeys([pool.id for pool in aspect.pool], 0)
            in_aspect = 0
            for group in aspect.group:
                values = {item.id: by_hand(item, claims) for item in group.item}
                for name in {item.one_of for item in group.item if item.one_of}:
                    rivals = [item.id for item in group.item if item.one_of == name]
                    keep = max(values[rival] for rival in rivals)
                    for rival in rivals:
                        values[rival] = 0
                    values[rivals[0]] = keep
                for item in group.item:
                    if item.pool:
                        pools[item.pool] += values.pop(item.id)
                in_aspect += least(sum(values.values()), group.cap)
            in_aspect += sum(least(pools[pool.id], pool.cap) for pool in aspect.pool)
            in_indicator += least(in_aspect, aspect.cap)
        tenths += least(in_indicator, indicator.cap)
    return Decimal(tenths) / 10


def by_hand(item: Item, claims: Sequence[Claimed]) -> int:
    points = 0
    for one in claims:
        if one.row != item.id:
            continue
        if item.ranks:
            points += int((item.points - item.falls * (int(one.amount) - item.ranks.first)) * 10)
        elif item.least:
            points += int(one.amount * 10)
        else:
            points += int(one.amount) // item.per * int(item.points * 10)
    return least(points, item.cap)


def least(points: int, cap: Decimal | None) -> int:
    return points if cap is None else min(points, int(cap * 10))
