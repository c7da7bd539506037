"""The cities' data as the stack serves it: a copy in which the plans' windows are open today."""

import re
import shutil
from datetime import date, timedelta

from cities import APPLIED
from deploy.local.site import Site
from kit.clock import SHANGHAI, now

OPEN_SINCE = timedelta(days=30)
OPEN_FOR = timedelta(days=60)
DATA = ("*.toml", "*.json", "*.csv")


def copy(site: Site) -> None:
    """Copy the data of every city, with the windows moved. The checkout's own files stay as they are.

    A city that was put there by `zhicheng city apply` stays as it was applied.
    """
    source, target = site.checkout / "cities", site.state / "cities"
    target.mkdir(exist_ok=True)
    cities = [city for city in target.iterdir() if not city.name.startswith(".")]
    for stale in [city for city in cities if not (city / APPLIED).exists()]:
        shutil.rmtree(stale)
    today = now().astimezone(SHANGHAI).date()
    for city in sorted(folder for folder in source.iterdir() if (folder / "city.toml").exists()):
        if (target / city.name).exists():
            continue
        shutil.copytree(city, target / city.name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for plan in (target / city.name).glob("plans/*.toml"):
            plan.write_text(_opened(plan.read_text(), today))


def _opened(plan: str, today: date) -> str:
    for field, day in (("opens_on", today - OPEN_SINCE), ("closes_on", today + OPEN_FOR)):
        plan = re.sub(rf"(?m)^({field}\s*=\s*).*$", rf"\g<1>{day.isoformat()}", plan)
    return plan
