"""PDF: opened, everything that acts or hides taken out, written anew; its pages as pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Object, Pdf, Stream
from PIL import Image

from services.documents.uploads.domain import pixels_in_words
from services.documents.uploads.inspection.answers import Refused, too_costly
from services.documents.uploads.inspection.signatures import unsign

ENCRYPTED = "打开这份 PDF 需要密码。请用阅读软件打开后“打印为 PDF”，另存一份不设密码的再上传"
BROKEN = "这份 PDF 已损坏或不完整，无法打开。请重新扫描，或用“打印为 PDF”另存一份后再上传"
EMPTY = "这份 PDF 一页也没有。请检查后重新上传"

# What may run, call, fetch, hide or tell of its maker, wherever in the file it stands.
KEYS = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF"),
    *("/RichMediaContent", "/RichMediaSettings", "/Collection", "/Metadata", "/PieceInfo", "/Perms"),
    *("/URI", "/SpiderInfo", "/Threads", "/DSS", "/LastModified"),
)
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
HARMLESS_ACTION = "/GoTo"
DEEPEST = 100
END = b"%%EOF"
MORE = re.compile(rb"\d+\s+\d+\s+obj\b")  # what is cut off goes on behind the end of an earlier state
LONGEST = 1400  # pixels of the longer side of a picture of a page
FULL_PICTURES = 40  # all pictures together have at most as many pixels as this number of the largest


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A PDF made anew. `was_signed`: an electronic signature was taken out, its seal stays on the page."""

    data: bytes
    pages: int
    was_signed: bool


def clean(data: bytes, most_pages: int, most_pixels: int, step: Callable[[int], None]) -> Cleaned:
    """The file made anew; `Refused` with what to do. `step` hears which page is looked at."""
    try:
        # A password for the owner alone only forbids; whoever has the file may look at it.
        with pikepdf.open(BytesIO(_whole(data))) as pdf:
            pages = len(pdf.pages)
            _fits(pages, most_pages)
            _fits_pixels(pdf, most_pixels)
            was_signed = unsign(pdf)
            strip(pdf)
            out = BytesIO()
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Refused(ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as error:
        raise Refused(BROKEN) from error
    cleaned = out.getvalue()
    _shows(cleaned, pages, step)
    return Cleaned(data=cleaned, pages=pages, was_signed=was_signed)


def _whole(data: bytes) -> bytes:
    """Up to the end mark, without what printers and portals put behind it; refused when it is cut off.

    qpdf would mend a file that is cut off, and nobody would miss the last pages.
    """
    ends = data.rfind(END)
    if ends < 0 or MORE.search(data, ends):
        raise Refused(BROKEN)
    return data[: ends + len(END)]


def strip(pdf: Pdf) -> None:
    """Take out what a paper does not need."""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for thing in pdf.objects:
        for part in _parts(thing, DEEPEST):
            _strip(part)


def _strip(part: Object) -> None:
    for key in KEYS:
        if key in part:
            del part[key]
    for key in ("/A", "/PA", "/Next"):
        action = part.get(key)
        if isinstance(action, Dictionary | Array) and not _is_harmless(action):
            del part[key]
    kept = part.get("/Annots")
    if isinstance(kept, Array):
        part["/Annots"] = Array([one for one in kept.as_list() if _may_stay(one)])


def _is_harmless(action: Object) -> bool:
    if isinstance(action, Array):
        return all(_is_harmless(one) for one in action.as_list() if isinstance(one, Dictionary | Array))
    # "/A" means something else in a dictionary of attributes: then it has no /S.
    return str(action.get("/S", HARMLESS_ACTION)) == HARMLESS_ACTION


def _may_stay(annotation: Object) -> bool:
    return isinstance(annotation, Dictionary) and str(annotation.get("/Subtype")) not in ANNOTATIONS


def _parts(thing: Object, depth: int) -> Iterator[Object]:
    """The dictionaries that this object is made of; those behind a reference come by themselves."""
    if depth == 0:
        raise Refused(BROKEN)
    if isinstance(thing, Dictionary | Stream):
        yield thing
        inner = [thing[key] for key in thing.keys()]  # noqa: SIM118 - it is no dict
    elif isinstance(thing, Array):
        inner = list(thing.as_list())
    else:
        return
    for one in inner:
        if isinstance(one, Dictionary | Array) and not one.is_indirect:
            yield from _parts(one, depth - 1)


def _fits(pages: int, most: int) -> None:
    if pages == 0:
        raise Refused(EMPTY)
    if pages > most:
        raise Refused(f"这份 PDF 有 {pages} 页，最多 {most} 页。请只保留有用的页，或拆成几份上传")


def _fits_pixels(pdf: Pdf, most: int) -> None:
    """Refuse pictures before anybody unpacks them: a page of a thousand bytes may hold a billion pixels."""
    total, seen = 0, set[tuple[int, int]]()
    for number, page in enumerate(pdf.pages, start=1):
        for pixels in _pictures(page.resources, seen, DEEPEST):
            total += pixels
            if pixels > most:
                raise Refused(
                    f"第 {number} 页有一张 {pixels_in_words(pixels)}的图片，"
                    f"最多 {pixels_in_words(most)}。请降低扫描分辨率后再上传"
                )
        if total > FULL_PICTURES * most:
            raise Refused(
                f"前 {number} 页的图片合计超过 {pixels_in_words(FULL_PICTURES * most)}，"
                "超出整份文件的上限。请降低扫描分辨率，或拆成几份后再上传"
            )


def _pictures(resources: Object | None, seen: set[tuple[int, int]], depth: int) -> Iterator[int]:
    """The pixels of each picture that may be drawn and was not seen before."""
    named = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if depth == 0 or not isinstance(named, Dictionary):
        return
    for key in named.keys():  # noqa: SIM118 - it is no dict
        one = named[key]
        if not isinstance(one, Stream) or one.objgen in seen:
            continue
        seen.add(one.objgen)
        if str(one.get("/Subtype")) == "/Image":
            yield int(one.get("/Width", 0)) * int(one.get("/Height", 0))
        else:
            yield from _pictures(one.get("/Resources"), seen, depth - 1)


def _shows(cleaned: bytes, pages: int, step: Callable[[int], None]) -> None:
    """Whether every page can be looked at, as large as it will be: what nobody can see is no evidence."""
    number = 0
    try:
        with _opened(cleaned) as shown:
            if len(shown) != pages:
                raise Refused(BROKEN)
            for number in range(1, pages + 1):
                step(number)
                _drawn(shown, number)
    except pypdfium2.PdfiumError as error:
        raise Refused(BROKEN) from error
    except MemoryError as error:
        raise Refused(too_costly(number)) from error


def picture(data: bytes, number: int) -> Image.Image:
    """A page as a picture."""
    with _opened(data) as pdf:
        return _drawn(pdf, number)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    """With its form, which must be there before a page is: seals and typed values are drawn by it."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    return pdf


def _drawn(pdf: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = pdf[number - 1]
    try:
        scale = LONGEST / max(1.0, *page.get_size())
        image: Image.Image = page.render(scale=scale).to_pil()
        return image.convert("RGB")
    finally:
        page.close()
