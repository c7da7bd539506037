"""What is sealed of a case travels as the dataclass of its contract, never as a dictionary."""

import ast

from deploy.local.seaweed_access import OPENS
from tests.architecture.tree import Source, python

LOOSE = frozenset({"dict[str, Any]", "Mapping[str, Any]", "dict[str, object]", "Mapping[str, object]"})
NAMES_OF_FILES = frozenset({"file", "case_file", "_file", "_case_file"})
WAYS_TO_OPEN = 3  # the case, the reference, the kind
OWNERS = {
    "IdentitySection": "identity",
    "ArchiveSection": "archive",
    "DeclarationSection": "declaration",
    "SubmissionSection": "declaration",
    "DocumentsSection": "documents",
    "DecisionSection": "review",
    "SettlementSection": "payment",
    "ResultSection": "review",
    "ReReviewSection": "review",
}


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


def unread(source: Source) -> list[str]:
    """Sections that are opened by a service whose key of the object store does not open them."""
    service = source.path.split("/")[1]
    opened = {service, *OPENS.get(service, ())}
    return [
        source.at(call)
        for call in source.calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "open" and _is_case_file(call.func)
        for kind in call.args[WAYS_TO_OPEN - 1 :]
        if OWNERS[source.meant(kind).rpartition(".")[2]] not in opened
    ]


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
    found = loose(Source("services/archive/extraction/operations.py", code.lstrip()))
    assert found == [f"services/archive/extraction/operations.py:{line}" for line in (1, 2, 4, 5, 6)]


def test_a_service_may_read_what_it_opens() -> None:
    found = [line for source in python("services") for line in unread(source)]
    assert not found


def test_a_section_that_a_service_may_not_read_is_caught() -> None:
    code = """
from contracts.sections.archive import ArchiveSection
from contracts.sections.settlement import SettlementSection
async def read(file, case_id, ref):
    await file.open(case_id, ref, ArchiveSection)
    await file.open(case_id, ref, SettlementSection)
"""
    assert unread(Source("services/review/gateway.py", code.lstrip())) == ["services/review/gateway.py:5"]
