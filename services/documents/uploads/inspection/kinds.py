"""What a file really is, by its first bytes; for what we do not take, what to do instead."""

from collections.abc import Collection
from typing import Final

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
NAMES = {PDF: "PDF", JPEG: "JPG", PNG: "PNG"}
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}

_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_OFFICE = "这是办公文档或压缩包（如 Word、WPS、OFD、ZIP）。请另存或导出为 PDF 后再上传"
_OTHERS = (
    (b"PK\x03\x04", _OFFICE),
    (b"\xd0\xcf\x11\xe0", _OFFICE),
    (b"Rar!", _OFFICE),
    (b"7z\xbc\xaf", _OFFICE),
    (b"GIF8", "这是 GIF 图片。请另存为 JPG 或 PNG 后再上传"),
    (b"BM", "这是 BMP 图片。请另存为 JPG 或 PNG 后再上传"),
    (b"II*\x00", "这是 TIFF 图片。请另存为 PDF、JPG 或 PNG 后再上传"),
    (b"MM\x00*", "这是 TIFF 图片。请另存为 PDF、JPG 或 PNG 后再上传"),
    (b"RIFF", "这是 WebP 图片或音视频。请另存为 JPG 或 PNG 后再上传"),
)
HEIC: Final = "HEIC"
AVIF: Final = "AVIF"
_HEIF_ADVICE = {
    HEIC: "这是 HEIC 照片。苹果手机请在“设置—相机—格式”中选择“兼容性最佳”后重拍，或另存为 JPG 后再上传",
    AVIF: "这是 AVIF 图片。请用手机相册或看图软件打开，另存为 JPG 后再上传；手机请在相机设置中关闭“高效格式”",
}
# Names by which a HEIF file calls itself (ISO 23008-12): single pictures, bursts, tiled and layered ones. A
# general name leaves open how the picture is packed.
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), HEIC),
}
_GENERAL_BRANDS = {b"mif1", b"mif2", b"msf1", b"miaf"}
# Readers take a PDF whose header begins within so many bytes: a mark or a line may stand before it.
HEAD = 1024


def kind_of(data: bytes) -> str | None:
    """The media type, if it is one that we know how to clean."""
    known = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if known or any(data.startswith(magic) for magic, _ in _OTHERS):
        return known
    return PDF if b"%PDF-" in data[:HEAD] else None


def heif(data: bytes) -> str | None:
    """HEIC or AVIF, by the names under which a file with an `ftyp` box says that it can be read."""
    if data[4:8] != b"ftyp":
        return None
    box = data[8 : min(int.from_bytes(data[:4]), HEAD)]
    if box[:4] not in _GENERAL_BRANDS:
        return _BRANDS.get(box[:4])
    others = {box[at : at + 4] for at in range(8, len(box), 4)}
    return AVIF if others & {b"avif", b"avis"} else HEIC


def wrong_kind(data: bytes, accepts: Collection[str]) -> str | None:
    """What to do about a file that is not of the accepted kinds; none when it is."""
    kind = kind_of(data)
    if kind in accepts:
        return None
    wanted = "、".join(NAMES[one] for one in accepts)
    if kind:
        return f"这里只接受 {wanted} 文件，这份是 {NAMES[kind]}。请另存为 {wanted} 后再上传"
    if data[4:8] == b"ftyp":
        return _HEIF_ADVICE.get(str(heif(data)), "这是音视频文件，这里不能使用")
    known = next((advice for magic, advice in _OTHERS if data.startswith(magic)), None)
    return known or f"内容不是 {wanted} 文件（不看文件名，只看内容）。请重新扫描或另存为 {wanted} 后再上传"
