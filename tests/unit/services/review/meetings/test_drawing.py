"""The draw: recomputed from its text it is the same, whoever computes it and in whatever order."""

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cities.city import MeetingRules
from cli.__main__ import app
from kit.ids import derived
from services.review.meetings.domain.drawing import (
    Draw,
    Stratum,
    Unreadable,
    commitment,
    order,
    read,
    written,
)
from services.review.meetings.domain.meetings import (
    Called,
    Scope,
    Standing,
    called_faults,
    seats_of,
    short,
    successor,
)

CATEGORIES = ("监测与分析", "工程与咨询", "规划与管理")
TODAY = date(2026, 3, 2)


def a_draw(seed: str = "5eed", wanted: int = 3, able: int = 7) -> Draw:
    strata = tuple(
        Stratum(category=name, wanted=wanted, pool=tuple(derived(name, number) for number in range(able)))
        for name in CATEGORIES
    )
    return Draw(commitment=commitment(seed), seed=seed, strata=strata)


def independently(text: str) -> Mapping[str, list[str]]:
    """Who is drawn, computed from the text alone and with none of our code."""
    seed, name, wanted = "", "", 0
    pools: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for line in text.splitlines():
        word, _, value = line.partition(" ")
        if word == "seed":
            seed = value
        elif word == "stratum":
            wanted, name = int(value.split(" ", 1)[0]), value.split(" ", 1)[1]
            pools[name], sizes[name] = [], wanted
        elif word == "eligible":
            pools[name].append(value)
    keyed = {
        name: sorted((hashlib.sha256(f"{seed}/{name}/{one}".encode()).hexdigest(), one) for one in pool)
        for name, pool in pools.items()
    }
    return {name: [one for _, one in ranked[: sizes[name]]] for name, ranked in keyed.items()}


@given(
    seed=st.text("0123456789abcdef", min_size=1, max_size=64),
    able=st.integers(0, 30),
    wanted=st.integers(0, 30),
)
def test_a_draw_recomputed_from_its_text_is_the_same(seed: str, able: int, wanted: int) -> None:
    draw = a_draw(seed, min(wanted, able), able)
    again, told = read(written(draw))
    assert again.is_committed
    assert again.members() == draw.members() == told
    assert {name: list(map(str, members)) for name, members in told.items()} == independently(written(draw))


@given(st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_list_is_sorted(chance: random.Random) -> None:
    pool = [derived("expert", number) for number in range(40)]
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert order("5eed", "监测与分析", shuffled) == order("5eed", "监测与分析", pool)


def test_everybody_is_drawn_as_often_as_anybody() -> None:
    pool = [derived("expert", number) for number in range(10)]
    drawn: dict[UUID, int] = dict.fromkeys(pool, 0)
    for number in range(2000):
        for one in order(f"seed-{number}", "监测与分析", pool)[:3]:
            drawn[one] += 1
    assert all(450 < times < 750 for times in drawn.values())


def test_another_seed_than_the_one_promised_is_seen() -> None:
    draw = replace(a_draw(), seed="0ther")
    assert not draw.is_committed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zhicheng draw 2\nseed a\n",
        "zhicheng draw 1\n",
        "zhicheng draw 1\nseed a\nseed b\ncommitment c\n",
        "zhicheng draw 1\ncommitment c\nseed a\nmember 1\n",
        "zhicheng draw 1\ncommitment c\nseed a\nstratum x y\n",
        "zhicheng draw 1\ncommitment c\nseed a\nstratum 1 y\neligible nobody\n",
        "zhicheng draw 1\ncommitment c\nseed a\nstratum 1 y\nstratum 1 y\n",
    ],
)
def test_what_is_no_text_of_a_draw_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_the_command_recomputes_a_draw_and_sees_what_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "draw.txt"
    file.write_text(written(a_draw()), encoding="utf-8")
    answer = CliRunner().invoke(app, ["draw", "verify", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "一致" in answer.output
    members = [line for line in written(a_draw()).splitlines() if line.startswith("member")]
    file.write_text(written(a_draw()).replace(members[0], f"member {derived('a friend')}"), encoding="utf-8")
    assert CliRunner().invoke(app, ["draw", "verify", str(file)]).exit_code == 1
    file.write_text(json.dumps({}), encoding="utf-8")
    assert CliRunner().invoke(app, ["draw", "verify", str(file)]).exit_code == 1


def test_the_first_are_members_and_the_next_of_the_order_replaces() -> None:
    seats = seats_of(derived("meeting"), a_draw(wanted=3, able=5))
    of_first = [one for one in seats if one.category == CATEGORIES[0]]
    assert [one.standing for one in of_first] == [Standing.MEMBER] * 3 + [Standing.RESERVE] * 2
    came = successor(seats, of_first[1])
    assert came == of_first[3]
    taken = [replace(one, standing=Standing.MEMBER) if one == came else one for one in seats]
    assert successor(taken, of_first[1]) == of_first[4]
    nobody = [replace(one, standing=Standing.MEMBER) for one in seats]
    assert successor(nobody, of_first[1]) is None


def test_of_which_categories_there_are_too_few_is_told_for_all() -> None:
    assert short(a_draw(wanted=3, able=3)) == []
    assert [words.partition("需要")[0] for words in short(a_draw(wanted=3, able=2))] == [*CATEGORIES]


@pytest.mark.parametrize(
    ("scope", "counts", "told"),
    [
        (Scope.SPECIALTY, (4, 4, 3), None),
        (Scope.SPECIALTY, (4, 4, 4), "单数"),
        (Scope.SPECIALTY, (3, 3, 3), "不少于 11 人"),
        (Scope.SERIES, (4, 4, 3), "不少于 25 人"),
        (Scope.SERIES, (9, 8, 8), None),
    ],
)
def test_a_committee_is_odd_and_large_enough(scope: Scope, counts: tuple[int, ...], told: str | None) -> None:
    called = Called(
        title="2022年度中级评审会议",
        plan="a",
        scope=scope,
        held_on=TODAY,
        place="302 会议室",
        categories=CATEGORIES,
        counts=counts,
    )
    faults = called_faults(called, MeetingRules(), ["a"], TODAY)
    assert bool(faults) is (told is not None)
    assert all((told or "") in fault.message for fault in faults)
    worse = replace(called, title="会", plan="b", held_on=date(2026, 3, 1), place="")
    assert {"title", "plan", "held_on", "place"} <= {
        fault.field for fault in called_faults(worse, MeetingRules(), ["a"], TODAY)
    }
