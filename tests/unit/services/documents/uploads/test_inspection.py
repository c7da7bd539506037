"""Files are what their content is, cleaned or refused with what to do; in a process that can be lost."""

import os
import signal
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from contracts.files import EVIDENCE_TYPES, JPEG, PDF, PNG
from services.documents.uploads.inspection.answers import TOO_HARD, Cleaned, NoPreview, Refused
from services.documents.uploads.inspection.child import answer
from services.documents.uploads.inspection.inspector import Inspector
from tests.unit.services.documents.scans import costly, encrypted, hostile, pdf, picture, pixels, turned

PAGES, PIXELS = 20, 10_000_000
ACTS = {
    *("/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/Metadata", "/URI"),
    *("/Launch", "/GoToE", "/SubmitForm", "/Info"),
}


def no_step(_: int) -> None:
    pass


async def stream(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 100_000):
        yield data[start : start + 100_000]


def cleaned(data: bytes, accepts: tuple[str, ...] = EVIDENCE_TYPES) -> tuple[dict[str, Any], bytes]:
    """What the child makes of it."""
    job = {"what": "clean", "accepts": accepts, "pages": PAGES, "pixels": PIXELS}
    told, body = answer(job, data, no_step)
    if faults := told.get("faults"):
        raise Refused(*faults)
    return told, body


def refusal(data: bytes, accepts: tuple[str, ...] = EVIDENCE_TYPES) -> str:
    with pytest.raises(Refused) as refused:
        cleaned(data, accepts)
    return str(refused.value)


def preview(data: bytes, page: int = 1) -> Image.Image:
    return Image.open(BytesIO(answer({"what": "preview", "page": page}, data, no_step)[1]))


def words_in(data: bytes) -> set[str]:
    """Every key and name in a PDF, wherever it stands."""
    found: set[str] = set()

    def look(thing: pikepdf.Object) -> None:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            found.update(thing.keys())
            for key in thing.keys():  # noqa: SIM118 - it is no dict
                inner = thing[key]
                if isinstance(inner, pikepdf.Name):
                    found.add(str(inner))
                elif not getattr(inner, "is_indirect", True):
                    look(inner)
        elif isinstance(thing, pikepdf.Array):
            for inner in thing.as_list():
                if not getattr(inner, "is_indirect", True):
                    look(inner)

    with pikepdf.open(BytesIO(data)) as opened:
        found.update(opened.trailer.keys())
        for thing in opened.objects:
            look(thing)
    return found


def test_a_cleaned_pdf_has_nothing_that_acts_or_hides() -> None:
    bad = hostile()
    assert words_in(bad) >= ACTS
    found, good = cleaned(bad)
    assert (found["media_type"], found["pages"]) == (PDF, 2)
    assert not words_in(good) & ACTS
    with pikepdf.open(BytesIO(good)) as opened:
        streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        assert not any(b"SECRET" in one.read_bytes() for one in streams)
        kept = opened.pages[0].Annots.as_list()
        assert [str(one.get("/Subtype")) for one in kept] == ["/Link"] * 6
        assert [str(one.A.S) for one in kept if "/A" in one] == ["/GoTo"]
    assert b"SECRET" not in good


def test_cleaning_gives_the_same_bytes_each_time_and_nothing_more_to_clean() -> None:
    bad = hostile()
    (_, once), (_, again) = cleaned(bad), cleaned(bad)
    assert once == again


def test_a_locked_pdf_is_refused() -> None:
    assert "需要密码" in refusal(encrypted())


def test_a_pdf_that_only_forbids_is_taken_and_forbids_nothing() -> None:
    _, good = cleaned(encrypted(owner_only=True))
    with pikepdf.open(BytesIO(good)) as opened:
        assert not opened.is_encrypted


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (pdf()[:300], "已损坏或不完整"),
        (b"%PDF-1.7\n" + b"x" * 5000, "已损坏或不完整"),
        (pdf(21), "有 21 页，最多 20 页"),
        (pdf(0), "一页也没有"),
        (b"GIF89a" + pdf(), "GIF 图片"),
        (b"<html>" + bytes(1024) + pdf(), "内容不是 PDF、JPG、PNG"),
        (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", "图片已损坏"),
        (b"\xff\xd8\xff" + pdf(), "图片已损坏"),
        (picture()[:2000], "图片已损坏"),
        (picture(kind="PNG")[:500], "图片已损坏"),
        (picture(4000, 3000), "4000×3000 像素，最多 1000 万像素"),
        (b"PK\x03\x04", "另存或导出为 PDF"),
        (b"\x00\x00\x00\x18ftypheic", "兼容性最佳"),
        (b"\x00\x00\x00\x18ftypisom", "音视频"),
        (b"hello", "内容不是 PDF、JPG、PNG 文件"),
    ],
)
def test_what_cannot_be_taken_is_told_what_to_do(data: bytes, advice: str) -> None:
    assert advice in refusal(data)


def test_a_kind_that_was_not_asked_for_is_refused() -> None:
    assert "只接受 PDF" in refusal(picture(), (PDF,))


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_picture_comes_back_without_notes(kind: str, media_type: str) -> None:
    found, good = cleaned(picture(kind=kind) + b"<script>hidden behind</script>")
    assert (found["media_type"], found["pages"]) == (media_type, 1)
    assert b"script" not in good
    assert Image.open(BytesIO(good)).size == (600, 400)


def test_a_picture_is_turned_upright() -> None:
    sent = turned()
    assert b"where I live" in sent
    _, good = cleaned(sent)
    upright = Image.open(BytesIO(good))
    assert upright.size == (400, 600)
    assert upright.convert("RGB").getpixel((380, 20))[0] > 200  # type: ignore[index]
    assert upright.convert("RGB").getpixel((380, 20))[1] < 60  # type: ignore[index]
    assert not upright.getexif()
    assert b"where I live" not in good
    assert b"secret comment" not in good


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    out = BytesIO()
    Image.new("RGB" if mode == "P" else mode, (300, 200)).convert(mode).save(out, "PNG")
    found, good = cleaned(out.getvalue())
    assert found["media_type"] == PNG
    assert Image.open(BytesIO(good)).size == (300, 200)
    assert preview(good).size == (300, 200)


def _zip_like() -> bytes:
    """A page that unpacks to a gigabyte."""
    packer, packed = zlib.compressobj(1), b""
    for _ in range(1024):
        packed += packer.compress(bytes(1024 * 1024))
    packed += packer.flush()
    with pikepdf.Pdf.new() as made:
        page = made.add_blank_page()
        content = made.make_stream(b"")
        content.write(packed, filter=pikepdf.Name.FlateDecode)
        page.Contents = content
        out = BytesIO()
        made.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def _nested() -> bytes:
    deep = b"<<" + b"/A [" * 5000 + b"]" * 5000 + b">>"
    return b"%PDF-1.4\n1 0 obj\n" + deep + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@asynccontextmanager
async def cleaning(
    inspector: Inspector, data: bytes, *, pages: int = PAGES, who: str = "an account"
) -> AsyncIterator[Cleaned]:
    content = sha256(data).hexdigest()
    async with inspector.clean(
        who, content, stream(data), accepts=EVIDENCE_TYPES, pages=pages, pixels=PIXELS
    ) as found:
        yield found


async def refused_by(inspector: Inspector, data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        async with cleaning(inspector, data):
            pass
    return str(refused.value)


@pytest.mark.parametrize("bomb", [_zip_like, _nested], ids=["packed", "nested"])
async def test_a_bomb_hurts_nobody(bomb: Callable[[], bytes]) -> None:
    async with Inspector(children=1, megabytes=600, seconds=3) as inspector:
        assert await refused_by(inspector, bomb())
        async with cleaning(inspector, pdf()) as found:
            assert found.pages == 1


async def test_a_child_that_dies_is_a_refusal_and_the_next_one_works() -> None:
    async with Inspector(children=1) as inspector:
        (child,) = await inspector.cleaning.children.ready()
        os.kill(child.pid, signal.SIGKILL)
        assert await refused_by(inspector, pdf()) == TOO_HARD
        async with cleaning(inspector, pdf(2)) as found:
            assert found.pages == 2


async def test_a_costly_page_is_refused_by_its_number_and_not_looked_at_again() -> None:
    data = costly(page=2)
    async with Inspector(children=1, page_seconds=3) as inspector:
        assert "第 2 页太复杂" in await refused_by(inspector, data)
        (child,) = await inspector.cleaning.children.ready()
        assert "第 2 页太复杂" in await refused_by(inspector, data)
        assert await inspector.cleaning.children.ready() == [child]  # nobody was asked


async def test_pages_that_cost_too_much_together_are_refused() -> None:
    data = costly(page=2)
    async with Inspector(children=1, seconds=2, page_seconds=30, megabytes=4096) as inspector:
        assert "检查到第 2 页时" in await refused_by(inspector, data)


async def test_a_page_that_cannot_be_shown_is_tried_once() -> None:
    data = costly(page=2)
    async with Inspector(previewers=1, page_seconds=3) as inspector:
        for _ in range(2):
            with pytest.raises(NoPreview):
                await inspector.preview("an account", "content", stream(data), 2)
            (child,) = await inspector.showing.children.ready()
        assert child.jobs == 0
        tried = child.pid
        with pytest.raises(NoPreview):
            await inspector.preview("another", "content", stream(data), 2)
        assert [one.pid for one in await inspector.showing.children.ready()] == [tried]
        assert await inspector.preview("an account", "content", stream(data), 1)


async def test_a_picture_with_too_many_pixels_is_refused_by_its_page() -> None:
    assert "第 2 页有一张 10000 万像素的图片，最多 1000 万像素" in refusal(pixels(10_000, 10_000))
    found, _ = cleaned(pixels(1000, 1000))
    assert found["pages"] == 2


async def test_cleaning_goes_on_while_all_previews_are_taken() -> None:
    async with (
        Inspector(children=1, previewers=1) as inspector,
        inspector.showing.children.one("me"),
        cleaning(inspector, pdf(), who="me") as found,
    ):
        assert found.pages == 1


def test_previews_show_the_page() -> None:
    first, second = preview(pdf(2)), preview(pdf(2), 2)
    assert max(first.size) == 1400
    assert first.convert("L").getextrema()[0] < 50  # type: ignore[operator]
    assert first.tobytes() != second.tobytes()
    assert preview(turned()).format == "PNG"


async def test_what_goes_through_a_process_is_what_comes_out() -> None:
    sent = pdf(3)
    async with Inspector(children=1) as inspector:
        async with cleaning(inspector, sent) as found:
            body = b"".join([piece async for piece in found.body])
        assert (found.media_type, found.pages, found.length) == (PDF, 3, len(body))
        assert body == cleaned(sent)[1]
        assert (await inspector.preview("a", "1", stream(body), 3)).startswith(b"\x89PNG")
        for bad, page in ((b"%PDF-1.7 broken", 1), (pdf(), 5)):
            with pytest.raises(NoPreview):
                await inspector.preview("a", bad.hex(), stream(bad), page)
