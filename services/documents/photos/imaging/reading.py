"""Open whatever somebody sent as a photo, without trusting it."""

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from services.documents.uploads.inspection import decoding
from services.documents.uploads.inspection.decoding import upright, upright_size, with_its_end
from services.documents.uploads.inspection.kinds import heif

MAX_PIXELS = 25_000_000
# A progressive JPEG is decoded once per scan; thousands of scans in a small file would take hours.
MAX_PIXELS_TIMES_SCANS = 300_000_000
# A smaller decoding is enough to judge a background and several times faster.
ENOUGH = (300, 400)

JPEG_START = b"\xff\xd8\xff"
# Pictures that are no JPEG are measured too, so that everything wrong is told at once.
OTHERS = ("PNG", "WEBP", "GIF", "BMP")
KINDS = (
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"%PDF", "PDF 文件"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"PK", "压缩包或 Office 文档"),
    (b"<", "网页或文本文件"),
)

UNREADABLE = (*decoding.UNREADABLE, MemoryError)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What could be found out. Upright: width and height as sent, and `image` in RGB, often smaller."""

    kind: str
    is_jpeg: bool = False
    width: int = 0
    height: int = 0
    image: Image.Image | None = None
    fault: str = ""


def read(data: bytes) -> Picture:
    """Measure a file. Never raises, never decodes more than the limits above."""
    is_jpeg, kind = data.startswith(JPEG_START), _kind(data)
    try:
        opened = open_jpeg(data) if is_jpeg else Image.open(BytesIO(data), formats=OTHERS)
    except UNREADABLE:
        return Picture(kind=kind, is_jpeg=is_jpeg, fault="无法打开")
    width, height = upright_size(opened)
    told = Picture(kind=kind, is_jpeg=is_jpeg, width=width, height=height)
    if fault := too_costly(data, width * height):
        return replace(told, fault=fault)
    try:
        opened = open_jpeg(with_its_end(data)) if is_jpeg else opened
        opened.draft(None, ENOUGH if width == opened.width else ENOUGH[::-1])
        opened.load()
        return replace(told, image=upright(opened).convert("RGB"))
    except UNREADABLE:
        return replace(told, fault="文件不完整或已损坏")


def open_jpeg(data: bytes) -> JpegImageFile:
    """Only the header is read. Of several pictures in one file the first counts."""
    return JpegImageFile(BytesIO(data))


def photo_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG that can be opened, upright."""
    return upright_size(open_jpeg(data))


def too_costly(data: bytes, pixels: int) -> str:
    """Why a file of this many pixels is not decoded; empty when it may be."""
    if pixels > MAX_PIXELS:
        return f"像素过多（约 {pixels // 10_000:,} 万，最多 {MAX_PIXELS // 10_000:,} 万）"
    if data.startswith(JPEG_START) and pixels * data.count(b"\xff\xda") > MAX_PIXELS_TIMES_SCANS:
        return "保存方式过于复杂"
    return ""


def _kind(data: bytes) -> str:
    if not data:
        return "空文件"
    if data.startswith(JPEG_START):
        return "JPEG 图片"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP 图片"
    if data[4:8] == b"ftyp":
        return f"{heif(data)} 图片" if heif(data) else "音视频文件"
    return next((kind for start, kind in KINDS if data.startswith(start)), "无法识别的文件")
