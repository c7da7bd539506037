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
_HEIC = "这是 HEIC 照片。苹果手机请在“设置—相机—格式”中选择“兼容性最佳”后重拍，或另存为 JPG 后再上传"


def kind_of(head: bytes) -> str | None:
    """The media type, if it is one that we know how to clean."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def wrong_kind(head: bytes, accepts: Collection[str]) -> str | None:
    """What to do about a file that is not of the accepted kinds; none when it is."""
    kind = kind_of(head)
    if kind in accepts:
        return None
    wanted = "、".join(NAMES[one] for one in accepts)
    if kind:
        return f"这里只接受 {wanted} 文件，这份是 {NAMES[kind]}。请另存为 {wanted} 后再上传"
    if head[4:8] == b"ftyp":
        return _HEIC if head[8:12] in {b"heic", b"heix", b"mif1", b"msf1"} else "这是音视频文件，这里不能使用"
    known = next((advice for magic, advice in _OTHERS if head.startswith(magic)), None)
    return known or f"内容不是 {wanted} 文件（不看文件名，只看内容）。请重新扫描或另存为 {wanted} 后再上传"
