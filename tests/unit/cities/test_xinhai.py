"""The sample city of another shape: provincial units, a group with its own committee, bare districts."""

import shutil
from pathlib import Path

import pytest

import cities
from cities import Sender
from kit.errors import NotFound

ALL = cities.load(Path(cities.__file__).parent)
CITY = ALL.city("xinhai")
OFFICES = {office.slug: office for office in CITY.offices}
GROUP = "91330000MA2XH00015"
MID, SENIOR = "2022-xinhai-engineer", "2022-xinhai-senior"


def _way(plan: str, sender: Sender) -> list[str]:
    slugs = {office.id: slug for slug, office in OFFICES.items()}
    return [slugs[stop.office_id] for stop in ALL.route("xinhai", plan, sender)]


def _provincial(department: str, *, own_committee: bool = False, credit_code: str = GROUP) -> Sender:
    return Sender(
        level="province",
        place="省直",
        credit_code=credit_code,
        department_id=OFFICES[department].id,
        own_committee=own_committee,
    )


@pytest.mark.rule("P1.1")
def test_a_group_with_a_committee_of_its_own_goes_there_and_then_to_the_senior_committee() -> None:
    group = _provincial("province-ecology", own_committee=True)

    assert _way(SENIOR, group) == ["group-committee", "senior-committee"]
    assert _way(MID, group) == ["group-committee"]


@pytest.mark.rule("P2.1")
@pytest.mark.parametrize("plan", [MID, SENIOR])
@pytest.mark.parametrize("department", ["province-ecology", "province-water"])
def test_a_provincial_unit_without_one_goes_to_its_department_and_the_personnel_office(
    plan: str, department: str
) -> None:
    assert _way(plan, _provincial(department)) == [department, "province-ecology-personnel"]


@pytest.mark.rule("P1.1")
def test_a_committee_that_nobody_configured_is_refused_not_passed_by() -> None:
    stranger = _provincial("province-water", own_committee=True, credit_code="91330000MA2XH00023")

    with pytest.raises(NotFound, match="中评委办公室"):
        ALL.route("xinhai", SENIOR, stranger)


@pytest.mark.rule("B5.2")
def test_only_a_district_that_is_named_passes_the_missing_department_by() -> None:
    assert _way(MID, Sender(level="county", place="海东区")) == [
        "haidong-ecology",
        "haidong-hr",
        "ecology",
        "hr",
        "committee",
    ]
    assert _way(MID, Sender(level="county", place="临港功能区")) == [
        "lingang-hr",
        "ecology",
        "hr",
        "committee",
    ]


@pytest.mark.rule("B5.1")
def test_no_unit_of_the_city_meets_a_committee_that_serves_others() -> None:
    city = Sender(level="city", place="市本级")

    assert _way(MID, city) == ["ecology", "hr", "committee"]
    assert _way(SENIOR, city) == ["ecology", "hr", "committee", "senior-committee"]


def test_it_has_its_own_fees_periods_papers_and_words() -> None:
    plan = ALL.plan("xinhai", MID)

    assert (ALL.fee("xinhai", MID).amount_fen, ALL.fee("xinhai", SENIOR).amount_fen) == (16000, 26000)
    assert (plan.publicity_days, plan.payment_days, plan.reminders) == (7, 20, (5, 1))
    assert "示例" in CITY.name
    assert "示例" in CITY.watermark
    assert CITY.hand_in.address == "新海市示例路1号"
    offices = {office.slug: office.id for office in CITY.offices}
    places = [CITY.hand_in_at(one) for one in (offices["committee"], offices["senior-committee"], None)]
    assert [one.address for one in places] == ["新海市示例路1号", "示例省会示例大道8号", "新海市示例路1号"]
    assert "新海市" in ALL.message("xinhai", "employer_approved", {})


def test_an_office_that_took_over_keeps_the_id_of_the_oldest() -> None:
    plain = OFFICES["hr"]
    heir = plain.model_copy(update={"slug": "talent", "replaces": ("hr", "lingang-hr")})

    assert heir.id == plain.id


def test_a_sample_is_shown_to_the_public_where_there_is_nothing_else(tmp_path: Path) -> None:
    ours = Path(cities.__file__).parent
    assert [city.slug for city in cities.load(ours).public] == ["shaoxing"]
    shutil.copytree(ours / "xinhai", tmp_path / "xinhai")
    assert [city.slug for city in cities.load(tmp_path).public] == ["xinhai"]


@pytest.mark.rule("B6.1")
def test_a_committee_recommends_where_another_one_accepts() -> None:
    def recommending(plan: str) -> set[str]:
        return {slug for slug, office in OFFICES.items() if ALL.recommends(office.id, plan)}

    assert recommending(SENIOR) == {"committee", "group-committee"}
    assert recommending(MID) == set()
