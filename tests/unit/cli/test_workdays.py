import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from cli.__main__ import app

GOOD = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知（试验用）"
holiday = [
  {name = "元旦", from = 2027-01-01, to = 2027-01-03},
  {name = "春节", from = 2027-02-05, to = 2027-02-11, work = [2027-01-31, 2027-02-20]},
  {name = "清明节", from = 2027-04-03, to = 2027-04-05},
  {name = "劳动节", from = 2027-05-01, to = 2027-05-05, work = [2027-04-25]},
  {name = "端午节", from = 2027-06-09, to = 2027-06-09},
  {name = "中秋节", from = 2027-09-15, to = 2027-09-15},
  {name = "国庆节", from = 2027-10-01, to = 2027-10-07, work = [2027-09-26, 2027-10-09]},
]
"""


def _run(*arguments: str | Path, folder: Path | None = None) -> Result:
    environment = {"ZHICHENG_CALENDAR_YEARS": str(folder) if folder else None}
    return CliRunner().invoke(app, ["workdays", *map(str, arguments)], env=environment)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.toml"
    path.write_text(GOOD)
    return path


@pytest.mark.rule("E4.5")
def test_the_last_day_is_answered_as_json() -> None:
    answer = json.loads(_run("add", "2022-09-28", "5").stdout)

    assert answer.pop("calendar_version").startswith("chinesecalendar ")
    assert answer == {
        "posted_on": "2022-09-28",
        "days": 5,
        "date": "2022-10-10",
        "ends_at": "2022-10-11T00:00:00+08:00",
        "provisional": False,
    }


def test_a_year_that_is_not_announced_is_provisional_until_it_is_loaded(paper: Path, tmp_path: Path) -> None:
    years = tmp_path / "years"

    before = json.loads(_run("add", "2027-01-29", "5", folder=years).stdout)
    loaded = _run("load", paper, folder=years)
    after = json.loads(_run("add", "2027-01-29", "5", "--folder", years).stdout)

    assert before["provisional"]
    assert loaded.exit_code == 0
    assert "2027 年，放假 27 天，调休上班 5 天" in loaded.stdout
    assert (after["provisional"], after["date"]) == (False, "2027-02-04")
    assert before["date"] >= after["date"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "2022-02-30", "5"),
        ("add", "20220901", "5"),
        ("add", "2022-09-01", "0"),
        ("add", "2022-09-01", "five"),
        ("add", "1999-09-01", "5"),
        ("add", "2022-09-01"),
    ],
)
def test_what_cannot_be_counted_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    result = _run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


def test_a_good_file_is_checked_without_being_loaded(paper: Path, tmp_path: Path) -> None:
    result = _run("check", paper, "--json", folder=tmp_path / "years")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "ok": True,
        "file": str(paper),
        "year": 2027,
        "source": "国务院办公厅关于2027年部分节假日安排的通知（试验用）",
        "days_off": 27,
        "makeup_working_days": 5,
    }
    assert not (tmp_path / "years").exists()


@pytest.mark.parametrize("verb", ["check", "load"])
def test_a_bad_file_is_refused_with_every_fault(paper: Path, tmp_path: Path, verb: str) -> None:
    paper.write_text(GOOD.replace("2027-04-25", "2027-04-26").replace("2027-04-05}", "2027-04-04}"))

    plain = _run(verb, paper, folder=tmp_path / "years")
    for_programs = json.loads(_run(verb, paper, "--json", folder=tmp_path / "years").stdout)

    assert plain.exit_code == 1
    assert "2027-04-26 不是周六或周日" in plain.stdout
    assert "2027-04-05 是法定节假日" in plain.stdout
    assert "共 2 处需要改正" in plain.stderr
    assert (for_programs["ok"], len(for_programs["faults"])) == (False, 2)
    assert not (tmp_path / "years").exists()


def test_a_year_is_loaded_where_the_settings_say(
    paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = SimpleNamespace(calendar_years=tmp_path / "years")
    monkeypatch.setattr("cli.workdays.settings_of", lambda _: settings)
    assert _run("load", paper).exit_code == 0
    assert (tmp_path / "years" / "2027.toml").is_file()


def test_loading_needs_a_folder(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.workdays.settings_of", lambda _: SimpleNamespace(calendar_years=None))
    result = _run("load", paper)

    assert result.exit_code == 2
    assert "ZHICHENG_CALENDAR_YEARS" in result.stderr
