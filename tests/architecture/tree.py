"""The source tree, read once: what the tests of the house look at."""

import ast
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("cities", "cli", "contracts", "deploy", "kit", "services", "workflows")
NOT_OURS = frozenset({"node_modules", "__pycache__", "build"})


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in it, outer before inner."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: `{"Opened": "contracts.review.Task"}`."""
        return _imported(self.nodes)

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Call))

    def meant(self, node: ast.AST) -> str:
        """What a dotted expression stands for once imports are followed."""
        first, _, rest = dotted(node).partition(".")
        return ".".join(filter(None, (self.names.get(first, first), rest)))

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    @property
    def module(self) -> str:
        """The module's dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as editors understand it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def read(path: str) -> Source:
    """One file of the tree."""
    return Source(path, (ROOT / path).read_text(encoding="utf-8"))


@cache
def files(*roots: str, ending: str = "") -> tuple[str, ...]:
    """The paths of all files below some folders; without folders of the whole tree."""
    return tuple(sorted(path for root in (roots or (".",)) for path in _walk(root) if path.endswith(ending)))


def _walk(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(ROOT / root):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.startswith(".")]
        for name in names:
            yield (Path(folder) / name).relative_to(ROOT).as_posix()


@cache
def python(*roots: str) -> tuple[Source, ...]:
    """All Python below some folders."""
    return tuple(read(path) for path in files(*roots, ending=".py"))


def _imported(nodes: Iterable[ast.AST]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


def dotted(node: ast.AST) -> str:
    """`a.b.c` as it is written; nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def texts(source: Source) -> Iterator[tuple[ast.Constant, str]]:
    """Every text that is not a docstring, the parts of f-strings too."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in source.nodes
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return (
        (node, node.value)
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    )
