"""Whether a portrait stands before white: looks at the top edge and at both upper sides.

Those are where a portrait shows what is behind it: above the hair, beside the head down to the shoulders.
A pixel is white when it is light (each channel at least `LIGHT`) and without a cast (channels at most `CAST`
apart). Of each side `SIDE_SHARE` must be white, of the top `TOP_SHARE`, which leaves room for hair and for
the noise of a JPEG; and what is white must be even (at most `SPREAD` levels between its 5th and 95th
percentile), which soft shading and noise keep and gradients, patterns and papered walls do not. The sides
reach further in beside the hair than beside the shoulders, so that a white frame around a blue photo is not
enough.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LIGHT = 230
CAST = 20
SIDE_SHARE = 0.9
TOP_SHARE = 0.5
SPREAD = 16

SAMPLE = 400  # pixels of the shorter side are enough
TOP, CORNER_WIDTH, CORNER_HEIGHT, SIDE_WIDTH, SIDE_HEIGHT = 0.03, 0.18, 0.30, 0.06, 0.50

COLOURS = {
    (True, False, False): "红",
    (False, True, False): "绿",
    (False, False, True): "蓝",
    (True, True, False): "黄",
    (False, True, True): "青",
    (True, False, True): "紫",
}

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Background:
    """Shares of white (0 to 1) in the three places, how uneven the white is, and what colour is there."""

    top: float
    left: float
    right: float
    spread: float
    colour: str

    @property
    def is_white(self) -> bool:
        """Enough of it is white everywhere."""
        return self.top >= TOP_SHARE and min(self.left, self.right) >= SIDE_SHARE

    @property
    def is_even(self) -> bool:
        """Its white is one white."""
        return self.spread <= SPREAD


def measure(image: Image.Image) -> Background:
    """Measure an upright RGB picture."""
    step = max(1, min(image.size) // SAMPLE)
    places = _places(np.asarray(image)[::step, ::step])
    whites = [_white(place) for place in places]
    top, left, right = (float(white.mean()) for white in whites)
    pixels, white = np.concatenate(places), np.concatenate(whites)
    return Background(top=top, left=left, right=right, spread=_spread(pixels[white]), colour=_colour(pixels))


def _places(pixels: Pixels) -> list[Pixels]:
    height, width = pixels.shape[:2]
    top, low, lowest = (max(1, round(height * part)) for part in (TOP, CORNER_HEIGHT, SIDE_HEIGHT))
    corner, side = (max(1, round(width * part)) for part in (CORNER_WIDTH, SIDE_WIDTH))
    places = (
        (pixels[:top],),
        (pixels[:low, :corner], pixels[low:lowest, :side]),
        (pixels[:low, -corner:], pixels[low:lowest, -side:]),
    )
    return [np.concatenate([area.reshape(-1, 3) for area in place]) for place in places]


def _white(pixels: Pixels) -> NDArray[np.bool_]:
    red, green, blue = pixels.T
    darkest = np.minimum(np.minimum(red, green), blue)
    brightest = np.maximum(np.maximum(red, green), blue)
    white: NDArray[np.bool_] = (darkest >= LIGHT) & (brightest - darkest <= CAST)
    return white


def _spread(white: Pixels) -> float:
    if not len(white):
        return 0.0
    low, high = np.percentile(white.sum(axis=1, dtype=np.uint16), [5, 95]) / 3
    return float(high - low)


def _colour(pixels: Pixels) -> str:
    channels = np.median(pixels, axis=0)
    strong = tuple(channels >= channels.max() - CAST)
    if all(strong):
        return "偏灰、偏暗" if channels.min() < LIGHT else "部分区域有其他颜色"
    return f"偏{COLOURS[strong]}"
