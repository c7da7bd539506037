"""JPEG and PNG: decoded within limits, turned upright, in sRGB, encoded again without anything else."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

from services.documents.uploads.domain import pixels_in_words
from services.documents.uploads.inspection.answers import Refused
from services.documents.uploads.inspection.chunks import without_notes
from services.documents.uploads.inspection.decoding import UNREADABLE, upright, with_its_end
from services.documents.uploads.inspection.kinds import JPEG, NAMES

SRGB = ImageCms.createProfile("sRGB")
BROKEN = "这张图片已损坏或不完整，无法打开。请重新拍摄或扫描后再上传"
FORMATS = {JPEG: "JPEG"}
QUALITY = 90

Image.MAX_IMAGE_PIXELS = None  # we have a limit of our own, and look at it before anything is decoded


def clean(data: bytes, media_type: str, most_pixels: int) -> bytes:
    """The picture made anew; `Refused` with what to do."""
    try:
        opened = _opened(data, media_type, most_pixels)
        return _encoded(_in_srgb(upright(opened)), media_type)
    except UNREADABLE as error:
        raise Refused(BROKEN) from error


def _opened(data: bytes, media_type: str, most_pixels: int) -> Image.Image:
    data = data if media_type == JPEG else without_notes(data)
    opened = Image.open(BytesIO(data), formats=[FORMATS.get(media_type, "PNG")])
    width, height = opened.size
    if width * height > most_pixels:
        raise Refused(
            f"这张 {NAMES[media_type]} 图片有 {width}×{height} 像素，最多 {pixels_in_words(most_pixels)}。"
            "请缩小图片，或降低扫描分辨率后再上传"
        )
    if media_type == JPEG:
        opened = Image.open(BytesIO(with_its_end(data)), formats=["JPEG"])
    opened.load()
    return opened


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as they were meant, then the profile and all other notes left behind."""
    profile, transparent = image.info.get("icc_profile"), image.info.get("transparency")
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    elif image.mode not in {"1", "L", "LA", "P", "RGB", "RGBA"}:
        image = _converted(image, profile) or image.convert("RGB")
    elif profile and image.mode == "RGB":
        image = _converted(image, profile) or image
    image.info = {} if transparent is None else {"transparency": transparent}
    return image


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if not profile:
        return None
    try:
        told = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, told, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, *UNREADABLE):
        return None


def _encoded(image: Image.Image, media_type: str) -> bytes:
    out = BytesIO()
    if media_type == JPEG:
        how: dict[str, Any] = {"quality": QUALITY, "optimize": True}
        (image if image.mode in {"L", "RGB"} else image.convert("RGB")).save(out, "JPEG", **how)
    else:
        image.save(out, "PNG")
    return out.getvalue()


def picture(data: bytes, longest: int) -> Image.Image:
    """The picture, its longer side at most so many pixels."""
    opened = Image.open(BytesIO(data), formats=["JPEG", "PNG"])
    opened.draft("RGB", (longest, longest))
    opened.thumbnail((longest, longest))
    image: Image.Image = opened
    if image.mode in {"LA", "P", "RGBA", "PA"}:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    return image.convert("RGB")
