"""Each kind that the demo plays is one that the plan offers and that can be submitted."""

from datetime import datetime, time
from pathlib import Path

import pytest

import cities
from contracts.sections.verified import VerifiedRecord
from deploy.demo.__main__ import chosen
from deploy.demo.cast import Cast
from deploy.demo.kinds import INVITED, ON_PAPER, REGULAR, SAID, WAYS, Way
from deploy.demo.people import FORM, STATEMENT
from deploy.demo.records import RECORDS
from kit.clock import SHANGHAI
from kit.ids import new_id
from services.archive.kinds.domain.kinds import KINDS
from services.declaration.drafting.domain.answers import read
from services.declaration.experts.domain.opinions import UNITS, Asked, experts_of
from services.declaration.experts.domain.opinions import read as read_opinions
from services.declaration.scoring.domain import assessed_kind, standing
from tests.unit.services.declaration.claims import asked_of
from tests.unit.services.declaration.drafting.test_answers import TODAY, VERIFIED
from tests.unit.services.declaration.plans import a_plan

PLAN = cities.load(Path(cities.__file__).parent).plan("shaoxing", "2022-engineer")


@pytest.mark.parametrize("way", WAYS.values(), ids=[*WAYS])
def test_a_kind_of_the_demo_is_complete(way: Way) -> None:
    answers = {**FORM, "statement": STATEMENT, **way.form}
    _, faults = read(answers, a_plan(), TODAY, VERIFIED)
    assert not faults
    experts = experts_of(a_plan(), answers["kind"])
    assert bool(experts) == bool(way.experts)
    if experts:
        asked = Asked(
            by=experts,
            applicant="王志远",
            employer="某公司",
            year=2022,
            now=datetime.combine(TODAY, time(12), SHANGHAI),
        )
        signed_on = {
            f"signed_on-2-{unit}": value for unit, value in zip(UNITS, ("2022", "7", "9"), strict=True)
        }
        said = {f"{name}-2": value for name, value in SAID.items()}
        typed = {**ON_PAPER, **INVITED, "mobile-2": Cast().expert_mobile, **said, **signed_on}
        assert not read_opinions(typed, asked)[1]


@pytest.mark.rule("A6.4")
@pytest.mark.parametrize("way", WAYS.values(), ids=[*WAYS])
def test_a_self_assessment_of_the_demo_is_enough(way: Way) -> None:
    asks = assessed_kind(PLAN, {**FORM, **way.form}["kind"])
    assert bool(asks) == bool(way.assessed)
    if asks:
        told = tuple(
            VerifiedRecord(id=new_id(), kind=kind, title=KINDS[kind].title_of(values), files=0)
            for kind, values in (*RECORDS, *way.records)
        )
        asked = asked_of(PLAN, told)
        ids = {one.title: str(one.id) for one in told}
        pages = {
            part: {ids.get(name, name): value for name, value in claims.items()}
            for part, claims in way.assessed.items()
        }
        found = standing(asked, pages)
        assert (str(found.total), found.lacking) == ("87", ())


def test_the_demo_plays_the_kind_that_is_named_and_regular_without_one() -> None:
    assert chosen([]) is REGULAR
    assert chosen(["landmark"]).name == "标志性业绩直接申报"
    with pytest.raises(SystemExit, match="KIND is one of regular"):
        chosen(["landmarks"])
