"""The tally, against a second computation with fractions; what cannot be a vote."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.results import Outcome, outcome_of
from services.review.results.domain import MOST_PRESENT, Vote

WORDS = "业绩成果的数量或质量尚未达到评审标准。"


@given(st.integers(1, MOST_PRESENT), st.integers(0, MOST_PRESENT))
def test_two_thirds_of_those_who_are_present_elect(present: int, yes: int) -> None:
    is_elected = Fraction(yes, present) >= Fraction(2, 3)
    assert (outcome_of(present, yes) is Outcome.ELECTED) is is_elected


@pytest.mark.parametrize(
    ("present", "yes", "outcome"),
    [
        (9, 6, Outcome.ELECTED),
        (9, 5, Outcome.NOT_ELECTED),
        (11, 8, Outcome.ELECTED),
        (11, 7, Outcome.NOT_ELECTED),
        (25, 17, Outcome.ELECTED),
        (25, 16, Outcome.NOT_ELECTED),
    ],
)
def test_the_bound_itself_is_enough(present: int, yes: int, outcome: Outcome) -> None:
    assert outcome_of(present, yes) is outcome


def test_who_is_recused_counts_as_present() -> None:
    assert Vote(present=9, yes=5, recused=2, text=WORDS).outcome is Outcome.NOT_ELECTED
    assert not Vote(present=9, yes=5, recused=2, text=WORDS).faults()


@pytest.mark.parametrize(
    ("vote", "field"),
    [
        (Vote(present=None, yes=5), "present"),
        (Vote(present=0, yes=0), "present"),
        (Vote(present=MOST_PRESENT + 1, yes=5), "present"),
        (Vote(present=9, yes=-1), "yes"),
        (Vote(present=9, yes=9, recused=1), "yes"),
        (Vote(present=9, yes=10), "yes"),
        (Vote(present=9, yes=5), "text"),
        (Vote(present=9, yes=5, text="短"), "text"),
        (Vote(present=9, yes=6, text=WORDS), "text"),
    ],
)
def test_what_cannot_be_a_vote_is_told(vote: Vote, field: str) -> None:
    assert [fault.field for fault in vote.faults("3-")] == [f"3-{field}"]
