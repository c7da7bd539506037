"""How evidence and photos alike are opened: upright as browsers show them, whole or not at all."""

import struct
from hashlib import sha256
from io import BytesIO

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = range(5, 9)
# Pillow turns by these when the EXIF says nothing; browsers and phones do not, and editors leave them behind.
XMP = ("xmp", "XML:com.adobe.xmp", "Raw profile type xmp")

# What Pillow raises for files that are cut, forged or no picture at all.
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError),
    *(struct.error, AttributeError, Image.DecompressionBombError, Image.DecompressionBombWarning),
)

SCAN, JPEG_END = b"\xff\xda", b"\xff\xd9"  # neither stands within what a scan holds
FILLER = b"\x55\xaa" * 512


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height after turning."""
    return image.size[::-1] if orientation(image) in SIDEWAYS else image.size


def upright(image: Image.Image) -> Image.Image:
    """The picture as its camera meant it. Its notes are read for this alone, so none of them can be wrong."""
    turn = TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)


def orientation(image: Image.Image) -> int:
    """How the EXIF says that the picture is to be turned; 1 is not at all."""
    for note in XMP:
        image.info.pop(note, None)
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except UNREADABLE:
        return 1


def with_its_end(data: bytes) -> bytes:
    """A JPEG that lacks nothing but its end mark, which no browser misses, with it; any other as it is.

    A decoder makes up what is missing before an end mark. So the end is tried twice, once behind filler:
    where lines are missing the filler becomes part of the picture, where none are it is passed over.
    """
    if data.rfind(JPEG_END) > data.rfind(SCAN):
        return data
    bare = data.removesuffix(b"\xff")
    ended = [_pixels(bare + filler + JPEG_END) for filler in (b"", FILLER)]
    return bare + JPEG_END if ended[0] == ended[1] else data


def _pixels(data: bytes) -> bytes:
    return sha256(JpegImageFile(BytesIO(data)).tobytes()).digest()
