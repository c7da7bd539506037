"""Electronic signatures of a PDF: taken out, their seals left on the pages as pictures.

What is made anew is not what was signed: a signature that stayed would call the copy forged.
"""

from collections.abc import Iterable, Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

DEEPEST = 100
OF_FIELDS = ("/FT", "/V", "/T", "/Parent", "/Lock", "/SV", "/Ff", "/MK", "/DA", "/TU", "/TM")


def unsign(pdf: Pdf) -> bool:
    """Take signatures out; whether there were any."""
    was_signed = _forget_values(pdf)
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        if "/SigFlags" in form:
            del form["/SigFlags"]
        if isinstance(form.get("/Fields"), Array):
            form.Fields = Array([one for one in form.Fields.as_list() if not _is_signature(one)])
    for page in pdf.pages:
        if isinstance(page.get("/Annots"), Array):
            page.Annots = Array(list(_with_stamps(page.Annots.as_list())))
    return was_signed


def _forget_values(pdf: Pdf) -> bool:
    """Fields hold signatures, also fields that stand on no page."""
    was_signed = False
    for thing in pdf.objects:
        value = thing.get("/V") if isinstance(thing, Dictionary) else None
        if isinstance(value, Dictionary) and "/ByteRange" in value:
            del thing["/V"]
            was_signed = True
    return was_signed


def _with_stamps(annotations: Iterable[Object]) -> Iterator[Object]:
    """The annotations of a page; a seal is a stamp from now on, a place to sign that is empty goes."""
    for one in annotations:
        if not _is_signature(one):
            yield one
        elif _has_picture(one):
            for key in OF_FIELDS:
                if key in one:
                    del one[key]
            one.Subtype = Name.Stamp
            yield one


def _has_picture(annotation: Object) -> bool:
    looks = annotation.get("/AP")
    return isinstance(looks, Dictionary) and isinstance(looks.get("/N"), Stream)


def _is_signature(field: Object) -> bool:
    """Whether this field, or the one that it belongs to, is signed or there to be signed."""
    at: Object | None = field
    for _ in range(DEEPEST):
        if not isinstance(at, Dictionary):
            return False
        if "/FT" in at:
            return str(at.FT) == "/Sig"
        at = at.get("/Parent")
    return False
