"""Every table of every service is a city's, by its column or by its parent, or says why not."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.owned import OWNED
from kit.exporting import EVERYWHERE, Owned

ROOT = Path(__file__).parents[3]
SCHEMAS = {path.parent.name: path.read_text("utf-8") for path in ROOT.glob("services/*/schema.sql")}
TABLE = re.compile(r"(?ms)^CREATE TABLE public\.(\w+) \(\n(.*?)^\);")
NAME = re.compile(r'(?m)^    "?(\w+)"? ')


def columns(schema: str) -> Mapping[str, set[str]]:
    """The columns of each table."""
    return {name: set(NAME.findall(body)) for name, body in TABLE.findall(schema)}


def wrong(owned: Owned, schema: str) -> list[str]:
    """Tables that are nobody's, or that are said to be what they are not."""
    known = columns(schema)
    found = []
    for table in known.keys() - EVERYWHERE - owned.left_out.keys():
        via = owned.via.get(table)
        if via is None and "city" not in known[table]:
            found.append(f"{table}: whose?")
        elif via and (via.column not in known[table] or via.key not in known.get(via.parent, ())):
            found.append(f"{table}: no way to {via.parent}")
    gone = (owned.via.keys() | owned.left_out.keys()) - known.keys()
    return sorted(found) + sorted(f"{table}: is gone" for table in gone)


@pytest.mark.parametrize("service", sorted(SCHEMAS))
def test_no_table_is_forgotten(service: str) -> None:
    assert wrong(OWNED[service], SCHEMAS[service]) == []


def test_a_forgotten_table_is_caught() -> None:
    planted = "CREATE TABLE public.secrets (\n    id uuid NOT NULL\n);\n"
    assert wrong(OWNED["payment"], SCHEMAS["payment"] + planted) == ["secrets: whose?"]
