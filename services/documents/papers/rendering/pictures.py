"""Pictures as Typst takes them from data: SVG, which needs no file."""

from io import BytesIO

import segno


def photo_svg(base64: str, width: int, height: int) -> str:
    """A JPEG wrapped into SVG; its bytes go into the PDF as they are."""
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="data:image/jpeg;base64,{base64}"/></svg>'
    )


def qr_svg(address: str) -> str:
    """A QR code."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, light="white", omitsize=True
    )
    return out.getvalue().decode().strip()
