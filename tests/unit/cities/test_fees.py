"""Who may charge what (B2.1): annex 2, 二.2 of the notice, office by office, and nobody anything else."""

import shutil
from pathlib import Path

import pytest

import cities
from cities import Cities, Sender
from cities.fees import FREE, RECOMMENDATION

OURS = Path(cities.__file__).parent
ALL = cities.load(OURS)

pytestmark = pytest.mark.rule("B2.1")


def _fees(of: Cities, city: str, office: str) -> dict[str, tuple[str, int] | None]:
    """Item and amount by plan of what an office charges."""
    (found,) = (one for one in of.city(city).offices if one.slug == office)
    fees = of.fees_of(found.id)
    return {plan.id: (fee.item, fee.amount_fen) if fee else None for _, _, plan, fee in fees}


@pytest.mark.parametrize(
    ("city", "office", "fees"),
    [
        ("shaoxing", "yuecheng-ecology", {"2022-engineer": None, "2022-senior-engineer": None}),
        ("shaoxing", "yuecheng-hr", {"2022-engineer": None, "2022-senior-engineer": None}),
        ("shaoxing", "ecology", {"2022-engineer": None, "2022-senior-engineer": None}),
        ("shaoxing", "hr", {"2022-engineer": None, "2022-senior-engineer": None}),
        (
            "shaoxing",
            "engineer-committee",
            {"2022-engineer": ("评审费", 18000), "2022-senior-engineer": None},
        ),
        ("shaoxing", "senior-committee", {"2022-senior-engineer": ("评审费", 28000)}),
        (
            "xinhai",
            "group-committee",
            {"2022-xinhai-engineer": ("评审费", 16000), "2022-xinhai-senior": None},
        ),
        ("xinhai", "senior-committee", {"2022-xinhai-senior": ("评审费", 26000)}),
        ("xinhai", "province-ecology", {"2022-xinhai-engineer": None, "2022-xinhai-senior": None}),
    ],
)
def test_an_office_charges_where_its_committee_decides_and_nowhere_else(
    city: str, office: str, fees: dict[str, tuple[str, int] | None]
) -> None:
    assert _fees(ALL, city, office) == fees


@pytest.mark.parametrize("kind", ["department", "hr"])
@pytest.mark.parametrize("level", ["county", "city"])
def test_no_city_can_let_a_local_department_charge(tmp_path: Path, kind: str, level: str) -> None:
    shutil.copytree(OURS / "shaoxing", tmp_path / "shaoxing")
    path = tmp_path / "shaoxing" / "routes.toml"
    stop = f'kind = "{kind}", level = "{level}"'
    text = path.read_text()
    assert stop in text
    path.write_text(text.replace(stop, f'{stop}, duties = ["examine", "charge"]'))

    with pytest.raises(cities.BrokenCities, match="不得收取任何费用"):
        cities.load(tmp_path)


CHARGED = '"charge_recommendation", "meet", "recommend"'


def _with_routes(folder: Path, wanted: str, instead: str) -> Path:
    shutil.copytree(OURS / "shaoxing", folder / "shaoxing")
    path = folder / "shaoxing" / "routes.toml"
    text = path.read_text()
    assert wanted in text
    path.write_text(text.replace(wanted, instead))
    return folder


def test_a_committee_that_meets_for_a_recommendation_may_charge_for_it_and_the_plan_says_so(
    tmp_path: Path,
) -> None:
    charged = cities.load(_with_routes(tmp_path, '"meet", "recommend"', CHARGED))
    plan, sender = "2022-senior-engineer", Sender(level="city", place="市本级")

    assert _fees(charged, "shaoxing", "engineer-committee") == {
        "2022-engineer": ("评审费", 18000),
        plan: (RECOMMENDATION, 15000),
    }
    assert _fees(charged, "shaoxing", "ecology")[plan] is None
    assert [fee.amount_fen for fee in charged.fees("shaoxing", plan)] == [28000, 15000]
    assert [fee.amount_fen for fee in charged.fees("shaoxing", "2022-engineer")] == [18000]
    assert [fee.amount_fen for fee in ALL.fees("shaoxing", plan)] == [28000]
    assert charged.route("shaoxing", plan, sender)[2].duties[1:] == (
        "charge_recommendation",
        "meet",
        "recommend",
    )


@pytest.mark.parametrize(
    ("wanted", "instead", "says"),
    [
        ('"meet", "recommend"', '"charge", "meet", "recommend"', "不收评审费.*charge_recommendation"),
        (
            '"hand_in", "meet"',
            '"charge_recommendation", "hand_in", "meet"',
            "只能由召开评审会议并推荐的评委会收取",
        ),
        (
            'kind = "hr", level = "city"',
            'kind = "hr", level = "city", duties = ["examine", "charge_recommendation"]',
            "只能由召开评审会议并推荐的评委会收取",
        ),
        ('"meet", "recommend"', '"meet", "charge_recommendation", "recommend"', "meet 之后应为"),
    ],
)
def test_nobody_else_may_charge_for_a_recommendation(
    tmp_path: Path, wanted: str, instead: str, says: str
) -> None:
    with pytest.raises(cities.BrokenCities, match=says):
        cities.load(_with_routes(tmp_path, wanted, instead))


def test_what_is_charged_for_a_recommendation_is_an_item_of_the_standard(tmp_path: Path) -> None:
    path = _with_routes(tmp_path, '"meet", "recommend"', CHARGED) / "shaoxing/fees.toml"
    path.write_text(
        path.read_text().replace(
            f'item = "{RECOMMENDATION}"\ntitle = "高级"', 'item = "评审费"\ntitle = "正高级"'
        )
    )

    with pytest.raises(cities.BrokenCities, match=f"缺少高级“{RECOMMENDATION}”（计划 2022-senior-engineer"):
        cities.load(tmp_path)


def _with_free_plan(folder: Path, *, periods: bool) -> Path:
    shutil.copytree(OURS / "shaoxing", folder / "shaoxing")
    path = folder / "shaoxing" / "plans" / "2022-engineer.toml"
    lines = path.read_text().replace('fee_item = "评审费"', f'fee_item = "{FREE}"').splitlines()
    kept = [one for one in lines if periods or not one.startswith(("payment_", "reminders"))]
    path.write_text("\n".join(kept))
    return folder


def test_a_plan_that_charges_nothing_goes_on_to_the_form_without_an_order(tmp_path: Path) -> None:
    free = cities.load(_with_free_plan(tmp_path, periods=False))
    sender = Sender(level="city", place="市本级")
    fees = {"2022-engineer": None, "2022-senior-engineer": None}

    def duties(of: Cities, plan: str) -> tuple[str, ...]:
        return of.route("shaoxing", plan, sender)[-1].duties

    assert _fees(free, "shaoxing", "engineer-committee") == fees
    assert duties(free, "2022-engineer")[:3] == ("examine", "accept", "issue_form")
    assert duties(free, "2022-senior-engineer")[:3] == ("examine", "accept", "charge")
    explained = cities.explain(free.city("shaoxing"), free.plan("shaoxing", "2022-engineer"), sender)
    assert explained is not None
    assert explained.steps[-1].duties == duties(free, "2022-engineer")
    begun = free.begun("shaoxing", "2022-engineer", ALL.plan("shaoxing", "2022-engineer").terms)
    assert duties(begun, "2022-engineer")[2] == "charge"  # who began before pays as it was said then


def test_what_is_free_has_no_time_to_pay_and_what_is_not_has_one(tmp_path: Path) -> None:
    with pytest.raises(cities.BrokenCities, match="不收费的计划没有缴费期限"):
        cities.load(_with_free_plan(tmp_path, periods=True))
    path = _with_free_plan(tmp_path / "again", periods=False) / "shaoxing/plans/2022-engineer.toml"
    path.write_text(path.read_text().replace(FREE, "评审费"))
    with pytest.raises(cities.BrokenCities, match="请填写缴费天数"):
        cities.load(tmp_path / "again")
