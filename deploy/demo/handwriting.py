"""Signatures as pads record them: the same seed writes the same name with the same hand."""

import json
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sin
from random import Random

Point = tuple[float, float]
FIELDS = ((280, 180), (320, 200), (358, 220), (360, 240), (720, 300))  # of phones and tablets
GAP = 1.08  # from one character to the next, in characters


@dataclass(frozen=True, kw_only=True)
class Hand:
    """How somebody writes: how far apart the points of the device are, how it trembles, leans, bends."""

    step: float
    jitter: float
    lean: float
    bend: float
    is_cursive: bool


def signature(seed: int = 1) -> str:
    """What the pad sends."""
    dice = Random(seed)  # noqa: S311 - handwriting
    width, height = dice.choice(FIELDS)
    hand = Hand(
        step=dice.choice((2, 3, 6, 12)),  # a pen tells of more points than a slow phone of a finger
        jitter=dice.uniform(0, 1.2),
        lean=dice.uniform(-0.15, 0.15),
        bend=dice.uniform(0, 0.12),
        is_cursive=dice.random() < 1 / 4,
    )
    characters = dice.choice((2, 2, 3, 3, 3, 4))
    size = min(0.86 * width / (characters * GAP), dice.uniform(0.35, 0.75) * height)
    left = dice.uniform(0.06, 0.94 - characters * GAP * size / width) * width
    top = dice.uniform(0.1, 0.9 - size / height) * height
    strokes = []
    for place in range(characters):
        corner = left + place * GAP * size, top
        strokes += _character(dice, hand, corner, size)
    inside = [[_kept(point, width, height) for point in stroke] for stroke in strokes]
    return json.dumps({"width": width, "height": height, "strokes": inside})


def _character(dice: Random, hand: Hand, corner: Point, size: float) -> list[list[Point]]:
    """Strokes across, down, to both sides, and dots, from the upper left to the lower right."""
    number = dice.randint(3, 14)
    ends = [_ends(dice, place / number) for place in range(number)]
    if hand.is_cursive:  # one line through all of them
        way = [point for pair in ends for point in pair]
        legs = list(pairwise(way))
        return [[point for leg in legs for point in _line(dice, hand, leg, corner, size)]]
    return [_line(dice, hand, one, corner, size) for one in ends]


def _ends(dice: Random, down: float) -> tuple[Point, Point]:
    if dice.random() < 0.45:  # noqa: PLR2004 - nearly half of all strokes go across
        height, left = min(down + dice.uniform(0, 0.2), 1), dice.uniform(0, 0.4)
        return (left, height), (dice.uniform(left + 0.3, 1), height - dice.uniform(0, 0.08))
    x, top = dice.uniform(0.1, 0.9), down * 0.6
    return (x, top), (min(max(x + dice.uniform(-0.35, 0.35), 0), 1), dice.uniform(top + 0.25, 1))


def _line(dice: Random, hand: Hand, ends: tuple[Point, Point], corner: Point, size: float) -> list[Point]:
    (u, v), (x, y) = ends
    bend = dice.uniform(-hand.bend, hand.bend)
    steps = max(int(size * max(abs(x - u), abs(y - v)) / hand.step), 2)
    found = []
    for step in range(steps + 1):
        part = step / steps
        across = u + part * (x - u) + bend * sin(pi * part) - hand.lean * (v + part * (y - v))
        down = v + part * (y - v) + bend * sin(pi * part)
        shake = dice.gauss(0, hand.jitter), dice.gauss(0, hand.jitter)
        found.append((corner[0] + across * size + shake[0], corner[1] + down * size + shake[1]))
    return found


def _kept(point: Point, width: int, height: int) -> list[int]:
    """The pad keeps whole pixels of its field."""
    return [round(min(max(point[0], 0), width)), round(min(max(point[1], 0), height))]
