"""What a pad sends: the field, and the strokes in it as lists of points."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

Point = tuple[int, int]
Stroke = tuple[Point, ...]

MOST_POINTS = 5000  # a name of five dense characters, written slowly, has some 1,500
MOST_TEXT = 20 * MOST_POINTS  # "[1234,567]," and some more
LEAST_SIDE, MOST_SIDE = 100, 4000  # of the field, in pixels of the browser
MOST_RATIO = 6


class Malformed(ValueError):
    """No drawing at all."""


class TooManyPoints(ValueError):
    """More than anybody writes."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The strokes of a pen or a finger, in whole pixels of a field of this size."""

    width: int
    height: int
    strokes: tuple[Stroke, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """All of them."""
        return tuple(point for stroke in self.strokes for point in stroke)

    @property
    def box(self) -> tuple[int, int]:
        """Width and height of what is drawn."""
        across, down = zip(*self.points, strict=True)
        return max(across) - min(across), max(down) - min(down)

    @property
    def ink(self) -> float:
        """How long all strokes are together."""
        return sum(hypot(x - u, y - v) for stroke in self.strokes for (u, v), (x, y) in pairs(stroke))

    def as_json(self) -> str:
        """As the pad sends it; the same drawing gives the same text."""
        told = {"width": self.width, "height": self.height, "strokes": self.strokes}
        return json.dumps(told, separators=(",", ":"))


def pairs(stroke: Stroke) -> Iterator[tuple[Point, Point]]:
    """Each point with the one that follows."""
    return pairwise(stroke)


def read_drawing(text: str) -> Drawing:
    """The drawing that was sent. Nothing is looked at of one that has too many points."""
    if len(text) > MOST_TEXT or text.count("[") > 2 * MOST_POINTS:
        raise TooManyPoints
    try:
        told = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(told, dict) or not isinstance(told.get("strokes"), list):
        raise Malformed
    width, height = (_whole(told.get(name), MOST_SIDE) for name in ("width", "height"))
    sides = sorted((width, height))
    if sides[0] < LEAST_SIDE or sides[1] > MOST_RATIO * sides[0]:
        raise Malformed
    strokes = tuple(_stroke(stroke) for stroke in told["strokes"])
    if sum(map(len, strokes)) > MOST_POINTS:
        raise TooManyPoints
    return Drawing(width=width, height=height, strokes=tuple(filter(None, strokes)))


def _stroke(told: object) -> Stroke:
    if not isinstance(told, list):
        raise Malformed
    return tuple(_point(point) for point in told)


def _point(told: object) -> Point:
    match told:
        case [x, y]:
            return _whole(x, 2 * MOST_SIDE), _whole(y, 2 * MOST_SIDE)
    raise Malformed


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > most:
        raise Malformed
    return round(value)


def _refuse(_: str) -> None:
    raise ValueError
