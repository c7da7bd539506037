"""What is sealed of a case travels as the dataclass of its contract, never as a dictionary."""

import ast

from tests.architecture.tree import Source, python

LOOSE = frozenset({"dict[str, Any]", "Mapping[str, Any]", "dict[str, object]", "Mapping[str, object]"})
NAMES_OF_FILES = frozenset({"file", "case_file", "_file", "_case_file"})
WAYS_TO_OPEN = 3  # the case, the reference, the kind


def loose(source: Source) -> list[str]:
    """Sections that are composed, sealed or opened without saying what they are."""
    found = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "section" in node.name.split("_"):
            told = ast.unparse(node.returns) if node.returns else ""
            found += [source.at(node)] if any(word in told for word in LOOSE) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_case_file(node.func):
            opened_blindly = node.func.attr == "open" and len(node.args) < WAYS_TO_OPEN
            sealed_loosely = node.func.attr == "seal" and any(isinstance(one, ast.Dict) for one in node.args)
            found += [source.at(node)] if opened_blindly or sealed_loosely else []
        if (
            isinstance(node, ast.Subscript)
            and ast.unparse(node.slice) == "'data'"
            and "open" in ast.unparse(node)
        ):
            found.append(source.at(node))
    return sorted({*found})


def _is_case_file(called: ast.Attribute) -> bool:
    owner = called.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name in NAMES_OF_FILES


def test_no_dictionary_carries_a_section() -> None:
    found = [line for source in python("services", "cli") for line in loose(source)]
    assert not found


def test_a_dictionary_that_carries_a_section_is_caught() -> None:
    code = """
async def compose_section(conn) -> tuple[dict[str, Any], tuple[Problem, ...]]: ...
async def decision_section(conn) -> Mapping[str, Any]: ...
async def read(self, case_file, case_id, ref):
    await case_file.open(case_id, ref)
    await self._file.seal(case_id, "archive", {"records": []})
    return (await opened(case_file.open(case_id, ref, Archive)))["data"]
    return await case_file.open(case_id, ref, ArchiveSection)
"""
    found = loose(Source("services/archive/file/operations/section.py", code.lstrip()))
    assert found == [f"services/archive/file/operations/section.py:{line}" for line in (1, 2, 4, 5, 6)]
