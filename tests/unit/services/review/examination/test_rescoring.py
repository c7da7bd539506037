"""What an office reads beside a self-assessment: the score counted again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from contracts.sections.assessment import SelfAssessment
from contracts.sections.parts import Part, Submission, blocks_of
from services.review.examination.domain.rescoring import HEADING, with_score
from tests.unit.sections.written import archive, declaration, identity

pytestmark = pytest.mark.rule("A6.4")

SECTION = declaration()
FOUND = SECTION.assessment
assert FOUND is not None
SEALED: SelfAssessment = FOUND


def submitted(assessment: SelfAssessment | None, *, without: str = "") -> Submission:
    records = tuple(one for one in archive().records if one.kind != without)
    return Submission(
        identity=identity(),
        archive=replace(archive(), records=records),
        declaration=replace(SECTION, assessment=assessment),
    )


def again(submission: Submission) -> dict[str, str]:
    blocks = with_score(blocks_of(submission), submission)[Part.DECLARED]
    block = next(one for one in blocks if one.heading == HEADING)
    return {
        entry.code: " | ".join(entry.value) if isinstance(entry.value, tuple) else str(entry.value)
        for entry in block.entries
    }


def test_the_same_claims_come_to_the_same() -> None:
    assert again(submitted(SEALED)) == {"rescored": "96 分，与申报人员的自评分一致"}


def test_a_score_that_the_claims_do_not_give_is_seen() -> None:
    assert again(submitted(replace(SEALED, total=Decimal("99.5")))) == {
        "rescored": "96 分，比申报人员的自评分少 3.5 分"
    }


def test_a_claim_without_its_record_in_the_case_counts_nothing() -> None:
    found = again(submitted(replace(SEALED, minimum=90), without="paper"))

    assert found["rescored"] == "88 分，比申报人员的自评分少 8 分，没有达到 90 分"
    before, now = found["paper-core"].split(" | ")
    assert before.endswith("第 1 名，8 分；计 8 分")
    assert now.endswith("0 分（没有这一项经核验的佐证）；计 0 分")


def test_a_claim_that_was_dropped_or_added_is_seen_line_by_line() -> None:
    fewer = tuple(claim for claim in SEALED.claims if claim.row != "paper-core")

    found = again(submitted(replace(SEALED, claims=fewer)))

    assert set(found) == {"rescored", "paper-core"}
    assert found["paper-core"].endswith(" | 重新计算：无")


def test_a_case_without_a_self_assessment_stays_as_it_is() -> None:
    submission = submitted(None)

    assert with_score(blocks_of(submission), submission) == blocks_of(submission)
