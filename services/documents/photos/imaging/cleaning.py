"""A photo made anew: upright, RGB in sRGB, without anything but the picture."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.JpegImagePlugin import get_sampling

from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.imaging.reading import UNREADABLE, open_jpeg
from services.documents.uploads.inspection.decoding import upright, with_its_end

STANDARD = PhotoRule()
SRGB = ImageCms.createProfile("sRGB")
FULL_COLOUR = 0  # no chroma subsampling
LOWER_QUALITIES = (92, 85, 78, 70, 60, 50, 40, 30, 20)


def clean_photo(data: bytes, rule: PhotoRule = STANDARD) -> bytes:
    """Encode a JPEG that passed its checks again, within the same limits of size.

    The first try keeps the quality that the photo has; others follow only when its size would fall out of
    the limits. A file that was padded with something else comes back as small as its picture really is.
    """
    opened = open_jpeg(with_its_end(data))
    tables, sampling = opened.quantization, get_sampling(opened)
    picture = _in_srgb(upright(opened))
    best = b""
    for how in _ways(tables, sampling):
        best = _encode(picture, **how)
        if best and len(best) >= rule.max_bytes:
            continue
        if len(best) > rule.min_bytes:
            return best
        return _encode(picture, quality=100, subsampling=FULL_COLOUR)
    return best


def _ways(tables: dict[int, list[int]], sampling: int) -> Iterator[dict[str, Any]]:
    if sampling >= 0:
        yield {"qtables": [table for _, table in sorted(tables.items())], "subsampling": sampling}
    yield from ({"quality": quality} for quality in LOWER_QUALITIES)


def _encode(picture: Image.Image, **how: Any) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", optimize=True, **how)
    return out.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as they were meant, then the profile and all other notes left behind."""
    profile = image.info.get("icc_profile")
    picture = image.convert("RGB") if profile is None else _converted(image, profile)
    picture.info = {}
    return picture


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        told = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, told, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, *UNREADABLE):
        converted = None
    return image.convert("RGB") if converted is None else converted
