"""Two regions are two installations: what one of them is told opens nothing of the other."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.local import environment
from deploy.local.ports import Ports
from deploy.local.services import SERVICES
from deploy.local.site import Site

PROGRAMS = (environment.WORKFLOWS, *SERVICES, *environment.SIMULATORS)
# What two regions say alike: names inside servers of their own, and how something is written down. Whatever
# else is alike is an address, a password or a key that reaches into the other region.
ALIKE = frozenset(
    {
        "temporal_namespace",
        "blob_bucket_prefix",
        "log_format",
        "is_current",
        "app_id",
        "merchant_id",
        "payee",
        "merchant_serial",
        "openid_client_id",
        "registers_client_id",
        "client_id",
        "queue",
    }
)


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    folder: Path = tmp_path_factory.mktemp("regions")
    return Site.open(folder / "one", Ports(26000)), Site.open(folder / "two", Ports(27000))


def meeting(one: Mapping[str, str], two: Mapping[str, str], program: str) -> list[str]:
    """Settings that are the same in both and may not be."""
    same = (name for name in one if one[name] == two.get(name))
    return [name for name in same if name.removeprefix(f"{program}_".upper()).lower() not in ALIKE]


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_address_password_or_key_of_one_region_is_anothers(
    regions: tuple[Site, Site], program: str
) -> None:
    one, two = (environment.environment(site, program) for site in regions)
    assert one.keys() == two.keys()
    assert meeting(one, two, program) == []


def test_one_password_for_two_regions_is_caught(regions: tuple[Site, Site]) -> None:
    one, two = (environment.environment(site, "review") for site in regions)
    shared = {**two, "REVIEW_DATABASE_URL": one["REVIEW_DATABASE_URL"]}
    assert meeting(one, shared, "review") == ["REVIEW_DATABASE_URL"]
