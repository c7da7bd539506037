"""The stack serves the cities' data with the plans' windows moved to today."""

import tomllib
from datetime import timedelta
from pathlib import Path

from cities import APPLIED
from deploy.local import cities
from deploy.local.ports import Ports
from deploy.local.site import CHECKOUT, Site
from kit.clock import SHANGHAI, now
from kit.ids import new_id
from kit.standstill import Standstill, note, standing


def test_the_plans_are_open_now_and_the_checkouts_own_are_untouched(tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in (CHECKOUT / "cities").rglob("*.toml")}
    site = Site.open(tmp_path, Ports(26000))

    cities.copy(site)
    cities.copy(site)

    today = now().astimezone(SHANGHAI).date()
    plans = sorted((tmp_path / "cities").glob("*/plans/*.toml"))
    assert plans
    for file in plans:
        plan = tomllib.loads(file.read_text(encoding="utf-8"))
        assert plan["opens_on"] < today < plan["closes_on"] - timedelta(days=30)
    assert before == {file: file.read_bytes() for file in before}


def test_a_city_that_was_applied_stays_as_it_is(tmp_path: Path) -> None:
    site = Site.open(tmp_path, Ports(26000))
    cities.copy(site)
    applied = tmp_path / "cities" / "xinhai"
    (applied / APPLIED).touch()
    (applied / "fees.toml").write_text("# ours", encoding="utf-8")
    (tmp_path / "cities" / "gone").mkdir()

    cities.copy(site)

    assert (applied / "fees.toml").read_text(encoding="utf-8") == "# ours"
    assert sorted(path.name for path in (tmp_path / "cities").iterdir()) == ["shaoxing", "xinhai"]


def test_a_city_that_stands_still_does_so_after_the_stack_came_up_again(tmp_path: Path) -> None:
    site = Site.open(tmp_path, Ports(26000))
    cities.copy(site)
    act = Standstill(id=new_id(), city="xinhai", at=now(), by="运维", why="迁移", notice="平台迁移。")
    note(tmp_path / "cities", act)

    cities.copy(site)

    assert standing(tmp_path / "cities", "xinhai") == act
