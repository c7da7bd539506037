"""The scoring tree of a plan: what is wrong with one, and what Shaoxing's says."""

from decimal import Decimal
from pathlib import Path

import pytest

import cities
from cities.kinds import SELF_ASSESSMENT
from cities.plan import ACHIEVEMENTS, Plan, plan_faults
from cities.scoring import PROVING, Aspect, Group, Indicator, Item, Pool, Ranks, Scoring, scoring_faults
from services.archive.kinds.domain.kinds import KINDS

PLAN = cities.load(Path(cities.__file__).parent).plan("shaoxing", "2022-engineer")
SIX = Decimal(6)


def tree(*rows: Item, pools: tuple[Pool, ...] = (), more: tuple[Item, ...] = ()) -> Scoring:
    groups = [Group(name="组", item=rows), *([Group(name="另一组", item=more)] if more else [])]
    aspect = Aspect(name="项", pool=pools, group=tuple(groups))
    indicator = Indicator(name="指标", cap=Decimal(45), aspect=(aspect,))
    return Scoring(basis="本市设定", gates=("职业道德",), indicator=(indicator,))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (tree(Item(id="a", name="甲", points=SIX), Item(id="a", name="乙", points=SIX)), "出现了多次"),
        (tree(Item(id="a", name="甲", points=SIX, evidence=("basic",))), "不是能作佐证的记录种类"),
        (tree(Item(id="a", name="甲", points=SIX, ranks=Ranks(first=1, last=3))), "应有佐证"),
        (tree(Item(id="a", name="甲", points=SIX, least=Decimal(1))), "应有佐证"),
        (
            tree(
                Item(
                    id="a",
                    name="甲",
                    points=SIX,
                    least=Decimal(1),
                    ranks=Ranks(first=1, last=2),
                    evidence=("paper",),
                )
            ),
            "不能既按名次又在区间内",
        ),
        (tree(Item(id="a", name="甲", points=SIX, per=5, evidence=("paper",))), "请删除 per"),
        (tree(Item(id="a", name="甲", points=SIX, least=Decimal(7), evidence=("paper",))), "不大于 points"),
        (tree(Item(id="a", name="甲", points=SIX, falls=Decimal(2))), "不能依次减分"),
        (
            tree(Item(id="a", name="甲", points=SIX, ranks=Ranks(first=3, last=1), evidence=("paper",))),
            "first 应不大于 last",
        ),
        (
            tree(
                Item(
                    id="a",
                    name="甲",
                    points=SIX,
                    falls=Decimal(2),
                    ranks=Ranks(first=1, last=4),
                    evidence=("paper",),
                )
            ),
            "最后一名没有分了",
        ),
        (tree(Item(id="a", name="甲", points=SIX, pool="others")), "没有合计上限“others”"),
        (tree(Item(id="a", name="甲", points=SIX, one_of="x")), "没有另一行是“x”"),
        (
            tree(
                Item(id="a", name="甲", points=SIX, one_of="x"),
                more=(Item(id="b", name="乙", points=SIX, one_of="x"),),
            ),
            "没有另一行是“x”",
        ),
        (
            tree(
                Item(id="a", name="甲", points=SIX, one_of="x", pool="others"),
                Item(id="b", name="乙", points=SIX, one_of="x"),
                pools=(Pool(id="others", name="其他", cap=SIX),),
            ),
            "应在同一合计上限之内",
        ),
    ],
)
def test_whatever_is_wrong_with_a_tree_is_told(found: Scoring, told: str) -> None:
    assert told in "".join(remedy for _, remedy in scoring_faults(found))


def test_a_minimum_score_needs_a_tree_that_reaches_it() -> None:
    kind = PLAN.kind[0].model_copy(update={"slug": SELF_ASSESSMENT, "minimum_score": 80})

    def faults(scoring: Scoring | None) -> list[tuple[str, str]]:
        return list(
            plan_faults(PLAN.model_copy(update={"kind": (kind,), "scoring": scoring, "attachment": ()}))
        )

    assert faults(PLAN.scoring) == []
    assert ("kind[1].minimum_score", "有最低自评分的申报方式须有评分标准，请补充 [scoring]") in faults(None)
    assert "最多只能得 45 分" in faults(tree(Item(id="a", name="甲", points=SIX)))[0][1]


def test_the_kind_by_self_assessment_and_no_other_has_a_minimum_score() -> None:
    first = PLAN.kind[0]
    wrong = (
        first.model_copy(update={"minimum_score": 80}),
        first.model_copy(update={"slug": SELF_ASSESSMENT}),
    )

    found = list(plan_faults(PLAN.model_copy(update={"kind": wrong, "attachment": ()})))

    assert [place for place, _ in found] == ["kind[1].minimum_score", "kind[2].minimum_score"]


def test_what_proves_a_claim_is_called_as_in_the_archive() -> None:
    assert {code: KINDS[code].name for code in PROVING} == PROVING
    assert PROVING.keys() >= ACHIEVEMENTS


def test_a_plan_that_was_kept_before_there_was_a_tree_is_read() -> None:
    kept = PLAN.model_dump(mode="json", exclude={"scoring"})

    assert Plan.model_validate(kept).scoring is None
    assert Plan.model_validate(PLAN.model_dump(mode="json")) == PLAN


@pytest.mark.rule("A6.4")
def test_shaoxing_s_tree_has_the_gates_and_numbers_that_are_known() -> None:
    scoring = PLAN.scoring
    assert scoring is not None
    rows = {item.id: item for _, _, item in scoring.places()}

    assert scoring.gates == ("职业道德", "年度考核", "继续教育", "专业理论")
    assert [f"{one.name} {one.cap}" for one in scoring.indicator[:2]] == ["学历与学位 10", "业绩与能力 45"]
    assert scoring.total == 100
    assert [rows[f"degree-{name}"].points for name in ("doctor", "master", "bachelor")] == [6, 4, 2]
    province = rows["research-province-lead"]
    assert (province.points, province.falls) == (Decimal(16), Decimal(2))
    assert province.ranks == Ranks(first=1, last=3)
    assert (rows["certificate-monitoring"].per, rows["certificate-monitoring"].cap) == (5, Decimal(8))
    assert {pool.cap for one in scoring.indicator for aspect in one.aspect for pool in aspect.pool} == {6}
    assert "本市设定" in scoring.basis
