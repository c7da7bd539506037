"""Portraits drawn for tests: head, hair and shoulders before a background, with a camera's noise."""

from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

WHITE = (250, 250, 250)
Colour = tuple[int, int, int]


@cache
def drawn(width: int = 480, height: int = 640, background: Colour = WHITE, noise: float = 5.0) -> Image.Image:
    pixels = np.full((height, width, 3), background, dtype=float)
    y, x = np.mgrid[0:height, 0:width]
    shoulders = ((x - width / 2) / (width * 0.5)) ** 2 + ((y - height * 1.05) / (height * 0.36)) ** 2 < 1
    hair = ((x - width / 2) / (width * 0.27)) ** 2 + ((y - height * 0.34) / (height * 0.28)) ** 2 < 1
    face = ((x - width / 2) / (width * 0.21)) ** 2 + ((y - height * 0.42) / (height * 0.2)) ** 2 < 1
    pixels[shoulders], pixels[hair], pixels[face] = (45, 55, 95), (35, 28, 26), (222, 184, 160)
    pixels += np.random.default_rng(7).normal(0, noise, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def jpeg(image: Image.Image, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", **{"quality": 92, **how})
    return out.getvalue()


def portrait(width: int = 480, height: int = 640, background: Colour = WHITE, **how: Any) -> bytes:
    """A portrait that fulfils every rule unless told otherwise."""
    return jpeg(drawn(width, height, background), **how)


def sized(length: int, data: bytes | None = None) -> bytes:
    """A portrait of exactly this many bytes: what follows the end of a JPEG belongs to the file."""
    data = portrait(300, 400, quality=70) if data is None else data
    assert len(data) <= length
    return data + b"\0" * (length - len(data))


def before(wall: np.ndarray[Any, Any], **how: Any) -> bytes:
    """A portrait before a wall of one's own: an array of height, width, colours."""
    height, width = wall.shape[:2]
    person = np.asarray(drawn(width, height, (255, 0, 255), 0.0))
    is_wall = (person == (255, 0, 255)).all(axis=2, keepdims=True)
    return jpeg(Image.fromarray(np.where(is_wall, wall, person).astype(np.uint8)), **how)
