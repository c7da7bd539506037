import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cities
from cli.__main__ import app

OURS = Path(cities.__file__).parent
PLAN = Path("plans/2022-engineer.toml")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["plan", "check", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OURS / "shaoxing", tmp_path / "shaoxing"))


def test_a_good_plan_is_told_with_its_deadlines_and_what_it_asks() -> None:
    told = run(OURS / "shaoxing" / PLAN)

    assert told.exit_code == 0
    assert "（绍兴市），第 1 版，可以使用。" in told.stdout
    assert "申报：2022年7月1日 09:00 至 2022年8月31日 17:00" in told.stdout
    assert "退回修改：10 天，最后一天 24:00 止" in told.stdout
    assert "2019 年、2020 年、2021 年，每年 90 学时（专业科目 60，公需科目 18）" in told.stdout
    assert json.loads(run("--json", OURS / "shaoxing" / PLAN).stdout)["number"] == 1


def test_all_faults_of_a_plan_are_told_with_its_citys(folder: Path) -> None:
    text = (folder / PLAN).read_text().replace("payment_days = 15", "payment_days = 2")
    (folder / PLAN).write_text(text.replace("general_hours = 18", "general_hours = 40"))
    fees = folder / "fees.toml"
    fees.write_text(fees.read_text().replace("18000", "0"))

    told = run(folder / PLAN)

    assert told.exit_code == 1
    for words in ("reminders：提醒应在", "continuing_education.hours", "fees.toml：fee[2].amount_fen"):
        assert words in told.stdout


def test_what_is_no_plan_of_a_city_is_refused(folder: Path) -> None:
    for file in (folder / "fees.toml", folder / "plans" / "none.toml", folder / "plans"):
        assert run(file).exit_code in {1, 2}
    assert json.loads(run("--json", folder / "fees.toml").stdout)["ok"] is False
