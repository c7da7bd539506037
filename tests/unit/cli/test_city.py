import json
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

import cities
from cli.__main__ import app


def _run(*arguments: str | Path, folder: Path | None = None) -> Result:
    environment = {"ZHICHENG_CITIES": str(folder) if folder else None}
    return CliRunner().invoke(app, ["city", "check", *map(str, arguments)], env=environment)


def _broken(folder: Path) -> Path:
    copy = folder / "cities" / "shaoxing"
    shutil.copytree(Path(cities.__file__).parent / "shaoxing", copy)
    file = copy / "fees.toml"
    file.write_text(file.read_text().replace("18000", "0"))
    return copy.parent


def test_the_cities_of_the_program_are_good() -> None:
    result = _run()

    assert result.exit_code == 0
    assert "shaoxing：绍兴市，16 个机构，2 个申报计划，可以使用。" in result.stdout
    assert "xinhai：新海市（示例），12 个机构，2 个申报计划，可以使用。" in result.stdout
    assert json.loads(_run("--json").stdout) == {"ok": True, "cities": ["shaoxing", "xinhai"]}


def test_a_broken_city_is_told_with_file_place_and_remedy(tmp_path: Path) -> None:
    folder = _broken(tmp_path)

    by_argument = _run(folder)
    by_environment = json.loads(_run("--json", folder=folder).stdout)

    assert by_argument.exit_code == 1
    assert "shaoxing/fees.toml：fee[2].amount_fen：应大于 0" in by_argument.stdout
    assert by_environment == {
        "ok": False,
        "faults": [{"file": "shaoxing/fees.toml", "place": "fee[2].amount_fen", "remedy": "应大于 0"}],
    }
