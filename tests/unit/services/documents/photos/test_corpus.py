"""Photos as people have them, a verdict each: light, shadow, hair, clothes, walls, files (A4.2, A4.6)."""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo

from services.documents.photos.imaging.checks import check_photo
from tests.unit.services.documents.portraits import Colour, before, drawn, jpeg, portrait

HEIGHT, WIDTH = 640, 480
Y, X = np.mgrid[0:HEIGHT, 0:WIDTH]
Light = np.ndarray[Any, Any]  # height × width: how light the wall is, 0 to 255
WHITE = 250
XMP = (
    b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
    b" xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
    b" xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='6'/></rdf:RDF></x:xmpmeta>"
)


def lit(light: Light, tint: Colour = (0, 0, 0)) -> bytes:
    """A portrait before a wall of this light, with a tint on top."""
    wall = light[:, :, None] + np.array(tint)[None, None, :]
    return before(wall.clip(0, 255).astype(np.uint8), quality=92)


def even(light: float) -> Light:
    return np.full((HEIGHT, WIDTH), light, dtype=float)


def vignette(fall: float) -> Light:
    far = ((X / WIDTH - 0.5) ** 2 + (Y / HEIGHT - 0.5) ** 2) / 0.5
    return np.asarray(WHITE - fall * far)


def noisy(sigma: float) -> bytes:
    return jpeg(drawn(WIDTH, HEIGHT, (WHITE, WHITE, WHITE), sigma))


def shadow(depth: float, blur: float, left: int, right: int) -> bytes:
    """The person's own shadow on the wall, on one side."""
    mask = Image.new("L", (WIDTH, HEIGHT), WHITE)
    mask.paste(round(WHITE - depth), (left, 120, right, HEIGHT))
    return lit(np.asarray(mask.filter(ImageFilter.GaussianBlur(blur)), dtype=float))


def worn(*places: tuple[slice, slice, Colour]) -> bytes:
    """A portrait over which hair or clothes are painted."""
    pixels = np.asarray(drawn()).copy()
    for rows, columns, colour in places:
        pixels[rows, columns] = colour
    return jpeg(Image.fromarray(pixels))


def framed(width: int, colour: Colour, *, top_only: bool = False) -> bytes:
    """A photo with an edge, as scanners and apps leave one."""
    picture = drawn().copy()
    pixels = np.asarray(picture).copy()
    pixels[:width] = colour
    if not top_only:
        pixels[:, :width], pixels[:, -width:], pixels[-width:] = colour, colour, colour
    return jpeg(Image.fromarray(pixels))


def tiled(step: int, depth: int) -> bytes:
    light = even(WHITE)
    light[:, ::step] -= depth
    light[::step] -= depth
    return lit(light)


BLACK, SKIN, SHIRT, BEIGE = (20, 20, 20), (222, 184, 160), (248, 248, 248), (196, 170, 140)
ALL = slice(None)

GOOD: dict[str, Callable[[], bytes]] = {
    **{f"even light {light}": partial(lit, even(light)) for light in (236, 242, 248, 255)},
    "lighter on the left": lambda: lit(252 - 12 * X / WIDTH),
    "lighter above": lambda: lit(253 - 14 * Y / HEIGHT),
    "a lamp above": lambda: lit(242 + 12 * np.exp(-((X - 240) ** 2 + Y**2) / 40_000)),
    "a faint vignette": lambda: lit(vignette(12)),
    "warm light": lambda: lit(even(246), (4, 2, -6)),
    "cold light": lambda: lit(even(246), (-6, 0, 4)),
    **{f"noise {sigma}": partial(noisy, sigma) for sigma in (0.0, 2.0, 4.0)},
    **{f"quality {quality}": partial(portrait, quality=quality) for quality in (20, 50, 75, 100)},
    "a soft shadow at the shoulder": lambda: shadow(12, 40, 330, 430),
    "a white shirt": lambda: worn((slice(460, None), ALL, SHIRT)),
    "a white shirt and grey hair": lambda: worn(
        (slice(460, None), ALL, SHIRT), (slice(40, 120), slice(150, 330), (190, 190, 190))
    ),
    "long hair": lambda: worn(
        (slice(120, None), slice(110, 370), BLACK), (slice(160, 400), slice(140, 340), SKIN)
    ),
    "hair out of the picture": lambda: worn((slice(0, 90), slice(130, 350), BLACK)),
    "a hair in the corner": lambda: worn((slice(0, 200), slice(20, 22), BLACK)),
    "wide shoulders": lambda: worn((slice(400, None), ALL, BLACK)),
    "a line of a scanner": lambda: framed(2, (120, 120, 120)),
    "black and white": lambda: jpeg(drawn().convert("L")),
    "for print": lambda: jpeg(drawn().convert("CMYK")),
    "progressive": lambda: portrait(progressive=True),
    "XMP that turns": lambda: jpeg(drawn(), xmp=XMP),
    "XMP that turns, EXIF that does not": lambda: jpeg(drawn(), xmp=XMP, exif=turned(1)),
    "mirrored by EXIF": lambda: jpeg(drawn().transpose(Image.Transpose.FLIP_LEFT_RIGHT), exif=turned(2)),
}

BAD: dict[str, Callable[[], bytes]] = {
    **{f"grey {light}": partial(lit, even(light)) for light in (128, 190, 215, 226)},
    "half in the dark": lambda: lit(np.where(X < WIDTH / 2, 250, 150)),
    "dark below the window": lambda: lit(255 - 90 * Y / HEIGHT),
    "dark on the left": lambda: lit(165 + 90 * X / WIDTH),
    "a strong vignette": lambda: lit(vignette(90)),
    "a lamp on a grey wall": lambda: lit(200 + 55 * np.exp(-((X - 240) ** 2 + Y**2) / 20_000)),
    "a hard shadow on the left": lambda: shadow(90, 4, 0, 120),
    "a hard shadow on the right": lambda: shadow(90, 4, 360, WIDTH),
    "a wide soft shadow": lambda: shadow(60, 30, 300, WIDTH),
    "cream": lambda: lit(even(245), (5, -5, -40)),
    "pink": lambda: lit(even(240), (10, -15, -12)),
    "mint": lambda: lit(even(238), (-20, 10, -10)),
    "pale blue": lambda: lit(even(240), (-30, -8, 14)),
    "blue": lambda: portrait(background=(67, 142, 219)),
    "red": lambda: portrait(background=(200, 30, 40)),
    "tiles": lambda: tiled(12, 70),
    "a curtain": lambda: lit(232 + 18 * np.sin(X / 8)),
    "a door frame": lambda: worn((ALL, slice(20, 60), BEIGE)),
    "a picture on the wall": lambda: worn((slice(20, 150), slice(10, 90), (90, 120, 60))),
    "a wide black edge": lambda: framed(24, BLACK),
    "a bar above": lambda: framed(30, BLACK, top_only=True),
    "much noise": lambda: noisy(40.0),
    "outside": lambda: lit(np.random.default_rng(5).uniform(60, 255, (HEIGHT, WIDTH))),
}


def wrong(data: bytes) -> list[str]:
    """What is wrong but the size of the file, which follows from what is drawn."""
    return [check.rule for check in check_photo(data) if not check.ok and check.rule != "A4.3"]


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.rule("A4.6")
@pytest.mark.parametrize("photo", [pytest.param(made, id=name) for name, made in GOOD.items()])
def test_it_stands_before_white(photo: Callable[[], bytes]) -> None:
    assert wrong(photo()) == []


@pytest.mark.rule("A4.6")
@pytest.mark.parametrize("photo", [pytest.param(made, id=name) for name, made in BAD.items()])
def test_it_does_not_stand_before_white(photo: Callable[[], bytes]) -> None:
    assert wrong(photo()) == ["A4.6"]


def others() -> Iterator[tuple[str, bytes]]:
    """Files of other formats that look like a photo."""
    deep = Image.fromarray(np.asarray(drawn().convert("L"), dtype=np.uint16) * 257)
    note = PngInfo()
    note.add_itxt("XML:com.adobe.xmp", XMP.decode("latin-1"))
    for name, image, format_, how in (
        ("16 bits", deep, "PNG", {}),
        ("PNG with a palette", drawn().convert("P"), "PNG", {}),
        ("PNG that lets through", drawn().convert("RGBA"), "PNG", {}),
        ("PNG with notes", drawn(), "PNG", {"pnginfo": note}),
        ("TIFF", drawn(), "TIFF", {}),
        ("WebP", drawn(), "WEBP", {}),
        ("BMP", drawn(), "BMP", {}),
        ("JPEG 2000", drawn(), "JPEG2000", {}),
    ):
        out = BytesIO()
        image.save(out, format_, **how)
        yield name, out.getvalue()


@pytest.mark.rule("A4.2")
@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in others()])
def test_another_format_is_refused_by_its_content(data: bytes) -> None:
    found = check_photo(data)[0]
    assert not found.ok
    assert "不是 JPG 格式" in found.message
