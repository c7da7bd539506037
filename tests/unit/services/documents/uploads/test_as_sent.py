"""A reviewer sees what was sent; nothing sound is refused for what is thrown away anyway."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from contracts.files import JPEG, PDF
from services.documents.photos.imaging.checks import check_photo
from services.documents.photos.imaging.cleaning import clean_photo
from services.documents.uploads.domain import name_of
from services.documents.uploads.inspection.kinds import ENDINGS
from tests.unit.services.documents.portraits import portrait
from tests.unit.services.documents.scans import filled_in, pdf, picture, sealed, turned
from tests.unit.services.documents.uploads.test_inspection import cleaned, preview, refusal, words_in

BROKEN = "已损坏或不完整"
RED = (255, 0, 0)
MARKED_6 = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'


def is_red(image: Image.Image, x: int, y: int) -> bool:
    """Whether this place of a page is red; points of the page, counted from its lower left corner."""
    scale = image.height / 842
    found = image.convert("RGB").getpixel((round(x * scale), round((842 - y) * scale)))
    return found == RED


@pytest.mark.parametrize("signed", [False, True])
def test_a_seal_in_the_form_layer_is_in_the_picture(*, signed: bool) -> None:
    _, good = cleaned(sealed(signed=signed))
    assert is_red(preview(good), 350, 350)
    assert not is_red(preview(good), 250, 350)


def test_a_typed_value_is_in_the_picture() -> None:
    empty, typed = (preview(cleaned(filled_in(value))[1]) for value in ("", "12345"))
    assert empty.tobytes() != typed.tobytes()


def test_a_signature_goes_as_a_whole_and_it_is_told() -> None:
    told, good = cleaned(sealed(signed=True))
    assert told["was_signed"]
    assert not words_in(good) & {"/ByteRange", "/Sig", "/SigFlags", "/DocMDP", "/Perms"}
    assert b"SIGNED BY" not in good
    with pikepdf.open(BytesIO(good)) as opened:
        assert len(opened.Root.AcroForm.Fields) == 0
        assert [str(one.Subtype) for one in opened.pages[0].Annots.as_list()] == ["/Stamp"]
    assert not cleaned(good)[0]["was_signed"]


def test_a_form_that_nobody_signed_is_not_told_to_be_signed() -> None:
    assert not cleaned(sealed())[0]["was_signed"]
    assert not cleaned(pdf())[0]["was_signed"]


@pytest.mark.parametrize(
    "before", [b"\xef\xbb\xbf", b"\r\n", b"Content-Type: application/pdf\r\n\r\n", b"<html>", bytes(1019)]
)
def test_a_pdf_may_begin_within_its_first_kilobyte(before: bytes) -> None:
    data = pdf()
    told, good = cleaned(before + data)
    assert told["media_type"] == PDF
    assert good == cleaned(data)[1]


def test_what_only_speaks_of_pdf_is_none() -> None:
    assert "内容不是 PDF" in refusal(bytes(1024) + pdf())
    assert "GIF" in refusal(b"GIF89a" + pdf())
    assert BROKEN in refusal(b"we take %PDF- and others" + bytes(3000))


@pytest.mark.parametrize(
    "behind", [bytes(3000), bytes(80_000), b" \r\n" * 1000, b"\n<html><p>portal</p>" + b"x" * 4096]
)
def test_what_stands_behind_the_end_of_a_pdf_is_left_out(behind: bytes) -> None:
    data = pdf()
    assert cleaned(data + behind)[1] == cleaned(data)[1]


def test_a_pdf_that_is_cut_off_is_refused_padded_or_not() -> None:
    whole = pdf(3)
    revised = whole + b"\n9 0 obj\n<</Length 5000>>\nstream\n"  # cut within a later state
    for cut in (whole[: len(whole) // 2], whole[: len(whole) // 2] + bytes(4000), revised):
        assert BROKEN in refusal(cut)


def exif_with(tag: int, kind: int, count: int, value: bytes) -> bytes:
    """EXIF that says "turn by a quarter" and one odd thing."""
    entries = sorted([(0x0112, struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)), (tag, b"")])
    far = 8 + 2 + 2 * 12 + 4
    held = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", far)
    odd = struct.pack("<HHI", tag, kind, count) + held
    body = b"".join(entry or odd for _, entry in entries)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + body + bytes(4) + (value if len(value) > 4 else b"")


@pytest.mark.parametrize(
    ("tag", "kind", "value"),
    [
        (0x0128, 11, struct.pack("<f", 2.0)),  # ResolutionUnit, a float
        (0x0100, 9, struct.pack("<i", -1)),  # ImageWidth, negative
        (0x011A, 10, struct.pack("<ii", -1, 0)),  # XResolution, -1/0
        (0x0132, 12, struct.pack("<d", 2023.5)),  # DateTime, a double
        (0x010F, 99, b"?"),  # Make, of no known type
    ],
)
def test_odd_notes_of_a_camera_are_no_reason_to_refuse(tag: int, kind: int, value: bytes) -> None:
    data = picture(exif=exif_with(tag, kind, 1, value))
    told, good = cleaned(data)
    shown = Image.open(BytesIO(good))
    assert (told["media_type"], shown.size) == (JPEG, (400, 600))
    assert not shown.getexif()
    assert "无法读取" not in str([one.message for one in check_photo(data)])


def test_a_picture_is_turned_by_its_exif_alone() -> None:
    assert Image.open(BytesIO(cleaned(picture(xmp=MARKED_6))[1])).size == (600, 400)
    assert Image.open(BytesIO(cleaned(turned())[1])).size == (400, 600)
    photo = portrait(xmp=MARKED_6)
    assert all(one.ok for one in check_photo(photo))
    assert Image.open(BytesIO(clean_photo(photo))).size == (480, 640)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PACKED = zlib.compress(bytes(2 * 1024 * 1024))


@pytest.mark.parametrize(
    "note",
    [
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + PACKED),
        chunk(b"zTXt", b"history\0\0" + PACKED),
        chunk(b"tEXt", b"history\0" + bytes(2 * 1024 * 1024)),
        chunk(b"iCCP", b"profile\0\0" + PACKED),
        chunk(b"iCCP", b"profile\0\0no zlib"),
    ],
    ids=["iTXt", "zTXt", "tEXt", "iCCP", "broken iCCP"],
)
def test_large_notes_of_a_png_are_left_out(note: bytes) -> None:
    plain = picture(kind="PNG")
    ends = 8 + 12 + 13  # behind IHDR
    assert cleaned(plain[:ends] + note + plain[ends:])[1] == cleaned(plain)[1]
    assert BROKEN in refusal(plain[:ends] + note + plain[ends : len(plain) // 2])


def ftyp(brand: bytes, *compatible: bytes) -> bytes:
    body = brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(body) + 8) + b"ftyp" + body + bytes(2000)


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        *((ftyp(brand), "兼容性最佳") for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")),
        (ftyp(b"mif1", b"mif1", b"heic"), "兼容性最佳"),
        (ftyp(b"msf1", b"hevc"), "兼容性最佳"),
        (ftyp(b"mif1", b"miaf", b"avif"), "AVIF 图片"),
        (ftyp(b"avif", b"mif1"), "AVIF 图片"),
        (ftyp(b"avis"), "AVIF 图片"),
        (ftyp(b"mp42", b"isom"), "音视频"),
        (ftyp(b"qt  "), "音视频"),
    ],
)
def test_relatives_of_heic_are_called_by_their_names(data: bytes, advice: str) -> None:
    assert advice in refusal(data)


@pytest.mark.parametrize("lacks", [1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_may_lack_its_end_mark(*, lacks: int, progressive: bool) -> None:
    whole = picture(progressive=progressive)
    assert cleaned(whole[:-lacks])[1] == cleaned(whole)[1]
    photo = portrait(progressive=progressive)
    assert all(one.ok for one in check_photo(photo[:-lacks]))
    assert clean_photo(photo[:-lacks]) == clean_photo(photo)


@pytest.mark.parametrize("lacks", [3, 10, 300])
@pytest.mark.parametrize("make", [picture, portrait])
def test_a_jpeg_that_lacks_lines_is_refused(lacks: int, make: Callable[[], bytes]) -> None:
    assert BROKEN in refusal(make()[:-lacks])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2023.05.12 获奖证书", "2023.05.12 获奖证书.pdf"),
        ("第1.5章 总结", "第1.5章 总结.pdf"),
        ("论文v1.2", "论文v1.2.pdf"),
        ("论文v1.3.PDF", "论文v1.3.PDF"),
        ("照片.jpg", "照片.pdf"),
        ("合同.final.docx", "合同.final.pdf"),
        ("..", "未命名.pdf"),
    ],
)
def test_only_a_known_ending_is_an_ending(sent: str, kept: str) -> None:
    assert name_of(sent, ENDINGS[PDF]) == kept
