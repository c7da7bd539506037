"""The import contracts of pyproject.toml hold, and each breaks when it is broken."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
PACKAGES = ("cities", "cli", "contracts", "deploy", "kit", "services", "workflows")
# One violation per contract, in a small house of its own.
PLANTED = {
    "services/archive/kinds/domain.py": "import services.archive.file.domain",
    "contracts/review.py": "import services.review.tasks.domain",
    "services/declaration/plans/domain.py": "import services.declaration.drafting.domain",
    "services/fees/operations.py": "import services.review.tasks.domain",
    "services/review/publicity/domain.py": "import services.review.examination.domain",
    "services/review/tasks/domain.py": "import structlog",
    "services/review/tasks/store.py": "import services.review.tasks.operations",
    "services/documents/uploads/domain.py": "import services.documents.papers.domain",
    "services/identity/people/operations.py": "import services.identity.offices.operations",
}
# The layers hold inside a subject, too, and a new subject has no place until it is given one.
PLANTED_IN_A_SUBJECT = {
    "services/identity/offices/domain.py": "import asyncpg",
    "services/identity/offices/store.py": "import services.identity.offices.operations",
    "services/identity/guests/__init__.py": "",
}
IN_A_SUBJECT = {
    "Domain code has no I/O, no framework, no Temporal",
    "Inside a service and inside each of its subjects, imports go downhill",
    "The subjects of identity stand in one order",
}
SOUND = {
    **{f"{package}/__init__.py": "" for package in PACKAGES},
    "contracts/review.py": "",
    "services/archive/__init__.py": "",
    **{f"services/archive/{subject}/__init__.py": "" for subject in ("file", "kinds")},
    "services/archive/file/domain.py": "import services.archive.kinds.domain",
    "services/archive/kinds/domain.py": "",
    "services/documents/__init__.py": "",
    **{f"services/documents/{subject}/__init__.py": "" for subject in ("papers", "uploads")},
    "services/documents/papers/domain.py": "import services.documents.uploads.domain",
    "services/documents/uploads/domain.py": "",
    "services/fees/__init__.py": "",
    "services/fees/operations.py": "import contracts.review",
    "services/declaration/__init__.py": "",
    **{f"services/declaration/{subject}/__init__.py": "" for subject in ("drafting", "plans")},
    "services/declaration/drafting/domain.py": "import services.declaration.plans.domain",
    "services/declaration/plans/domain.py": "",
    "services/review/__init__.py": "",
    **{
        f"services/review/{subject}/__init__.py": ""
        for subject in ("examination", "publicity", "objections", "tasks")
    },
    "services/review/examination/domain.py": "import services.review.publicity.domain",
    "services/review/publicity/domain.py": "import services.review.tasks.domain",
    "services/review/tasks/domain.py": "",
    "services/review/tasks/operations.py": "import services.review.tasks.store",
    "services/review/tasks/store.py": "import asyncpg, services.review.tasks.domain",
    "services/identity/__init__.py": "",
    "services/identity/settings.py": "",
    "services/identity/offices/__init__.py": "",
    "services/identity/offices/domain.py": "import services.identity.people.domain",
    "services/identity/offices/operations.py": "import services.identity.offices.store",
    "services/identity/offices/store.py": "import services.identity.people.store",
    "services/identity/people/__init__.py": "",
    "services/identity/people/domain.py": "",
    "services/identity/people/operations.py": "",
    "services/identity/people/store.py": "",
    "workflows/application/__init__.py": "",
    "workflows/application/domain.py": "import contracts.review",
}


def settings() -> list[dict[str, Any]]:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(found["tool"]["importlinter"]["contracts"])


def contracts() -> list[str]:
    return [one["name"] for one in settings()]


def orders() -> list[str]:
    """The subjects of each service as docs/architecture.md has to tell them."""
    found = []
    for one in settings():
        if one["name"].startswith("The subjects of "):
            layers = [layer.replace("(", "`").replace(")", "`").split(" | ") for layer in one["layers"]]
            subjects = " · ".join(map(", ".join, layers))
            found.append(f"{one['containers'][0].removeprefix('services.')}: {subjects}")
    return [line.replace("`__main__` · `activities`, `consumers` · ", "") for line in found]


def broken(folder: Path) -> tuple[set[str], str]:
    """The contracts that do not hold for the packages in a folder, and what the linter says."""
    done = subprocess.run([LINT, "--no-logo"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1} or "Contracts:" not in done.stdout:
        raise AssertionError(done.stdout + done.stderr)
    return {name for name in contracts() if f"{name} BROKEN" in done.stdout}, done.stdout


def house(folder: Path, modules: dict[str, str]) -> Path:
    """A small tree with our import contracts."""
    for path, code in modules.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{code}\n")
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return folder


def test_the_import_contracts_hold() -> None:
    found, told = broken(ROOT)
    assert not found, told


def test_the_small_house_is_sound(tmp_path: Path) -> None:
    found, told = broken(house(tmp_path, SOUND))
    assert not found, told


def test_every_import_contract_breaks_when_it_is_broken(tmp_path: Path) -> None:
    found, told = broken(house(tmp_path, {**SOUND, **PLANTED}))
    assert found == set(contracts()), told


def test_the_contracts_break_inside_a_subject_too(tmp_path: Path) -> None:
    found, told = broken(house(tmp_path, {**SOUND, **PLANTED_IN_A_SUBJECT}))
    assert found == IN_A_SUBJECT, told


def test_the_docs_tell_the_order_of_the_subjects() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert len(orders()) > 4
    assert [line for line in orders() if line not in text] == []
