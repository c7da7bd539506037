"""A running process takes up a city that is applied, and nothing else."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

import cities
from cities.following import LOOK_AGAIN_SECONDS, Followed

OURS = Path(cities.__file__).parent


@pytest.fixture
def in_use(tmp_path: Path) -> Path:
    shutil.copytree(OURS / "xinhai", tmp_path / "in-use" / "xinhai")
    return tmp_path / "in-use"


@pytest.fixture
def ticks() -> Iterator[float]:
    """Every look comes after the last one was long enough ago."""
    return count(step=LOOK_AGAIN_SECONDS)


@pytest.fixture
def followed(in_use: Path, ticks: Iterator[float]) -> Followed:
    return Followed(in_use, lambda: next(ticks))


def renamed(tmp_path: Path, name: str, text: str = "") -> Path:
    """The city of the checkout with another name."""
    folder = Path(shutil.copytree(OURS / "xinhai", tmp_path / name / "xinhai"))
    city = folder / "city.toml"
    city.write_text(text or city.read_text().replace('name = "新海市（示例）"', f'name = "{name}"', 1))
    return folder


def test_a_city_that_is_applied_is_taken_up(followed: Followed, in_use: Path, tmp_path: Path) -> None:
    cities.place(OURS / "shaoxing", in_use / "shaoxing")
    assert set(followed) == {"xinhai", "shaoxing"}
    for name in ("新名", "再改名"):
        cities.place(renamed(tmp_path, name), in_use / "xinhai")
        assert followed["xinhai"].name == name


def test_what_is_edited_in_place_counts_when_it_is_applied(
    followed: Followed, in_use: Path, tmp_path: Path
) -> None:
    cities.place(renamed(tmp_path, "新名"), in_use / "xinhai")
    assert followed["xinhai"].name == "新名"
    city = in_use / "xinhai" / "city.toml"
    city.write_text(city.read_text().replace('name = "新名"', 'name = "未应用"', 1))
    assert followed["xinhai"].name == "新名"
    cities.mark(in_use / "xinhai")
    assert followed["xinhai"].name == "未应用"


def test_a_broken_city_and_one_that_is_gone_stay_as_they_were(
    followed: Followed, in_use: Path, tmp_path: Path
) -> None:
    cities.place(renamed(tmp_path, "新名"), in_use / "xinhai")
    assert followed["xinhai"].name == "新名"
    cities.place(renamed(tmp_path, "坏", text="name ="), in_use / "xinhai")
    assert followed["xinhai"].name == "新名"
    shutil.rmtree(in_use / "xinhai")
    assert followed["xinhai"].name == "新名"


def test_it_is_not_looked_at_again_at_once(in_use: Path) -> None:
    at = 0.0
    followed = Followed(in_use, lambda: at)
    cities.place(OURS / "shaoxing", in_use / "shaoxing")
    assert set(followed) == {"xinhai"}
    at = LOOK_AGAIN_SECONDS
    assert set(followed) == {"xinhai", "shaoxing"}
