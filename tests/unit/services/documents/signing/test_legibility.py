"""What a name can look like passes; what certainly is none is refused with its reason (A5.2)."""

import json
from collections.abc import Sequence
from math import cos, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from deploy.demo.handwriting import signature
from services.documents.signing.domain.drawing import MOST_POINTS, Drawing
from services.documents.signing.domain.legibility import Illegible, judged

pytestmark = pytest.mark.rule("A5.2")

WIDTH, HEIGHT = 320, 200
RECORDED = 150
Points = Sequence[Sequence[float]]


def sent(*strokes: Points, width: int = WIDTH, height: int = HEIGHT) -> str:
    """What the pad would send of these strokes: whole pixels, or it might be longer than that."""
    whole = [[[round(part) for part in point] for point in stroke] for stroke in strokes]
    return json.dumps({"width": width, "height": height, "strokes": whole})


def lines(count: int, *, left: float, right: float, top: float, bottom: float) -> list[Points]:
    """Lines from left to right, evenly from top to bottom."""
    gap = (bottom - top) / max(count - 1, 1)
    return [[(left, top + line * gap), (right, top + line * gap)] for line in range(count)]


@pytest.mark.parametrize("seed", range(RECORDED))
def test_what_people_write_is_legible(seed: int) -> None:
    assert isinstance(judged(signature(seed)), Drawing)


@given(seed=some.integers(RECORDED))
@settings(max_examples=100, deadline=None)
def test_whatever_the_hand_it_is_legible(seed: int) -> None:
    assert isinstance(judged(signature(seed)), Drawing)


@given(seed=some.integers(0, 10_000), field=some.sampled_from([0.75, 1, 2, 3]))
@settings(max_examples=50, deadline=None)
def test_the_size_of_the_screen_does_not_matter(seed: int, field: float) -> None:
    told = json.loads(signature(seed))
    larger = [[[field * x, field * y] for x, y in stroke] for stroke in told["strokes"]]
    text = sent(*larger, width=round(field * told["width"]), height=round(field * told["height"]))
    assert isinstance(judged(text), Drawing)


@pytest.mark.parametrize("strokes", [[], [[]], [[], []]])
def test_nothing_is_empty(strokes: list[Points]) -> None:
    assert judged(sent(*strokes)) is Illegible.EMPTY


@given(x=some.integers(0, WIDTH - 8), y=some.integers(0, HEIGHT - 8), times=some.integers(1, 30))
def test_a_dot_is_no_name(x: int, y: int, times: int) -> None:
    around = [(x + turn % 8, y + turn * 3 % 8) for turn in range(times)]
    assert judged(sent(*([point] for point in around))) is Illegible.DOT


@given(
    angle=some.floats(0, 3.14),
    length=some.integers(50, 95),
    bend=some.floats(-2, 2),
    times=some.integers(1, 3),
)
def test_one_line_is_no_name_whatever_its_direction(
    angle: float, length: int, bend: float, times: int
) -> None:
    reach = [(step - 10) / 10 * length for step in range(21)]
    line = [
        (WIDTH / 2 + part * cos(angle) - bend * sin(part), HEIGHT / 2 + part * sin(angle)) for part in reach
    ]
    assert judged(sent(*[line] * times)) is Illegible.LINE


@given(seed=some.integers(0, 10_000), part=some.floats(0.1, 0.16))
@settings(max_examples=50, deadline=None)
def test_what_is_written_too_small_is_refused(seed: int, part: float) -> None:
    strokes = json.loads(signature(seed))["strokes"]
    points = [point for stroke in strokes for point in stroke]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    longest = max(max(x - left, y - top) for x, y in points)
    scale = part * HEIGHT / longest
    small = [[(100 + scale * (x - left), 100 + scale * (y - top)) for x, y in stroke] for stroke in strokes]
    assert judged(sent(*small)) in {Illegible.SMALL, Illegible.LINE}


@given(count=some.integers(45, 90), margin=some.integers(0, 30))
@settings(deadline=None)
def test_a_scribble_over_everything_is_no_name(count: int, margin: int) -> None:
    strokes = lines(count, left=margin, right=WIDTH - margin, top=margin, bottom=HEIGHT - margin)
    whole = [point for line in strokes for point in line]  # without lifting the finger
    assert judged(sent(*strokes)) is Illegible.SCRIBBLE
    assert judged(sent(whole)) is Illegible.SCRIBBLE


@given(times=some.integers(8, 200), width=some.integers(60, 200))
@settings(deadline=None)
def test_going_over_the_same_place_is_no_name(times: int, width: int) -> None:
    to_and_fro = [(60 + width * (turn % 2), 60 + 40 * (turn // 2 % 2)) for turn in range(4 * times)]
    assert judged(sent(to_and_fro)) is Illegible.SCRIBBLE


@pytest.mark.parametrize("over", [(WIDTH + 30, 50), (-30, 50), (50, HEIGHT + 40), (50, -9)])
def test_a_stroke_outside_the_field_is_refused(over: tuple[int, int]) -> None:
    strokes = lines(4, left=50, right=150, top=40, bottom=140)
    assert judged(sent(*strokes, [(60, 60), over])) is Illegible.OUTSIDE


@pytest.mark.parametrize("number", [MOST_POINTS + 1, 100_000])
def test_too_many_points_are_refused_before_anything_is_looked_at(number: int) -> None:
    assert judged(sent([(turn % 300, turn % 190) for turn in range(number)])) is Illegible.TOO_MANY
    assert judged("[" * number * 2) is Illegible.TOO_MANY
    assert judged("x" * number * 30) is Illegible.TOO_MANY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "签名",
        "null",
        "[]",
        "{}",
        "[" * 5000,
        '{"width":320,"height":200}',
        '{"width":320,"height":200,"strokes":{}}',
        '{"width":320,"height":200,"strokes":[1]}',
        '{"width":320,"height":200,"strokes":[[1]]}',
        '{"width":320,"height":200,"strokes":[[[1]]]}',
        '{"width":320,"height":200,"strokes":[[[1,2,3]]]}',
        '{"width":320,"height":200,"strokes":[[[1,"2"]]]}',
        '{"width":320,"height":200,"strokes":[[[1,true]]]}',
        '{"width":320,"height":200,"strokes":[[[NaN,1]]]}',
        '{"width":320,"height":200,"strokes":[[[1e999,1]]]}',
        '{"width":320,"height":200,"strokes":[[[1,99999999]]]}',
        '{"width":0,"height":0,"strokes":[]}',
        '{"width":4000,"height":110,"strokes":[]}',
        '{"width":"320","height":200,"strokes":[]}',
    ],
)
def test_what_is_no_drawing_is_refused(text: str) -> None:
    assert judged(text) is Illegible.MALFORMED


@given(
    some.text() | some.recursive(some.none() | some.integers() | some.floats(), some.lists).map(json.dumps)
)
def test_whatever_is_sent_there_is_an_answer(text: str) -> None:
    assert isinstance(judged(text), Illegible)


def test_each_reason_says_what_to_do() -> None:
    assert all("请" in verdict.value for verdict in Illegible)
    assert len({verdict.value for verdict in Illegible}) == len(Illegible)
