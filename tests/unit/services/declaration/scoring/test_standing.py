"""What is filled in on the pages of a self-assessment, and what stands against it."""

from pathlib import Path
from uuid import UUID

import pytest

import cities
from contracts.sections.verified import VerifiedRecord
from services.declaration.scoring.domain import Asked, standing, typed, unsealed
from tests.unit.sections.written import archive
from tests.unit.services.declaration.claims import asked_of, filled, proofs_of

pytestmark = pytest.mark.rule("A6.4")

PLAN = cities.load(Path(cities.__file__).parent).plan("shaoxing", "2022-engineer")
RECORDS = proofs_of(archive().records)
ASKED = asked_of(PLAN, RECORDS)
PAPER = next(str(one.id) for one in RECORDS if one.kind == "paper")


def test_one_record_of_each_kind_reaches_the_score() -> None:
    found = standing(ASKED, filled(ASKED))

    assert found.total == 96
    assert (str(found.missing), found.open_gates, found.lacking) == ("0", (), ())


def test_there_is_a_page_for_each_kind_of_record_that_counts() -> None:
    assert ASKED.parts == (
        "gates",
        "project",
        "award",
        "honour",
        "paper",
        "book",
        "patent",
        "report",
        "certificate",
        "counts",
    )


def test_a_record_is_offered_every_place_that_it_may_count_at() -> None:
    told = ASKED.options("paper")

    assert told["paper-core/2"] == "论文著作 · 论文 · 核心期刊，第1至3作者，第 2 名：6 分"
    assert told["paper-meeting/1"] == "论文著作 · 论文 · 学术会议或内部刊物：1 分"
    assert not any(value.startswith("research") for value in told)


def test_whatever_is_missing_is_told_at_once_with_its_page() -> None:
    pages = {**filled(ASKED, project="", report=""), "gates": {"gates": ["职业道德"]}}

    found = standing(ASKED, pages)

    assert found.lacking == (
        ("gates", "自评的控制项还没有全部确认：年度考核、继续教育、专业理论。请确认符合后再提交"),
        ("", "自评 69 分，达到 80 分才能提交，还差 11 分。请补充自评，或改选其他申报方式"),
    )


def test_79_5_points_are_not_80() -> None:
    pages = filled(ASKED, book="", award="award-city/3", patent="", report="report-technical/0.5")
    found = standing(ASKED, {**pages, "counts": {**pages["counts"], "certificate-monitoring": "400"}})

    assert str(found.total) == "64.5"
    assert any("还差 15.5 分" in told for _, told in found.lacking)


def test_what_is_no_longer_verified_counts_nothing_and_says_so() -> None:
    fewer = Asked(
        scoring=ASKED.scoring, minimum=80, records=tuple(one for one in RECORDS if one.kind != "paper")
    )

    found = standing(fewer, filled(ASKED))

    assert found.total == 88
    assert [part for part, _ in found.lacking] == ["paper"]
    assert "不再是经用人单位核验通过的" in found.lacking[0][1]


@pytest.mark.parametrize(
    "chosen", ["paper-core", "paper-core/9", "paper-core/1/1", "research-state-lead/1", "x", "/"]
)
def test_a_place_that_is_not_offered_is_refused(chosen: str) -> None:
    found = standing(ASKED, filled(ASKED, paper=chosen))

    assert [fault.field for fault in found.faults["paper"]] == [PAPER]
    assert "不在评分标准中" in found.lacking[0][1]


@pytest.mark.parametrize("number", ["-1", "2.5", "五", "1e3", "501", "٣", "9" * 60])
def test_a_number_beyond_its_bounds_is_refused(number: str) -> None:
    pages = {**filled(ASKED), "counts": {"certificate-monitoring": number}}

    assert [fault.field for fault in standing(ASKED, pages).faults["counts"]] == ["certificate-monitoring"]


@pytest.mark.parametrize(("number", "points"), [("", 0), ("0", 0), ("２０", 8), ("19", 6), ("500", 8)])
def test_numbers_are_read_as_people_write_them(number: str, points: int) -> None:
    found = standing(ASKED, {"counts": {"certificate-monitoring": number}})

    assert found.total == points
    assert not found.faults


def test_only_the_fields_of_a_page_are_taken() -> None:
    sent = {PAPER: "paper-core/1", "degree-doctor": "yes", str(UUID(int=9)): "x"}

    assert typed(ASKED, "paper", sent.get, lambda _: []) == {PAPER: "paper-core/1"}
    assert typed(ASKED, "gates", sent.get, lambda _: ["职业道德", "别的"]) == {"gates": ["职业道德"]}
    assert typed(ASKED, "counts", sent.get, lambda _: [])["degree-doctor"] == "yes"


def test_what_is_left_out_of_the_case_is_found() -> None:
    sealed = standing(ASKED, filled(ASKED)).sealed()

    assert list(unsealed(sealed, archive())) == []
    others = archive().__class__(basic=(), records=archive().records[:1])
    assert {claim.row for claim in unsealed(sealed, others)} >= {"paper-core", "award-province"}


def test_a_record_of_somebody_else_s_proves_nothing() -> None:
    stranger = VerifiedRecord(id=UUID(int=7), kind="paper", title="他人论文", files=1)
    pages = filled(asked_of(PLAN, [*RECORDS, stranger]))

    assert any("不再是" in told for _, told in standing(ASKED, pages).lacking)
