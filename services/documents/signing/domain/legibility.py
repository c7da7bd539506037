"""Whether a drawing can be read as somebody's name (A5.2): each kind that cannot has a reason in plain words.

Only what is certainly no name is refused; whose hand it is, and how beautiful, nobody judges here.
"""

from collections.abc import Callable
from enum import Enum
from math import atan2, ceil, cos, hypot, sin

from services.documents.signing.domain.drawing import (
    Drawing,
    Malformed,
    Point,
    TooManyPoints,
    pairs,
    read_drawing,
)

# Sizes are parts of the shorter side of the field: phones differ.
DOT = 0.06
SMALL = 0.22  # the longer side of a name
LOW = 0.1  # its shorter side
THIN = 0.07  # of a line, across it, as a part of its length
OUTSIDE = 0.03  # how far a finger may slip over the edge
MUCH_INK = 40  # of the field's two sides together; the densest long names have four
CELLS = 32  # on the shorter side of the field
FULL = 0.8  # of the cells of what is drawn, in a drawing of some size
LARGE = 0.15  # of the field
OVER = 3.5  # times that the pen goes over the same place


class Illegible(Enum):
    """What is wrong with a drawing, and what to do about it."""

    MALFORMED = "签名没有完整传来，请重新签名后再提交"
    TOO_MANY = "笔画太多，无法辨认，请点“清除重写”，按平常写字的样子签名"
    EMPTY = "还没有签名，请在方框内用手指或触控笔写下姓名"
    OUTSIDE = "有笔画写到了方框外，请点“清除重写”，把姓名写在方框内"
    DOT = "只有一个点，请点“清除重写”，完整写下姓名"
    LINE = "只有一条线，看不出姓名，请点“清除重写”，一笔一画写下姓名"
    SMALL = "字写得太小，难以辨认，请点“清除重写”，把字写大一些"
    SCRIBBLE = "笔画重叠涂满，看不出姓名，请点“清除重写”，一笔一画写下姓名"


def illegible(drawing: Drawing) -> Illegible | None:
    """The first thing that is wrong; none when it may be a name."""
    return next((verdict for verdict, says in WRONG if says(drawing)), None)


def judged(text: str) -> Drawing | Illegible:
    """What was sent: a legible drawing, or what is wrong with it."""
    try:
        drawing = read_drawing(text)
    except TooManyPoints:
        return Illegible.TOO_MANY
    except Malformed:
        return Illegible.MALFORMED
    return illegible(drawing) or drawing


def _is_outside(drawing: Drawing) -> bool:
    slip = OUTSIDE * _side(drawing)
    return any(
        not (-slip <= x <= drawing.width + slip and -slip <= y <= drawing.height + slip)
        for x, y in drawing.points
    )


def _is_line(drawing: Drawing) -> bool:
    """Whether everything lies along one direction: its extent across is nothing beside the one along."""
    along, across = _extents(drawing.points)
    return across <= THIN * along


def _extents(points: tuple[Point, ...]) -> tuple[float, float]:
    """How far points reach along the direction in which they lie, and across it."""
    number = len(points)
    middle = sum(x for x, _ in points) / number, sum(y for _, y in points) / number
    apart = [(x - middle[0], y - middle[1]) for x, y in points]
    both = sum(x * y for x, y in apart)
    angle = atan2(2 * both, sum(x * x - y * y for x, y in apart)) / 2
    along = [x * cos(angle) + y * sin(angle) for x, y in apart]
    across = [y * cos(angle) - x * sin(angle) for x, y in apart]
    return max(along) - min(along), max(across) - min(across)


def _is_small(drawing: Drawing) -> bool:
    shorter, longer = sorted(drawing.box)
    return longer < SMALL * _side(drawing) or shorter < LOW * _side(drawing)


def _is_scribble(drawing: Drawing) -> bool:
    if drawing.ink > MUCH_INK * (drawing.width + drawing.height):
        return True  # and nothing more of it is looked at
    cell = _side(drawing) / CELLS
    inked = _inked(drawing, cell)
    if drawing.ink / (len(inked) * cell) >= OVER:
        return True
    width, height = drawing.box
    is_large = width * height >= LARGE * drawing.width * drawing.height
    return is_large and len(inked) / (ceil(width / cell) * ceil(height / cell)) >= FULL


def _inked(drawing: Drawing, cell: float) -> set[Point]:
    """The cells that the pen went through."""
    found = {(int(x // cell), int(y // cell)) for x, y in drawing.points}
    for stroke in drawing.strokes:
        for (u, v), (x, y) in pairs(stroke):
            steps = ceil(2 * hypot(x - u, y - v) / cell)
            for step in range(1, steps):
                part = step / steps
                found.add((int((u + part * (x - u)) // cell), int((v + part * (y - v)) // cell)))
    return found


def _side(drawing: Drawing) -> int:
    return min(drawing.width, drawing.height)


WRONG: tuple[tuple[Illegible, Callable[[Drawing], bool]], ...] = (
    (Illegible.EMPTY, lambda drawing: not drawing.strokes),
    (Illegible.OUTSIDE, _is_outside),
    (Illegible.DOT, lambda drawing: max(drawing.box) <= DOT * _side(drawing)),
    (Illegible.LINE, _is_line),
    (Illegible.SMALL, _is_small),
    (Illegible.SCRIBBLE, _is_scribble),
)
