"""The catalogue of reasons in itself."""

from collections.abc import Sequence
from pathlib import Path

import pytest

import cities
from cities import Reason
from cities.reasons import EVERYBODY, ITEMS, reason_faults
from services.review.examination.domain import items

RETURNED = tuple(
    Reason(
        code=item.replace("_", "-"), item=item, words="不清晰", verdicts=("returned",), remedy="重新上传。"
    )
    for item in ITEMS
)
REFUSED = Reason(code="range", item="form", words="不属于申报范围", verdicts=("refused",))


def test_the_items_are_those_that_offices_examine() -> None:
    assert set(ITEMS) == items.ITEMS.keys()
    assert {item.code for item in items.SUBMITTED} == set(EVERYBODY)


@pytest.mark.rule("E4.2", "E4.3")
@pytest.mark.parametrize("city", list(cities.load(Path(cities.__file__).parent)), ids=lambda city: city.slug)
def test_every_city_has_reasons_for_whatever_an_office_examines(city: cities.City) -> None:
    assert list(reason_faults(city.reasons)) == []


@pytest.mark.parametrize(
    ("reasons", "fault"),
    [
        (RETURNED, "没有各单位都能使用的不通过理由"),
        ((*RETURNED[:-1], REFUSED), "审查项目“post_fit”没有可以退回的理由"),
        ((*RETURNED, REFUSED, REFUSED), "“range”出现了 2 次"),
        ((*RETURNED, REFUSED.model_copy(update={"item": "seniority"})), "没有各单位都能使用的不通过理由"),
        (
            (*RETURNED, REFUSED.model_copy(update={"verdicts": ("returned", "refused")})),
            "应写明申报人怎么办",
        ),
    ],
)
def test_a_catalogue_that_leaves_somebody_without_a_reason_is_told(
    reasons: Sequence[Reason], fault: str
) -> None:
    (told,) = reason_faults(reasons)
    assert fault in told[1]
