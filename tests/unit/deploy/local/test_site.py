"""Where the data of a stack lie."""

from pathlib import Path

import pytest

from deploy.local import site as sites
from deploy.local.ports import Ports
from deploy.local.site import Site


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(sites, "MEMORY", folder)
    return folder


def a_site(folder: Path, *, durable: bool) -> Site:
    return Site.open(folder / "state", Ports(20000), durable=durable)


def test_what_a_power_cut_may_cost_is_in_memory_until_it_is_forgotten(memory: Path, tmp_path: Path) -> None:
    site = a_site(tmp_path, durable=False)
    (site.data("postgres") / "data").mkdir()
    assert site.data("postgres").is_relative_to(memory)
    assert (Site.reopen(site.state).data("postgres") / "data").is_dir()
    site.forget()
    assert not list(memory.iterdir())


def test_what_has_to_last_is_not(memory: Path, tmp_path: Path) -> None:
    site = a_site(tmp_path, durable=True)
    assert site.data("postgres") == site.folder("postgres")
    assert not list(memory.iterdir())


def test_without_room_or_without_such_a_place_it_lies_on_the_disk(
    memory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "ROOM_BYTES", 2**62)
    site = a_site(tmp_path, durable=False)
    assert site.data("postgres") == site.folder("postgres")
    monkeypatch.setattr(sites, "MEMORY", tmp_path / "nowhere")
    assert site.data("postgres") == site.folder("postgres")


def test_a_folder_that_others_can_enter_is_not_used(memory: Path, tmp_path: Path) -> None:
    site = a_site(tmp_path, durable=False)
    site.memory.mkdir()
    site.memory.chmod(0o755)
    assert site.data("postgres") == site.folder("postgres")
    site.forget()
    assert site.memory.exists()
