"""What is said of a city that stands still, and how a running process hears of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from kit.ids import new_id
from kit.standstill import (
    FOLDER,
    LOOK_AGAIN_SECONDS,
    StandsStill,
    Standstill,
    Standstills,
    acts,
    note,
    standing,
)

AT = datetime(2022, 8, 1, 10, tzinfo=UTC)
FROZEN = Standstill(
    id=new_id(), city="linjiang", at=AT, by="王运维", why="搬迁机房", notice="系统迁移。", until=AT
)
THAWED = replace(FROZEN, notice="", until=None, why="迁移完成")


@pytest.fixture
def ticks() -> Iterator[float]:
    return count(step=LOOK_AGAIN_SECONDS)


@pytest.fixture
def known(tmp_path: Path, ticks: Iterator[float]) -> Standstills:
    """Of a process that looks each time that it is asked."""
    return Standstills(tmp_path, lambda: next(ticks))


def test_a_city_stands_still_from_one_act_to_the_next_and_no_other_city_does(
    tmp_path: Path, known: Standstills
) -> None:
    assert known.of("linjiang") is None
    note(tmp_path, FROZEN)
    assert known.of("linjiang") == standing(tmp_path, "linjiang") == FROZEN
    assert known.of("shaoxing") is None
    note(tmp_path, THAWED)
    assert known.of("linjiang") is standing(tmp_path, "linjiang") is None
    assert acts(tmp_path, "linjiang") == [FROZEN, THAWED]


def test_new_words_take_the_place_of_the_old_ones(tmp_path: Path, known: Standstills) -> None:
    note(tmp_path, FROZEN)
    assert known.of("linjiang") == FROZEN
    note(tmp_path, longer := replace(FROZEN, notice="系统迁移延长。"))
    assert known.of("linjiang") == longer


def test_what_cannot_be_read_changes_nothing_and_is_looked_at_again(
    tmp_path: Path, known: Standstills
) -> None:
    note(tmp_path, FROZEN)
    assert known.of("linjiang") == FROZEN
    path = tmp_path / FOLDER / "linjiang.jsonl"
    whole = path.read_text()
    path.write_text(f"{whole}{{}}\n")
    assert known.of("linjiang") == FROZEN
    path.write_text(f"{whole}{THAWED.line}\n")
    assert known.of("linjiang") is None


def test_what_cannot_be_read_of_one_city_hides_no_other(tmp_path: Path, known: Standstills) -> None:
    cities = [f"city{number}" for number in range(8)]
    for city in cities:
        note(tmp_path, replace(FROZEN, city=city))
    (tmp_path / FOLDER / "city3.jsonl").write_text("{")
    assert [city for city in cities if known.of(city) is None] == ["city3"]


def test_what_is_asked_for_is_no_way_to_a_file(tmp_path: Path, known: Standstills) -> None:
    note(tmp_path, FROZEN)
    assert known.of(f"../{FOLDER}/linjiang") is None


def test_a_change_is_refused_with_the_notice_and_until_when(tmp_path: Path, known: Standstills) -> None:
    known.refuse("linjiang")
    note(tmp_path, FROZEN)
    with pytest.raises(StandsStill, match="系统迁移。您刚才的操作没有执行") as refused:
        known.refuse("linjiang")
    assert refused.value.status == 503
    assert int(refused.value.headers["retry-after"]) == 60
