"""Each kind that the demo plays is one that the plan offers and that can be submitted."""

import pytest

from deploy.demo.__main__ import chosen
from deploy.demo.kinds import REGULAR, WAYS, Way
from deploy.demo.people import FORM, STATEMENT
from services.declaration.drafting.domain.answers import read
from services.declaration.experts.domain import Asked, experts_of
from services.declaration.experts.domain import read as read_opinions
from tests.unit.services.declaration.drafting.test_answers import TODAY, VERIFIED
from tests.unit.services.declaration.plans import a_plan


@pytest.mark.parametrize("way", WAYS.values(), ids=[*WAYS])
def test_a_kind_of_the_demo_is_complete(way: Way) -> None:
    answers = {**FORM, "statement": STATEMENT, **way.form}
    _, faults = read(answers, a_plan(), TODAY, VERIFIED)
    assert not faults
    experts = experts_of(a_plan(), answers["kind"])
    assert bool(experts) == bool(way.experts)
    if experts:
        asked = Asked(by=experts, applicant="王志远", employer="某公司", year=2022, today=TODAY)
        assert not read_opinions(way.experts, asked)[1]


def test_the_demo_plays_the_kind_that_is_named_and_regular_without_one() -> None:
    assert chosen([]) is REGULAR
    assert chosen(["landmark"]).name == "标志性业绩直接申报"
    with pytest.raises(SystemExit, match="KIND is one of regular"):
        chosen(["landmarks"])
