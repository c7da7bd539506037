"""How votes are counted, against a second computation, and who has no part in a case."""

from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.ids import derived, new_id
from services.review.committee.domain.experts import Expert
from services.review.meetings.domain.ballots import Case, Recommender, counted, has_quorum, relation

CASES = tuple(derived("case", number) for number in range(4))
PAPERS = st.lists(  # a paper: for each case yes, no, not voted, recused
    st.tuples(*[st.sampled_from(["yes", "no", "none", "recused"]) for _ in CASES]), min_size=1, max_size=40
)


@given(papers=PAPERS, recused_counts=st.booleans())
def test_the_tally_is_that_of_counting_each_paper_by_hand(
    papers: list[tuple[str, ...]], *, recused_counts: bool
) -> None:
    votes = [
        (case, said == "yes")
        for paper in papers
        for case, said in zip(CASES, paper, strict=True)
        if said in {"yes", "no"}
    ]
    recused = {case: [paper[at] for paper in papers].count("recused") for at, case in enumerate(CASES)}
    tallies = counted(CASES, votes, recused, present=len(papers), recused_counts=recused_counts)
    assert [tally.application_id for tally in tallies] == [*CASES]
    for at, tally in enumerate(tallies):
        column = [paper[at] for paper in papers]
        of = [said for said in column if recused_counts or said != "recused"]
        share = Fraction(column.count("yes"), len(of)) if of else Fraction(0)
        assert tally.is_passed is (share >= Fraction(2, 3))
        assert (tally.yes, tally.no, tally.recused) == (
            column.count("yes"),
            column.count("no"),
            column.count("recused"),
        )
        assert tally.present == len(of)


@pytest.mark.parametrize(
    ("present", "size", "is_enough"),
    [(8, 11, True), (7, 11, False), (17, 25, True), (16, 25, False), (0, 0, True)],
)
def test_a_quorum_is_two_thirds_of_the_members(present: int, size: int, *, is_enough: bool) -> None:
    assert has_quorum(present, size) is is_enough


def an_expert(
    name: str = "沈明德", unit: str = "浙江省环境科技研究院", mobile: str = "13900139066"
) -> Expert:
    return Expert(
        id=new_id(),
        version=1,
        city="shaoxing",
        office_id=new_id(),
        added_by=new_id(),
        created_at=datetime(2026, 1, 5, tzinfo=UTC),
        name=name,
        unit=unit,
        title="正高级工程师",
        category="监测与分析",
        specialty="水环境监测",
        mobile=mobile,
        from_on=date(2026, 1, 1),
        until_on=date(2028, 12, 31),
    )


def a_case(applicant: str = "张三", employer: str = "绍兴市环境监测中心站") -> Case:
    return Case(
        application_id=UUID(int=1), place=1, applicant=applicant, employer=employer, category="监测与分析"
    )


def test_who_is_related_to_a_case_has_no_part_in_it() -> None:
    expert = an_expert()
    assert not relation(expert, a_case())
    assert relation(expert, a_case("沈 明德", "浙江省环境科技研究院")) == "与申报人员同名、同单位"
    assert relation(expert, a_case(employer="浙江省环境科技研究院")) == "与申报人员同一单位"
    by_number = Recommender(name="别人", unit="别处", mobile="13900139066")
    by_name = Recommender(name="沈明德", unit="浙江省环境科技研究院", mobile="13000000000")
    for one in (by_number, by_name):
        assert relation(expert, a_case(), [one]) == "是申报人员的推荐专家"
    assert not relation(expert, a_case(), [Recommender(name="沈明德", unit="别处", mobile="13000000000")])
