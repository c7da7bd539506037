"""Nothing that the platform computes for the offices stands against the demo's applicant (C2.1)."""

from dataclasses import replace
from datetime import date

import pytest

from deploy.demo.records import BASIC, RECORDS
from services.archive.file.domain import section
from services.archive.kinds.domain import basic
from services.archive.kinds.domain.kinds import KINDS
from services.review.examination.domain.checks_table import checked
from services.review.examination.domain.items import ITEMS
from tests.unit.sections.written import TODAY, an_item
from tests.unit.services.review.submissions import EMPLOYER, in_order, with_declared

pytestmark = pytest.mark.rule("C2.1")


@pytest.mark.parametrize("born_on", [date(1970, 1, 1), date(1995, 12, 28)])  # between which the demo draws
def test_the_demos_applicant_is_what_the_plan_wants(born_on: date) -> None:
    items = [an_item(basic.BASIC, basic.BASIC.read(BASIC, TODAY)[0])]
    items += [an_item(KINDS[kind], KINDS[kind].read(values, TODAY)[0]) for kind, values in RECORDS]
    told = with_declared(
        in_order(),
        current_title=BASIC["current_title"],
        current_title_on=BASIC["title_obtained_on"],
        appointed_on=BASIC["appointed_on"],
        specialty=BASIC["specialty"],
        years=int(BASIC["years"]),
    )
    person = replace(told.identity.person, born_on=born_on)
    submission = replace(
        told,
        identity=replace(told.identity, person=person),
        archive=section(items, EMPLOYER),
        declaration=replace(told.declaration, assessment=None),
    )
    found = checked(submission, ITEMS.values())
    assert {one.code: one.reason for one in found if one.stands_against} == {}
