"""The plan of the source, and variations of it."""

from pathlib import Path

import cities
from cities import Plan

CITIES = cities.load(Path(cities.__file__).parent)


def a_plan(**changes: object) -> Plan:
    return CITIES.plan("shaoxing", "2022-engineer").model_copy(update=changes)
