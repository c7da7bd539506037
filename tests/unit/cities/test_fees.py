"""Who may charge what (B2.1): annex 2, 二.2 of the notice, office by office, and nobody anything else."""

import shutil
from pathlib import Path

import pytest

import cities
from cities import Cities, Sender
from cities.fees import FREE

OURS = Path(cities.__file__).parent
ALL = cities.load(OURS)

pytestmark = pytest.mark.rule("B2.1")


def _fees(of: Cities, city: str, office: str) -> dict[str, tuple[str, int] | None]:
    """Item and amount by plan of what an office charges."""
    (found,) = (one for one in of.city(city).offices if one.slug == office)
    fees = of.fees_of(found.id)
    return {plan.id: (fee.item, fee.amount_fen) if fee else None for _, plan, fee in fees}


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
