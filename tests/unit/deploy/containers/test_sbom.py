"""The bill of the image names all that is locked for the product, and nothing else."""

import json
from collections import Counter

import pytest

from deploy.containers import sbom
from tests.architecture.test_dependencies import named, normal
from tests.architecture.tree import read

BROUGHT = {"lxml", "python-dotenv", "rich"}  # by pikepdf, pydantic-settings and typer
DEBIAN = ("libc6:amd64 2.36-9+deb12u13", "python3 3.11.2-1+b1", "")


@pytest.fixture(scope="module")
def bill() -> sbom.Bill:
    return sbom.bill((sbom.packages(), sbom.modules()), DEBIAN)


def test_everything_is_named_once_with_its_version(bill: sbom.Bill) -> None:
    references = Counter(one["bom-ref"] for one in bill["components"])
    assert set(references.values()) == {1}
    assert all(one["version"] for one in bill["components"])
    own = {"zhicheng", "zhicheng-web"}
    assert {one["name"] for one in bill["components"] if not one.get("purl", "").startswith("pkg:")} <= own


def test_what_is_depended_on_is_there(bill: sbom.Bill) -> None:
    known = {one["bom-ref"] for one in bill["components"]}
    for one in bill["dependencies"]:
        assert {*one.get("dependsOn", ())} <= known
    assert bill["dependencies"][0]["ref"] == bill["metadata"]["component"]["bom-ref"]


def test_it_has_what_the_product_names_and_no_more(bill: sbom.Bill) -> None:
    found = {normal(one["name"]) for one in bill["components"] if one.get("purl", "").startswith("pkg:pypi/")}
    tools = {*named()["dev"], *named()["stack"]} - named()[""]
    assert named()[""] <= found
    assert found & tools <= BROUGHT

    pages = json.loads(read("package.json").text)
    modules = {
        one["purl"].split("/", 1)[1]
        for one in bill["components"]
        if one.get("purl", "").startswith("pkg:npm/")
    }
    for name, version in pages["dependencies"].items():
        assert f"{name.replace('@', '%40')}@{version}" in modules
    assert not {one for one in modules if one.rpartition("@")[0] in pages["devDependencies"]}


def test_debians_packages_have_their_address(bill: sbom.Bill) -> None:
    found = [one["purl"] for one in bill["components"] if one.get("purl", "").startswith("pkg:deb/")]
    assert found == [
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u13?arch=amd64",
        "pkg:deb/debian/python3@3.11.2-1%2Bb1",
    ]


def test_it_is_the_same_for_the_same_locks(bill: sbom.Bill) -> None:
    assert sbom.bill((sbom.packages(), sbom.modules()), DEBIAN) == bill
