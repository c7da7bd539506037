"""Rules are named by the ids of docs/rules.md, in tests, in the product and in the cities' data."""

import ast
import re
from collections.abc import Iterable

from tests.architecture.tree import ROOT, Source, files, python, read
from tests.rules import CATALOGUE, ROW, catalogue, marked, sources

ID = re.compile(r"[A-Z]\d+\.\d+")
IN_DATA = re.compile(r"""^\s*rule\s*=\s*["']([^"']*)["']""", re.MULTILINE)


def unknown(used: Iterable[tuple[str, str]], known: Iterable[str]) -> list[str]:
    """Ids that the catalogue does not have; `used` are pairs of place and id."""
    known = set(known)
    return [f"{place}: {rule}" for place, rule in used if rule not in known]


def in_tests(code: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, rule) for rule, names in marked(code).items() for name in names]


def in_code(source: Source) -> list[tuple[str, str]]:
    """Whatever is given as `rule=` or called RULE, when it looks like an id."""
    return [
        (source.at(node), node.value.value)
        for node in source.nodes
        if isinstance(node, ast.keyword | ast.Assign) and _is_rule(node)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if ID.fullmatch(node.value.value)
    ]


def _is_rule(node: ast.keyword | ast.Assign) -> bool:
    return (node.arg if isinstance(node, ast.keyword) else ast.unparse(node.targets[0])) in {"rule", "RULE"}


def test_every_rule_that_is_named_exists() -> None:
    known = catalogue(CATALOGUE.read_text(encoding="utf-8"))
    used = in_tests(sources())
    used += [pair for source in python("services", "workflows", "cities", "cli") for pair in in_code(source)]
    used += [
        (path, rule) for path in files("cities", ending=".toml") for rule in IN_DATA.findall(read(path).text)
    ]
    assert used
    assert not unknown(used, known)


def test_a_rule_that_does_not_exist_is_caught() -> None:
    test = '@pytest.mark.rule("A4.3", "A4.33")\ndef test_size(): ...\n'
    code = Source(
        "services/documents/photos/web/photo.py", 'Problem(rule="A4.33")\nRULE = "Z1.1"\nDue(rule="24:00")\n'
    )
    used = [*in_tests([("tests/test_photo.py", test)]), *in_code(code)]
    assert sorted(unknown(used, {"A4.3"})) == [
        "services/documents/photos/web/photo.py:1: A4.33",
        "services/documents/photos/web/photo.py:2: Z1.1",
        "tests/test_photo.py::test_size: A4.33",
    ]


def test_every_rule_has_one_row() -> None:
    ids = [row["id"] for row in ROW.finditer((ROOT / "docs/rules.md").read_text(encoding="utf-8"))]
    assert len(ids) == len(set(ids))
