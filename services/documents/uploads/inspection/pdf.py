"""PDF: opened, everything that acts or hides taken out, written anew; its pages as pictures."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Object, Pdf, Stream
from PIL import Image

from services.documents.uploads.inspection.answers import Refused

ENCRYPTED = "这份 PDF 设有密码或限制。请用阅读软件打开后“打印为 PDF”，另存一份不加密的再上传"
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
TAIL = 2048


def clean(data: bytes, most_pages: int) -> tuple[bytes, int]:
    """The file made anew and its pages; `Refused` with what to do."""
    if b"%%EOF" not in data[-TAIL:]:  # cut off: qpdf would mend it and nobody would miss the last pages
        raise Refused(BROKEN)
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Refused(ENCRYPTED)
            pages = len(pdf.pages)
            _fits(pages, most_pages)
            strip(pdf)
            out = BytesIO()
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Refused(ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as error:
        raise Refused(BROKEN) from error
    cleaned = out.getvalue()
    _shows(cleaned, pages)
    return cleaned, pages


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


def _shows(cleaned: bytes, pages: int) -> None:
    """Whether the pages can be looked at: what nobody can see is no evidence."""
    try:
        picture(cleaned, 1, 200)
        with pypdfium2.PdfDocument(cleaned) as shown:
            if len(shown) != pages:
                raise Refused(BROKEN)
    except pypdfium2.PdfiumError as error:
        raise Refused(BROKEN) from error


def picture(data: bytes, number: int, longest: int) -> Image.Image:
    """A page, its longer side so many pixels."""
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[number - 1]
        scale = longest / max(1.0, *page.get_size())
        image: Image.Image = page.render(scale=scale).to_pil()
        return image.convert("RGB")
