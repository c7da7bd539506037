"""The rules of docs/rules.md and the tests marked with them: python -m tests.rules [T=A4.3] [STRICT=1]."""

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "docs/rules.md"
ROW = re.compile(r"^\|\s*(?P<id>[A-Z]\d+\.\d+)\s*\|\s*(?P<short>[^|]*?)\s*\|", re.MULTILINE)

Marked = Mapping[str, tuple[str, ...]]  # rule → the tests marked with it


def catalogue(text: str) -> dict[str, str]:
    """Rule → what it says in short, in the order of the catalogue."""
    return {row["id"]: row["short"] for row in ROW.finditer(text)}


def marked(tests: Iterable[tuple[str, str]]) -> Marked:
    """The tests of each rule; `tests` are paths with their code. A test with many parameters is one."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, code in tests:
        for rule, name in _marks(ast.parse(code, path)):
            found[rule].append(f"{path}::{name}")
    return {rule: tuple(sorted(set(names))) for rule, names in found.items()}


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    everywhere = [rule for node in module.body if _is_pytestmark(node) for rule in _rules(node)]
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            inside = [*everywhere, *_rules(*node.decorator_list)]
            for method in node.body:
                yield from ((rule, f"{node.name}::{name}") for rule, name in _of_function(method, inside))
        else:
            yield from _of_function(node, everywhere)


def _of_function(node: ast.stmt, around: list[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
        yield from ((rule, node.name) for rule in [*around, *_rules(*node.decorator_list)])


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _rules(*nodes: ast.AST) -> Iterator[str]:
    """The ids in every `mark.rule(…)` below these nodes, those of single parameters too."""
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.rule"):
            yield from (
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def sources() -> Iterator[tuple[str, str]]:
    """Every test file of the tree."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def report(rules: Mapping[str, str], found: Marked, only: str = "") -> list[str]:
    """A line per rule: its id, the number of its tests, what it says; for one rule its tests too."""
    shown = [only] if only else list(rules)
    lines = [f"{rule:<6}{len(found.get(rule, ())):>4}  {rules[rule]}" for rule in shown]
    return lines + [f"      {name}" for name in (found.get(only, ()) if only else ())]


def main(arguments: Iterable[str], environment: Mapping[str, str]) -> int:
    """Print the report; 1 when STRICT and a rule has no test, 2 when asked for a rule that is none."""
    given = {**environment, **dict(one.partition("=")[::2] for one in arguments)}
    only, rules = given.get("T", ""), catalogue(CATALOGUE.read_text(encoding="utf-8"))
    if only and only not in rules:
        print(f"{only} is no rule of docs/rules.md", file=sys.stderr)
        return 2
    found = marked(sources())
    print(*report(rules, found, only), sep="\n")
    is_open = any(not found.get(rule) for rule in ([only] if only else rules))
    return int(is_open and given.get("STRICT") == "1")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
