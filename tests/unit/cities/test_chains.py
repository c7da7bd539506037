"""Every kind of unit × every plan of both cities, with the chain of offices of the notice (annex 2)."""

from pathlib import Path

import pytest

import cities
from cities import Level, Sender
from kit.errors import NotFound

ALL = cities.load(Path(cities.__file__).parent)
GROUP, OTHER = "91330000MA2XH00015", "91330000MA2XH00023"
PLANS = {
    "shaoxing": ("2022-engineer", "2022-senior-engineer"),
    "xinhai": ("2022-xinhai-engineer", "2022-xinhai-senior"),
}

# An office with "!" examines, accepts, charges, receives the papers, votes and publishes. One with "^"
# examines, votes and recommends (B6.1). All others examine.
SHAOXING_MID, SHAOXING_SENIOR = "engineer-committee!", "engineer-committee^ senior-committee!"
XINHAI_MID, XINHAI_SENIOR = "committee!", "committee^ senior-committee!"

# Rule, city, level, place, what comes before the committee: for a unit of the city or of a county, whatever
# department it has and whether or not it has a committee of its own.
PLACES: tuple[tuple[str, str, Level, str, str], ...] = (
    ("B5.1", "shaoxing", "city", "市本级", "ecology hr"),
    ("B5.2", "shaoxing", "county", "越城区", "yuecheng-ecology yuecheng-hr ecology hr"),
    ("B5.2", "shaoxing", "county", "柯桥区", "keqiao-ecology keqiao-hr ecology hr"),
    ("B5.2", "shaoxing", "county", "上虞区", "shangyu-ecology shangyu-hr ecology hr"),
    ("B5.2", "shaoxing", "county", "诸暨市", "zhuji-ecology zhuji-hr ecology hr"),
    ("B5.2", "shaoxing", "county", "嵊州市", "shengzhou-ecology shengzhou-hr ecology hr"),
    ("B5.2", "shaoxing", "county", "新昌县", "xinchang-ecology xinchang-hr ecology hr"),
    ("B5.1", "xinhai", "city", "市本级", "ecology hr"),
    ("B5.2", "xinhai", "county", "海东区", "haidong-ecology haidong-hr ecology hr"),
    # Without a competent department its human resources agency comes first.
    ("B5.2", "xinhai", "county", "临港功能区", "lingang-hr ecology hr"),
    ("B5.2", "xinhai", "county", "高新功能区", "gaoxin-hr ecology hr"),
)

ECOLOGY = "province-ecology province-ecology-personnel!"
WATER = "province-water province-ecology-personnel!"

# Rule, credit code, own committee, department, the chain for the mid-level plan, for the senior plan.
PROVINCIAL: tuple[tuple[str, str, bool, str | None, str, str], ...] = (
    ("P1.1", GROUP, True, "province-ecology", "group-committee!", "group-committee^ senior-committee!"),
    ("P1.1", GROUP, True, None, "group-committee!", "group-committee^ senior-committee!"),
    ("P2.1", OTHER, False, "province-ecology", ECOLOGY, ECOLOGY),
    ("P2.1", OTHER, False, "province-water", WATER, WATER),
)

ENDS = {
    ("examine",): "",
    ("examine", "meet", "recommend"): "^",
    ("examine", "accept", "charge", "hand_in", "meet", "publish_results"): "!",
}


def _chain(city: str, plan: str, sender: Sender) -> str:
    slugs = {office.id: office.slug for office in ALL.city(city).offices}
    return " ".join(slugs[stop.office_id] + ENDS[stop.duties] for stop in ALL.route(city, plan, sender))


def _provincial(credit_code: str, department: str | None, *, own_committee: bool) -> Sender:
    ids = {office.slug: office.id for office in ALL.city("xinhai").offices}
    return Sender(
        level="province",
        place="省直",
        credit_code=credit_code,
        department_id=ids[department] if department else None,
        own_committee=own_committee,
    )


@pytest.mark.parametrize("own_committee", [False, True])
@pytest.mark.parametrize(
    ("city", "level", "place", "before"),
    [pytest.param(*row, marks=pytest.mark.rule(rule)) for rule, *row in PLACES],
)
def test_a_unit_of_a_city_or_county(
    city: str, level: Level, place: str, before: str, *, own_committee: bool
) -> None:
    mid, senior = PLANS[city]
    ends = (SHAOXING_MID, SHAOXING_SENIOR) if city == "shaoxing" else (XINHAI_MID, XINHAI_SENIOR)
    sender = Sender(level=level, place=place, own_committee=own_committee)

    assert (_chain(city, mid, sender), _chain(city, senior, sender)) == tuple(
        f"{before} {end}" for end in ends
    )


@pytest.mark.parametrize(
    ("credit_code", "own_committee", "department", "mid", "senior"),
    [pytest.param(*row, marks=pytest.mark.rule(rule)) for rule, *row in PROVINCIAL],
)
def test_a_unit_of_the_province(
    credit_code: str, department: str | None, mid: str, senior: str, *, own_committee: bool
) -> None:
    sender = _provincial(credit_code, department, own_committee=own_committee)

    assert tuple(_chain("xinhai", plan, sender) for plan in PLANS["xinhai"]) == (mid, senior)


@pytest.mark.parametrize("plan", PLANS["xinhai"])
@pytest.mark.parametrize(
    ("own_committee", "department", "rule"),
    [
        pytest.param(True, "province-water", "P1.1", marks=pytest.mark.rule("P1.1")),
        pytest.param(False, None, "P2.1", marks=pytest.mark.rule("P2.1")),
    ],
)
def test_a_unit_whose_own_office_is_unknown_is_refused_with_what_to_do(
    plan: str, department: str | None, rule: str, *, own_committee: bool
) -> None:
    with pytest.raises(NotFound, match=rf"{rule}.*请联系管理员核对"):
        ALL.route("xinhai", plan, _provincial(OTHER, department, own_committee=own_committee))


@pytest.mark.parametrize("own_committee", [False, True])
@pytest.mark.parametrize("plan", PLANS["shaoxing"])
@pytest.mark.parametrize("place", ["省直", "浙江省"])
def test_shaoxing_has_no_way_for_a_unit_of_the_province(
    place: str, plan: str, *, own_committee: bool
) -> None:
    with pytest.raises(NotFound, match="请联系管理员核对单位所属地区"):
        ALL.route("shaoxing", plan, Sender(level="province", place=place, own_committee=own_committee))


def test_the_table_leaves_out_no_place_and_no_plan() -> None:
    for city in ALL:
        told = [(level, place) for _, slug, level, place, _ in PLACES if slug == city.slug]
        missing = {(one.level, one.name) for one in city.places} - set(told)

        assert missing == ({("province", "省直")} if city.slug == "xinhai" else set())
        assert {plan.id for plan in city.plans} == set(PLANS[city.slug])
