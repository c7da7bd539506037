"""Every encrypted column is in its service's registry, so that a rotation of keys finds it."""

import re
from collections.abc import Iterable, Mapping
from importlib import import_module

from cli.keys import REGISTRIES
from tests.architecture.tree import files, read

TABLE = re.compile(r"CREATE TABLE public\.(\w+) \((.*?)\n\);", re.DOTALL)
COLUMN = re.compile(r"^    \"?(\w+)\"? (?!CONSTRAINT)(\w+)", re.MULTILINE)
# Encrypted without the ending: rotated by a verb of their own, or values in an object.
OTHERS = {
    "archive": {"item_versions.secrets"},
    "declaration": {"case_keys.wrapped"},
}


def columns(schema: str) -> dict[str, str]:
    """`table.column` → its type."""
    return {
        f"{table}.{name}": kind
        for table, body in TABLE.findall(schema)
        for name, kind in COLUMN.findall(body)
    }


def encrypted(known: Mapping[str, str]) -> set[str]:
    return {name for name in known if name.endswith("_encrypted")}


def registered(service: str) -> set[str]:
    module = REGISTRIES.get(service, "")
    return {str(column) for column in import_module(module).COLUMNS} if module else set()


def wrong(known: Mapping[str, str], named: Iterable[str]) -> list[str]:
    """Encrypted columns that nobody rotates, and registered ones that are not there."""
    named = set(named)
    return [
        *(f"{name} is not registered" for name in sorted(encrypted(known) - named)),
        *(f"{name} is no column" for name in sorted(named - known.keys())),
    ]


def test_every_encrypted_column_is_registered() -> None:
    schemas = {
        path.split("/")[1]: columns(read(path).text) for path in files("services", ending="schema.sql")
    }
    assert encrypted(schemas["identity"])
    assert REGISTRIES.keys() <= schemas.keys()
    for service, known in schemas.items():
        named = registered(service) | OTHERS.get(service, set())
        assert not wrong(known, named), service


def test_a_column_that_nobody_rotates_is_caught() -> None:
    known = columns("CREATE TABLE public.people (\n    id uuid NOT NULL,\n    name_encrypted text\n);\n")
    assert known == {"people.id": "uuid", "people.name_encrypted": "text"}
    assert not wrong(known, ["people.name_encrypted"])
    assert wrong(known, ["people.gone"]) == [
        "people.name_encrypted is not registered",
        "people.gone is no column",
    ]
