"""The checks of a photo at and beside every limit."""

import time
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from services.documents.photos.domain.measures import of_ratio
from services.documents.photos.domain.rules import Check, PhotoRule
from services.documents.photos.imaging.checks import check_photo
from tests.unit.services.documents.portraits import drawn, jpeg, portrait, sized

RULES = ["A4.2", "A4.3", "A4.4", "A4.5", "A4.6"]


def failed(data: bytes) -> list[str]:
    return [check.rule for check in check_photo(data) if not check.ok]


def check(rule: str, data: bytes) -> Check:
    return next(one for one in check_photo(data) if one.rule == rule)


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def gif(frames: int) -> bytes:
    out = BytesIO()
    pictures = [drawn(300, 400).convert("P").rotate(n) for n in range(frames)]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"subsampling": 0}, {"optimize": True}])
def test_a_good_portrait_passes_everything(how: dict[str, Any]) -> None:
    assert failed(portrait(**how)) == []


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_print_colours_are_jpeg_too(mode: str) -> None:
    assert failed(jpeg(drawn().convert(mode), quality=95)) == []


@pytest.mark.rule("A4.2")
def test_a_png_by_whatever_name_is_refused_and_still_measured() -> None:
    found = check_photo(png(drawn()))
    assert [one.rule for one in found if not one.ok] == ["A4.2"]
    assert "PNG" in found[0].message
    assert "另存为 JPG" in found[0].message
    assert found[2].measured == "宽 480、高 640 像素"


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "空文件"),
        (b"hello", "无法识别的文件"),
        (b"%PDF-1.7\n%...", "PDF 文件"),
        (b"<html>not a picture</html>", "网页或文本文件"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC 图片"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1hevc", "HEIC 图片"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "AVIF 图片"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "音视频文件"),
        (b"\xff\xd8\xff\xe0 and nothing that follows", "JPEG 图片"),
        (b"\xff\xd8\xff", "JPEG 图片"),
        (b"\x89PNG\r\n\x1a\n cut", "PNG 图片"),
    ],
)
def test_what_is_no_picture_gets_every_check_all_the_same(data: bytes, kind: str) -> None:
    found = check_photo(data)
    assert [one.rule for one in found] == RULES
    assert not any(one.ok for one in found)
    assert kind in found[0].measured


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("frames", [1, 4])
def test_a_gif_moving_or_not_is_refused(frames: int) -> None:
    found = check_photo(gif(frames))
    assert not found[0].ok
    assert "GIF" in found[0].message


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_cut_file_is_refused(*, share: float, progressive: bool) -> None:
    data = portrait(progressive=progressive)
    assert "A4.2" in failed(data[: int(len(data) * share)])


@pytest.mark.rule("A4.2")
def test_a_bomb_is_refused_by_its_header() -> None:
    data = jpeg(Image.new("RGB", (6000, 8334), "white"))
    began = time.thread_time()
    found = check_photo(data)
    assert time.thread_time() - began < 0.1
    assert [one.rule for one in found if not one.ok] == ["A4.2", "A4.6"]
    assert "5,000" in found[0].message
    assert found[2].measured == "宽 6000、高 8334 像素"


@pytest.mark.rule("A4.2")
def test_thousands_of_scans_are_refused_before_they_are_decoded() -> None:
    data = jpeg(Image.new("RGB", (3000, 4000), "white"), progressive=True)
    scan = data.rindex(b"\xff\xda")
    began = time.thread_time()
    assert "A4.2" in failed(data[:-2] + data[scan:-2] * 2000 + data[-2:])
    assert time.thread_time() - began < 0.1


@pytest.mark.rule("A4.3")
@pytest.mark.parametrize(
    ("size", "ok"),
    [
        (30 * 1024, False),
        (30 * 1024 + 1, True),
        (1024 * 1024 - 1, True),
        (1024 * 1024, False),
        (3 * 1024 * 1024, False),
    ],
)
def test_size_excludes_both_bounds(*, size: int, ok: bool) -> None:
    found = check("A4.3", sized(size))
    assert found.ok is ok
    assert f"{size:,} 字节" in found.measured
    assert found.allowed == "大于 30KB、小于 1MB"


@pytest.mark.rule("A4.3")
@given(size=st.integers(20_000, 1_100_000))
@settings(max_examples=30, deadline=None)
def test_size_is_what_the_file_has(size: int) -> None:
    assert check("A4.3", sized(size)).ok is (30 * 1024 < size < 1024 * 1024)


@pytest.mark.rule("A4.4")
@pytest.mark.parametrize(
    ("width", "height", "ok"),
    [(215, 301, False), (216, 300, False), (216, 301, True), (215, 300, False), (1200, 1600, True)],
)
def test_pixels_exclude_both_bounds(*, width: int, height: int, ok: bool) -> None:
    assert check("A4.4", portrait(width, height)).ok is ok


@pytest.mark.rule("A4.5")
@pytest.mark.parametrize(
    ("width", "height", "ok"),
    [
        (260, 400, True),  # 0.65
        (259, 400, False),
        (320, 400, True),  # 0.8
        (321, 400, False),
        (13 * 37, 20 * 37, True),
        (4 * 97, 5 * 97, True),
        (1299, 1999, False),  # 0.64982…
        (1000, 1249, False),  # 0.80064…
    ],
)
def test_ratio_includes_both_bounds(*, width: int, height: int, ok: bool) -> None:
    assert check("A4.5", portrait(width, height)).ok is ok


@pytest.mark.rule("A4.5")
@given(width=st.integers(1, 9000), height=st.integers(1, 9000))
@example(width=6500, height=10_000)
@example(width=649_999, height=1_000_000)
@example(width=800_001, height=1_000_000)
def test_ratio_is_exact_and_never_looks_better_than_it_is(width: int, height: int) -> None:
    found = of_ratio(width, height, PhotoRule())
    assert found.ok is (13 * height <= 20 * width and 5 * width <= 4 * height)
    shown = Fraction(found.measured.rsplit(" ", 1)[1])
    assert found.ok is (Fraction(65, 100) <= shown <= Fraction(8, 10))


@pytest.mark.rule("A4.4")
@pytest.mark.rule("A4.5")
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_measured_upright(orientation: int) -> None:
    turns = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
        5: Image.Transpose.TRANSPOSE,
        7: Image.Transpose.TRANSVERSE,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = drawn().transpose(turns[orientation]) if orientation in turns else drawn()
    data = jpeg(lying, exif=exif)
    assert failed(data) == []
    assert check("A4.4", data).measured == "宽 480、高 640 像素"


@pytest.mark.rule("A4.7")
def test_everything_that_is_wrong_is_told_at_once_with_what_was_measured() -> None:
    found = check_photo(png(drawn(200, 200, (60, 120, 210), 0.0).resize((200, 200))))
    assert [one.rule for one in found] == RULES
    assert [one.rule for one in found if not one.ok] == RULES
    for one in found:
        assert one.message.endswith("。")
        assert one.measured in one.message or one.rule == "A4.2"
        assert one.allowed


@pytest.mark.rule("A4.7")
def test_limits_come_from_the_rule() -> None:
    rule = replace(PhotoRule(), min_width=500, max_bytes=40 * 1024, max_ratio=Fraction(7, 10))
    found = {one.rule: one for one in check_photo(portrait(480, 640), rule)}
    assert [name for name, one in found.items() if not one.ok] == ["A4.3", "A4.4", "A4.5"]
    assert found["A4.3"].allowed == "大于 30KB、小于 40KB"
    assert "0.65 至 0.7" in found["A4.5"].allowed


@pytest.mark.filterwarnings("ignore")  # Pillow warns of damaged metadata
@given(
    places=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), max_size=12),
    cut=st.floats(0.01, 1),
    kind=st.sampled_from(["jpeg", "png", "gif"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_are_answered_never_raised(
    places: list[tuple[float, int]], cut: float, kind: str
) -> None:
    data = bytearray(DAMAGED[kind])
    for place, value in places:
        # Headers are where damage is interesting.
        data[int(place**3 * len(data))] = value
    assert [one.rule for one in check_photo(bytes(data[: int(len(data) * cut)]))] == RULES


def _with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8769] = 6, "a name", {0x9003: "2022:09:01 10:00:00"}
    return jpeg(drawn(240, 320), exif=exif, icc_profile=b"x" * 200, comment=b"taken at home")


DAMAGED = {"jpeg": _with_metadata(), "png": png(drawn(60, 80)), "gif": gif(2)}
