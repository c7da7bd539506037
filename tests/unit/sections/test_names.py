"""How sections are called, and what is asked of their names."""

from dataclasses import dataclass

import pytest

from contracts.sections.names import SUBMITTED, SectionKind, SectionName, newest, of_kind, round_of


@dataclass(frozen=True)
class Ref:
    name: str


def refs(*names: str) -> tuple[Ref, ...]:
    return tuple(map(Ref, names))


FIRST = (*SUBMITTED, "submission-1", "publicity-sheet-1", "decision-1-employer", "decision-1-county-hr")
SECOND = (*SUBMITTED, "submission-2", "publicity-sheet-2", "publicity-sheet-2.2", "decision-2-employer")


@pytest.mark.parametrize(
    "name", [*FIRST, *SECOND, "settlement", "settlement-1-senior-committee.2", "review-form"]
)
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    assert str(SectionName.read(name)) == name


@pytest.mark.parametrize(
    "name", ["", "photo", "decision-", "decision-0-employer", "submission-1.", "Identity"]
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert SectionName.read(name) is None


def test_a_stage_may_have_dashes_and_a_number_is_told_apart() -> None:
    expected = SectionName(SectionKind.DECISION, 2, "county-hr", 3)
    assert SectionName.read("decision-2-county-hr.3") == expected


def test_the_newest_of_a_kind_and_the_decisions_of_a_round() -> None:
    manifest = refs(*FIRST, *SECOND)
    assert newest(manifest, SectionKind.ARCHIVE) is manifest[len(FIRST) + 1]
    assert newest(manifest, SectionKind.SETTLEMENT) is None
    decided = of_kind(manifest, SectionKind.DECISION)
    assert [name.stage for name, _ in decided if name.round == 1] == ["employer", "county-hr"]


def test_the_round_is_that_of_the_newest_submission() -> None:
    assert round_of(refs(*FIRST)) == 1
    assert round_of(refs(*FIRST, *SECOND)) == 2
    assert round_of(refs("identity")) == 1
