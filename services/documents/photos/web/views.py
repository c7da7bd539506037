"""What pages show of a photo."""

from collections.abc import Sequence
from urllib.parse import urlencode

from kit.errors import Fault
from services.documents.photos.domain.rules import Check, PhotoRule, size_in_words

PAGE = "/documents/photo"
FIELD = "photo"

NAMES = {
    "A4.2": "格式",
    "A4.3": "大小",
    "A4.4": "尺寸",
    "A4.5": "宽高比",
    "A4.6": "背景",
}


def faults(checks: Sequence[Check]) -> list[Fault]:
    """Everything that is wrong with a photo, at once (A4.7)."""
    return [Fault(field=FIELD, message=check.message) for check in checks if not check.ok]


def too_large(size: int, rule: PhotoRule) -> Fault:
    """What to do with a photo that is far too large to be looked at (A4.3)."""
    allowed = f"大于 {size_in_words(rule.min_bytes)}、小于 {size_in_words(rule.max_bytes)}"
    told = f"照片文件太大：{size / 1024**2:,.1f}MB，应{allowed}，没有保存。"
    todo = "请在手机相册里裁剪，只留证件照部分，或缩小尺寸后另存为 JPG，再重新上传。"
    return Fault(field=FIELD, message=f"{told}{todo}", rule="A4.3")


def refusal(checks: Sequence[Check]) -> Fault:
    """The line beside the field; the summary and the table tell the rest."""
    wrong = sum(not check.ok for check in checks)
    return Fault(field=FIELD, message=f"这张照片有 {wrong} 项不符合要求，请按检查结果处理后重新上传")


def findings(checks: Sequence[Check]) -> list[tuple[str, bool, str, str]]:
    """The rows of the table: what was looked at, whether it is right, what it is, what it should be."""
    return [(NAMES[check.rule], check.ok, check.measured, check.allowed) for check in checks]


def requirements(rule: PhotoRule) -> list[str]:
    """What a photo must be, in words."""
    words = [
        "本人近期免冠正面照片，JPG 或 JPEG 格式",
        f"文件大于 {size_in_words(rule.min_bytes)}、小于 {size_in_words(rule.max_bytes)}",
        f"宽大于 {rule.min_width} 像素、高大于 {rule.min_height} 像素",
        f"宽高比（宽 ÷ 高）在 {float(rule.min_ratio):g} 至 {float(rule.max_ratio):g} 之间",
    ]
    return [*words, "白色背景，没有阴影和花纹"] if rule.is_background_white else words


def shape(rule: PhotoRule) -> dict[str, float]:
    """What a photo is cut to before it is sent."""
    ratios = {"min_ratio": float(rule.min_ratio), "max_ratio": float(rule.max_ratio)}
    pixels = {"min_width": rule.min_width, "min_height": rule.min_height}
    return {**ratios, **pixels, "min_bytes": rule.min_bytes, "max_bytes": rule.max_bytes}


def address(back: str, **more: str) -> str:
    """This page's address with the way back kept."""
    query = urlencode({**more, **({"back": back} if back else {})}, safe="/")
    return f"{PAGE}?{query}" if query else PAGE
