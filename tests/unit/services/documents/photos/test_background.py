"""White backgrounds, and everything that is not one (A4.6)."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from services.documents.photos.domain.rules import Check
from services.documents.photos.imaging.checks import check_photo
from tests.unit.services.documents.portraits import before, drawn, jpeg, portrait

HEIGHT, WIDTH = 640, 480
Wall = np.ndarray[Any, Any]

pytestmark = pytest.mark.rule("A4.6")


def check(data: bytes) -> Check:
    return check_photo(data)[-1]


def plain(*colour: int) -> Wall:
    return np.full((HEIGHT, WIDTH, 3), colour, dtype=np.uint8)


def gradient(start: int, end: int, axis: int) -> Wall:
    steps = np.linspace(start, end, (HEIGHT, WIDTH)[axis])
    steps = steps[:, None] if axis == 0 else steps[None, :]
    return np.repeat(np.broadcast_to(steps, (HEIGHT, WIDTH))[:, :, None], 3, axis=2).astype(np.uint8)


@pytest.mark.parametrize("colour", [(255, 255, 255), (245, 245, 245), (236, 236, 236), (255, 252, 244)])
def test_white_and_nearly_white_pass(colour: tuple[int, int, int]) -> None:
    assert check(before(plain(*colour))).ok


@pytest.mark.parametrize("quality", [15, 30, 60, 95])
def test_the_noise_of_a_jpeg_does_not_matter(quality: int) -> None:
    assert check(portrait(quality=quality)).ok


@pytest.mark.parametrize("width", [216, 358, 900, 1600])
def test_size_does_not_matter(width: int) -> None:
    assert check(portrait(width, width * 4 // 3)).ok


def test_hair_that_touches_the_upper_edge_does_not_matter() -> None:
    picture = np.asarray(drawn()).copy()
    picture[:60, 170:310] = (35, 28, 26)
    assert check(jpeg(Image.fromarray(picture))).ok


def test_wide_hair_and_high_shoulders_do_not_matter() -> None:
    picture = np.asarray(drawn()).copy()
    picture[60:400, 95:385] = (35, 28, 26)
    picture[360:, :] = (45, 55, 95)
    assert check(jpeg(Image.fromarray(picture))).ok


def test_soft_shading_does_not_matter() -> None:
    assert check(before(gradient(252, 243, 0))).ok


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        ((67, 142, 219), "偏蓝"),
        ((200, 30, 40), "偏红"),
        ((205, 222, 250), "偏蓝"),
        ((250, 240, 205), "偏黄"),
        ((60, 160, 80), "偏绿"),
        ((200, 200, 200), "偏灰"),
        ((222, 222, 222), "偏灰"),
        ((20, 20, 20), "偏灰"),
    ],
)
def test_colours_and_grey_are_refused_by_name(colour: tuple[int, int, int], word: str) -> None:
    found = check(before(plain(*colour)))
    assert not found.ok
    assert word in found.message
    assert "请" in found.message
    assert "90%" in found.allowed


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("start", "end"), [(255, 200), (200, 255), (255, 120), (255, 0)])
def test_gradients_are_refused(start: int, end: int, axis: int) -> None:
    assert not check(before(gradient(start, end, axis))).ok


def test_a_gradient_into_colour_is_refused() -> None:
    wall = gradient(255, 120, 0)
    wall[:, :, 2] = 255
    assert not check(before(wall)).ok


def _stripes() -> Wall:
    wall = plain(255, 255, 255)
    wall[:, ::16] = wall[:, 1::16] = wall[:, 2::16] = wall[:, 3::16] = 190
    return wall


def _bricks() -> Wall:
    wall = plain(250, 250, 250)
    wall[::24], wall[1::24], wall[:, ::48], wall[:, 1::48] = 180, 180, 180, 180
    return wall


def _curtain() -> Wall:
    waves = 240 + 14 * np.sin(np.arange(WIDTH) / 9)
    return np.repeat(np.broadcast_to(waves[None, :], (HEIGHT, WIDTH))[:, :, None], 3, axis=2).astype(np.uint8)


def _rough() -> Wall:
    grain = np.random.default_rng(3).normal(240, 18, (HEIGHT, WIDTH)).clip(0, 255)
    return np.repeat(grain[:, :, None], 3, axis=2).astype(np.uint8)


@pytest.mark.parametrize("wall", [_stripes(), _bricks(), _curtain(), _rough()])
def test_patterns_are_refused(wall: Wall) -> None:
    assert not check(before(wall, quality=95)).ok


def test_half_a_wall_is_refused() -> None:
    wall = plain(255, 255, 255)
    wall[:, WIDTH // 2 :] = (67, 142, 219)
    found = check(before(wall))
    assert not found.ok
    assert "右侧 0%" in found.measured


def test_a_white_frame_around_a_blue_photo_is_refused() -> None:
    picture = np.asarray(drawn(WIDTH, HEIGHT, (67, 142, 219))).copy()
    framed = np.full_like(picture, 255)
    framed[40:-40, 30:-30] = picture[40:-40, 30:-30]
    assert not check(jpeg(Image.fromarray(framed))).ok


def test_a_shadow_beside_the_head_is_refused() -> None:
    wall = Image.new("L", (WIDTH, HEIGHT), 250)
    wall.paste(170, (0, 60, 110, HEIGHT))
    soft = np.asarray(wall.filter(ImageFilter.GaussianBlur(15)).convert("RGB"))
    assert not check(before(soft)).ok
