"""What a declaration takes of a file, and what stands against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.plan import ACHIEVEMENTS as OF_PLANS
from contracts.sections.archive import Visibility
from kit.ids import new_id
from services.archive.extraction.domain import Extraction, Pick
from services.archive.file.domain import Item, State, Version
from services.archive.kinds.domain.achievements import ACHIEVEMENTS
from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS

SINCE = "201112"
MONTHS = st.sampled_from(["200905", "201111", "201112", "201201", "202003"])


def item(kind: Kind, **values: str | int) -> Item:
    version = Version(
        id=new_id(), number=1, state=State.VERIFIED, values=values, visibility=Visibility.PUBLIC
    )
    return Item(
        id=new_id(),
        person_id=new_id(),
        kind=kind,
        revision=1,
        is_deleted=False,
        current=version,
        verified=version,
    )


def basic(since: str = SINCE) -> Item:
    return item(BASIC, **({"title_obtained_on": since} if since else {}))


def project(start: str, end: str = "") -> Item:
    return item(
        KINDS["project"], name="站", role="独立完成", **{"from": start}, **({"to": end} if end else {})
    )


def paper(month: str) -> Item:
    return item(KINDS["paper"], name="文", published_on=month)


def test_plans_limit_the_kinds_that_are_achievements() -> None:
    assert {kind.code for kind in ACHIEVEMENTS} == OF_PLANS


@pytest.mark.rule("A7.1")
@pytest.mark.parametrize(
    ("one", "is_offered"),
    [
        (paper("201111"), False),
        (paper("201112"), True),  # the month of the title
        (project("200901", "201111"), False),
        (project("200901", "201112"), True),  # finished since
        (project("200901"), True),  # goes on
    ],
)
def test_what_ended_before_the_title_is_not_offered(one: Item, is_offered: bool) -> None:  # noqa: FBT001 - a case
    found = Extraction(items=[basic(), one], picks=())
    assert (one in found.offered, one in found.earlier) == (is_offered, not is_offered)


@pytest.mark.rule("A7.1")
def test_without_a_title_everything_verified_is_offered() -> None:
    one = paper("200905")
    assert Extraction(items=[basic(""), one], picks=()).offered == [one]


@pytest.mark.rule("A7.1")
@pytest.mark.rule("A7.3")
@given(months=st.lists(MONTHS, max_size=8), most=st.integers(1, 4), data=st.data())
def test_nothing_earlier_and_nothing_above_the_limit_is_ever_taken(
    months: list[str], most: int, data: st.DataObject
) -> None:
    papers = [paper(month) for month in months]
    found = Extraction(items=[basic(), *papers], picks=())
    some = data.draw(st.lists(st.sampled_from([one.id for one in papers]))) if papers else []
    chosen = found.chosen(some)
    assert {pick.item_id for pick in chosen.picks} == set(some) & {one.id for one in found.offered}
    for one in (found, chosen):
        assert all(
            taken.verified and str(taken.verified.values["published_on"]) >= SINCE for taken in one.taken
        )
        assert {taken.id for taken in one.taken} | one.left_out == {one.id for one in papers}
        assert bool(one.faults({"paper": most})) is (len(one.taken) > most)
        assert not one.faults({})


def test_a_choice_is_known_again_in_any_order() -> None:
    picks = [Pick(item_id=new_id(), version_id=new_id()) for _ in range(3)]
    one, other = (Extraction(items=(), picks=tuple(order)) for order in (picks, picks[::-1]))
    assert one.token == other.token != ""
    assert Extraction(items=(), picks=()).token == ""
